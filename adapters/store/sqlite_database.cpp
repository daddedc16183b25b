// Opening, migrating, binding, and what each SQLite result code means for the daemon.
#include "adapters/store/sqlite_database.hpp"

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <system_error>
#include <utility>

#include "adapters/store/sqlite_schema.hpp"
#include "adapters/store/sqlite_store.hpp"

namespace rosterd::store {
namespace {

namespace fs = std::filesystem;

/// Above it a full check would delay the start; damage is then found by the read that meets it.
constexpr std::uintmax_t checked_bytes_max = 32 * 1024 * 1024;

ErrorKind kind_of(int code) {
    constexpr int primary = 0xFF;
    switch (code & primary) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_FORMAT:
        case SQLITE_SCHEMA:
        case SQLITE_MISMATCH:
        case SQLITE_ERROR:
            return ErrorKind::invalid_input;  // e.g. a table is missing
        case SQLITE_CONSTRAINT:
        case SQLITE_MISUSE:
        case SQLITE_RANGE:
        case SQLITE_TOOBIG:
            return ErrorKind::our_bug;
        default:
            return ErrorKind::transient;  // busy, full, read-only, I/O, memory
    }
}

std::string hint_of(int code) {
    constexpr int primary = 0xFF;
    switch (code & primary) {
        case SQLITE_FULL:
            return "free some space on the store's file system";
        case SQLITE_READONLY:
            return "the store's file or file system is read-only";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "another program is writing to the store";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "restore the store from a backup, or move it away: chats are "
                   "then found again by their titles";
        default:
            return {};
    }
}

/// A borrowed statement of the cache; reset when it goes.
class SqliteRows final : public Rows {
  public:
    SqliteRows(SQLite::Statement& statement, std::span<const Value> values)
        : statement_{statement} {
        int index = 0;
        for (const Value& value : values) {
            ++index;
            std::visit([&](const auto& typed) { bind(index, typed); }, value);
        }
    }
    SqliteRows(const SqliteRows&) = delete;
    SqliteRows& operator=(const SqliteRows&) = delete;
    ~SqliteRows() override { statement_.tryReset(); }

    bool next() override { return statement_.executeStep(); }
    void run() override { statement_.exec(); }
    std::int64_t number(int column) override { return statement_.getColumn(column).getInt64(); }
    std::string text(int column) override { return statement_.getColumn(column).getString(); }
    std::string_view bytes(int column) override {
        const SQLite::Column value = statement_.getColumn(column);
        const void* data = value.getBlob();
        if (data == nullptr) return {};
        return {static_cast<const char*>(data), static_cast<std::size_t>(value.getBytes())};
    }

  private:
    void bind(int index, std::int64_t value) { statement_.bind(index, value); }
    void bind(int index, std::string_view value) { statement_.bind(index, std::string{value}); }
    void bind(int index, Bytes value) {
        // A null pointer would bind NULL, which an empty chat's members are not.
        static constexpr char nothing = 0;
        const void* data = value.value.empty() ? &nothing : value.value.data();
        statement_.bindNoCopy(index, data, static_cast<int>(value.value.size()));
    }

    SQLite::Statement& statement_;
};

Error to_error(const std::exception& failure) {
    const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
    if (sqlite == nullptr) return Error{ErrorKind::transient, failure.what()};
    const int code = sqlite->getErrorCode();
    return Error{kind_of(code),
                 fmt::format("SQLite error {}: {}", sqlite->getExtendedErrorCode(), failure.what()),
                 hint_of(code)};
}

}  // namespace

Error SqliteDatabase::current_error() {
    try {
        throw;
    } catch (const std::exception& failure) {
        return to_error(failure);
    }
}

void SqliteDatabase::begin(Access access) {
    const auto behavior = access == Access::write ? SQLite::TransactionBehavior::IMMEDIATE
                                                  : SQLite::TransactionBehavior::DEFERRED;
    transaction_ = std::make_unique<SQLite::Transaction>(database_, behavior);
}

void SqliteDatabase::commit() {
    transaction_->commit();
    transaction_.reset();
}

void SqliteDatabase::roll_back() noexcept {
    transaction_.reset();  // its destructor rolls back
}

std::unique_ptr<Rows> SqliteDatabase::prepare(std::string_view sql, std::span<const Value> values) {
    return std::make_unique<SqliteRows>(prepared(sql), values);
}

