// Rows into a SQLite journal. A fresh file appears under its name only when it is complete.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "adapters/journal/import/writer_backends.hpp"
#include "adapters/journal/schema.hpp"

namespace rosterd::journal {
namespace {

namespace fs = std::filesystem;

constexpr int busy_timeout_ms = 10'000;
constexpr int sqlite_busy = 5;
constexpr int sqlite_locked = 6;
constexpr int sqlite_constraint = 19;
constexpr int sqlite_not_a_database = 26;

/// SQLite's own words name relations and columns, never values.
Error sqlite_error(const SQLite::Exception& error, std::string_view step) {
    const int code = error.getErrorCode();
    const bool input = code == sqlite_constraint || code == sqlite_not_a_database;
    const bool busy = code == sqlite_busy || code == sqlite_locked;
    return {input ? ErrorKind::invalid_input : ErrorKind::transient,
            fmt::format("write journal: {}: {}", step, error.what()),
            busy ? "another program is writing to this journal" : ""};
}

class SqliteWriter final : public JournalWriter {
  public:
    SqliteWriter(fs::path final_path, fs::path path, WriteMode mode)
        : final_path_{std::move(final_path)}, path_{std::move(path)}, mode_{mode} {}
    SqliteWriter(const SqliteWriter&) = delete;
    SqliteWriter& operator=(const SqliteWriter&) = delete;
    ~SqliteWriter() override {
        transaction_.reset();
        database_.reset();
        if (path_ != final_path_ && !committed_) remove_temporary();
    }

    Result<void> open() {
        try {
            database_.emplace(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                              busy_timeout_ms);
            database_->exec("PRAGMA journal_mode = wal");
            database_->exec("PRAGMA foreign_keys = off");
            database_->exec(std::string{journal_schema_sqlite()});
            transaction_.emplace(*database_, SQLite::TransactionBehavior::IMMEDIATE);
            return {};
        } catch (const SQLite::Exception& error) {
            return sqlite_error(error, "open");
        }
    }

    Result<void> write(const JournalTables& tables) override {
        std::string_view relation = "school";
        try {
            if (mode_ == WriteMode::replace) remove_schools(tables[Relation::school]);
            for (const JournalTable& table : tables.tables()) {
                relation = spec_of(table.relation()).name;
                insert(table);
            }
            return {};
        } catch (const SQLite::Exception& error) {
            return sqlite_error(error, relation);
        }
    }

    Result<void> commit() override {
        try {
            transaction_->commit();
            transaction_.reset();
            if (path_ != final_path_) database_->exec("PRAGMA wal_checkpoint(truncate)");
            database_.reset();  // removes the -wal file, so that the rename takes all there is
        } catch (const SQLite::Exception& error) {
            return sqlite_error(error, "commit");
        }
        return path_ == final_path_ ? Result<void>{} : publish();
    }

  private:
    /// link() and not rename(): it never replaces a file that appeared in the meantime.
    Result<void> publish() {
        std::error_code failed;
        fs::create_hard_link(path_, final_path_, failed);
        if (failed == std::errc::file_exists) {
            return Error{ErrorKind::refused,
                         fmt::format("{} appeared while it was written", final_path_.string())};
        }
        if (failed) fs::rename(path_, final_path_, failed);  // a file system without links
        if (failed) {
            return Error{ErrorKind::transient, fmt::format("write journal: {}: {}",
                                                           final_path_.string(), failed.message())};
        }
        remove_temporary();
        committed_ = true;
        return {};
    }

    void remove_temporary() {
        std::error_code ignored;
        for (const char* suffix : {"", "-wal", "-shm"}) {
            fs::remove(path_.string() + suffix, ignored);
        }
    }

    void remove_schools(const JournalTable& schools) {
        for (const RelationSpec& spec : journal_contract()) {
            SQLite::Statement remove{
                *database_, fmt::format("DELETE FROM \"{}\" WHERE school_id = ?", spec.name)};
            for (std::size_t row = 0; row < schools.rows(); ++row) {
                remove.bind(1, schools.row(row)[0].value_or(""));
                remove.exec();
                remove.reset();
            }
        }
    }

    void insert(const JournalTable& table) {
        if (table.rows() == 0) return;
        const RelationSpec& spec = spec_of(table.relation());
        std::string names;
        std::string marks;
        for (const Column& column : spec.columns) {
            names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", column.name);
            marks += marks.empty() ? "?" : ", ?";
        }
        SQLite::Statement add{*database_, fmt::format("INSERT INTO \"{}\" ({}) VALUES ({})",
                                                      spec.name, names, marks)};
        for (std::size_t row = 0; row < table.rows(); ++row) {
            int place = 0;
            for (const Cell& cell : table.row(row)) {
                ++place;
                if (cell) {
                    add.bindNoCopy(place, *cell);
                } else {
                    add.bind(place);
                }
            }
            add.exec();
            add.reset();
        }
    }

    fs::path final_path_;
    fs::path path_;
    WriteMode mode_;
    bool committed_ = false;
    std::optional<SQLite::Database> database_;
    std::optional<SQLite::Transaction> transaction_;
};

}  // namespace

Result<std::unique_ptr<JournalWriter>> open_sqlite_writer(const std::string& path, WriteMode mode) {
    const fs::path final_path{path};
    std::error_code ignored;
    const bool there = fs::exists(final_path, ignored);
    if (there && mode == WriteMode::fresh) {
        return Error{ErrorKind::refused, fmt::format("{} exists already", path),
                     "name another file, or remove this one first"};
    }
    const fs::path working =
        there ? final_path : fs::path{fmt::format("{}.new-{}", path, ::getpid())};
    auto writer = std::make_unique<SqliteWriter>(final_path, working, mode);
    auto opened = writer->open();
    if (!opened) return std::move(opened).error();
    return std::unique_ptr<JournalWriter>{std::move(writer)};
}

}  // namespace rosterd::journal
