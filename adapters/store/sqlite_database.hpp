// One SQLite connection: cached statements, transactions, errors as Results. Knows no table.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/store/sqlite_file.hpp"
#include "reconciler/result.hpp"

namespace rosterd::store {

/// Bytes to bind as a BLOB. Must outlive the query's run().
struct Bytes {
    std::string_view value;
};

/// A borrowed prepared statement with its values; reset when it goes. Throws SQLite::Exception,
/// which SqliteDatabase::write() and read() catch.
class Query {
  public:
    template <class... Values>
    explicit Query(SQLite::Statement& statement, const Values&... values) : statement_{statement} {
        int index = 0;
        (bind(++index, values), ...);
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query() { statement_.tryReset(); }

    /// True while there is a row.
    bool next() { return statement_.executeStep(); }
    /// For statements without rows; the number of rows changed.
    int run() { return statement_.exec(); }

    [[nodiscard]] std::int64_t number(int column) {
        return statement_.getColumn(column).getInt64();
    }
    [[nodiscard]] std::string text(int column) { return statement_.getColumn(column).getString(); }
    /// Valid until next().
    [[nodiscard]] std::string_view bytes(int column);

  private:
    void bind(int index, std::int64_t value) { statement_.bind(index, value); }
    void bind(int index, const std::string& value) { statement_.bind(index, value); }
    void bind(int index, std::string_view value) { statement_.bind(index, std::string{value}); }
    void bind(int index, Bytes value);

    SQLite::Statement& statement_;
};

/// Blocking, one thread at a time. WAL with synchronous=FULL: what write() returned is durable.
class SqliteDatabase {
  public:
    /// Opens or makes the file and migrates it.
    /// Errors: those of StoreLock::take(); invalid_input (no store, damaged, or of a newer
    /// rosterd); transient (busy, full, read-only).
    static Result<std::unique_ptr<SqliteDatabase>> open(const std::filesystem::path& file,
                                                        std::chrono::milliseconds busy_timeout);

    /// `work` returns a Result; its error rolls back, as does an exception.
    template <class Work>
    auto write(std::string_view step, Work work) -> decltype(work()) {
        return transact(step, SQLite::TransactionBehavior::IMMEDIATE, work);
    }
    /// A consistent snapshot for several queries.
    template <class Work>
    auto read(std::string_view step, Work work) -> decltype(work()) {
        return transact(step, SQLite::TransactionBehavior::DEFERRED, work);
    }

    /// `sql` must live for ever: a literal.
    template <class... Values>
    Query query(std::string_view sql, const Values&... values) {
        return Query{prepared(sql), values...};
    }

  private:
    SqliteDatabase(StoreLock lock, const std::filesystem::path& file,
                   std::chrono::milliseconds busy_timeout);

    template <class Work>
    auto transact(std::string_view step, SQLite::TransactionBehavior behavior, Work& work)
        -> decltype(work()) {
        try {
            SQLite::Transaction transaction{database_, behavior};
            auto result = work();
            if (result) transaction.commit();
            return result;
        } catch (const std::exception& failure) {
            return to_error(failure).in(step);
        }
    }

    static Error to_error(const std::exception& failure);
    SQLite::Statement& prepared(std::string_view sql);
    Result<void> prepare_file(const std::filesystem::path& file);
    Result<int> version_found();
    Result<void> migrate(int version);

    StoreLock lock_;  // released last
    SQLite::Database database_;
    std::unordered_map<std::string_view, std::unique_ptr<SQLite::Statement>> statements_;
};

}  // namespace rosterd::store