SqliteDatabase::SqliteDatabase(StoreLock lock, const fs::path& file,
                               std::chrono::milliseconds busy_timeout)
    : lock_{std::move(lock)},
      database_{file.string(), SQLite::OPEN_READWRITE, static_cast<int>(busy_timeout.count())} {}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(
    const fs::path& file, std::chrono::milliseconds busy_timeout) {
    auto lock = StoreLock::take(file);
    if (!lock) return std::move(lock).error();
    if (auto made = make_private_file(file); !made) return std::move(made).error();
    const std::string step = fmt::format("store {}", file.string());
    try {
        std::unique_ptr<SqliteDatabase> database{
            new SqliteDatabase{std::move(*lock), file, busy_timeout}};
        auto ready = database->prepare_file(file);
        if (!ready) return std::move(ready).error().in(step);
        return database;
    } catch (const std::exception& failure) {
        return to_error(failure).in(step);
    }
}

Result<void> SqliteDatabase::prepare_file(const fs::path& file) {
    const auto version = version_found();  // before anything is written to somebody's file
    if (!version) return version.error();
    database_.exec("PRAGMA trusted_schema=OFF");
    database_.exec("PRAGMA cell_size_check=ON");
    database_.exec("PRAGMA foreign_keys=ON");
    const std::string mode = database_.execAndGet("PRAGMA journal_mode=WAL").getString();
    if (mode != "wal") {
        return Error{ErrorKind::invalid_input,
                     fmt::format("journal mode is {}, expected wal", mode),
                     "the store needs a local file system"};
    }
    database_.exec("PRAGMA synchronous=FULL");
    std::error_code code;
    if (fs::file_size(file, code) <= checked_bytes_max) {
        const std::string found = database_.execAndGet("PRAGMA quick_check(1)").getString();
        if (found != "ok") {
            return Error{ErrorKind::invalid_input, "damaged: " + found, hint_of(SQLITE_CORRUPT)};
        }
    }
    if (static_cast<std::size_t>(*version) == schema_migrations().size()) return {};
    if (*version > 0) {
        if (auto kept = keep_copy(file, *version); !kept) return kept;
    }
    return migrate(*version);
}

/// The way back: an older rosterd does not read what this one makes of the store. It holds what the
/// store held, so it has the same mode, and no earlier copy outlives it.
Result<void> SqliteDatabase::keep_copy(const fs::path& file, int version) {
    const fs::path copy = store_copy(file, version);
    const fs::path unfinished = copy.string() + ".unfinished";
    std::error_code code;
    fs::remove(unfinished, code);  // of a process that was killed here
    if (auto made = make_private_file(unfinished); !made) return made;
    SQLite::Statement vacuum{database_, "VACUUM INTO ?"};
    vacuum.bind(1, unfinished.string());
    vacuum.exec();
    if (auto settled = settle_file(unfinished, copy); !settled) return settled;
    for (int former = 1; former < version; ++former) fs::remove(store_copy(file, former), code);
    return {};
}

Result<int> SqliteDatabase::version_found() {
    const int owner = database_.execAndGet("PRAGMA application_id").getInt();
    const int version = database_.execAndGet("PRAGMA user_version").getInt();
    const int tables = database_.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    const bool empty = owner == 0 && version == 0 && tables == 0;
    if (owner != application_id && !empty) {
        return Error{ErrorKind::invalid_input, "is a database of another program",
                     "give rosterd a file of its own"};
    }
    const int known = static_cast<int>(schema_migrations().size());
    if (version > known) {
        return Error{ErrorKind::invalid_input,
                     fmt::format("has schema version {}, this rosterd knows {}", version, known),
                     "start the newer rosterd that wrote it"};
    }
    return version;
}

Result<void> SqliteDatabase::migrate(int version) {
    const auto scripts = schema_migrations();
    return write("migrate", [&]() -> Result<void> {
        for (const char* script : scripts.subspan(static_cast<std::size_t>(version))) {
            database_.exec(script);
        }
        database_.exec(fmt::format("PRAGMA application_id={}", application_id));
        database_.exec(fmt::format("PRAGMA user_version={}", scripts.size()));
        return {};
    });
}

SQLite::Statement& SqliteDatabase::prepared(std::string_view sql) {
    auto& statement = statements_[sql];
    if (!statement) {
        statement = std::make_unique<SQLite::Statement>(database_, std::string{sql});
    }
    return *statement;
}

}  // namespace rosterd::store
