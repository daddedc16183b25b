// The C interface of SQLite, read-only. (SQLiteCpp shares a counter per column access; a roster
// read makes a hundred thousand of them.)
#include "adapters/journal/sqlite_database.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace rosterd {
namespace {

Error classified(int code, const std::string& said, const std::filesystem::path& file) {
    const std::string where = fmt::format("journal database '{}'", file.string());
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorKind::transient, where + " is locked by a writer",
                    "shorten the writer's transactions, or set PRAGMA journal_mode = wal"};
        case SQLITE_NOTADB:
            return {ErrorKind::invalid_input, where + " is no SQLite database"};
        case SQLITE_CORRUPT:
            return {ErrorKind::invalid_input, where + " is damaged: " + said,
                    "restore it; `sqlite3 FILE 'PRAGMA integrity_check'` says more"};
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_READONLY:
            return {ErrorKind::authority, where + " may not be read: " + said,
                    "the daemon's user needs to read the file and, with journal_mode = wal, to "
                    "write beside it"};
        case SQLITE_CANTOPEN:
            return {ErrorKind::transient, where + " cannot be opened",
                    "is it there, and may the daemon's user read it and its directory?"};
        case SQLITE_ERROR:
            return {ErrorKind::invalid_input, where + ": " + said, "run `rosterctl journal check`"};
        default:
            return {ErrorKind::transient, where + ": " + said};
    }
}

}  // namespace

void SqliteStatement::bind_text(int index, const std::string& text) {
    sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

void SqliteStatement::bind_integer(int index, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), index, value);
}

void SqliteStatement::fields(std::span<Field> fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const int column = static_cast<int>(i);
        const auto* text =
            reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
        if (text == nullptr) {
            fields[i] = std::nullopt;
            continue;
        }
        const int bytes = sqlite3_column_bytes(statement_.get(), column);
        fields[i] = std::string_view{text, static_cast<std::size_t>(bytes)};
    }
}

Result<SqliteDatabase> SqliteDatabase::open(const std::filesystem::path& file,
                                            std::chrono::milliseconds busy_timeout) {
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0) {
        return Error{
            ErrorKind::transient,
            fmt::format("journal database '{}' is missing or may not be reached", file.string()),
            "correct journal.path in the configuration, or make the file: "
            "contract_sqlite.sql holds the empty journal"};
    }
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    SqliteDatabase database{file, handle};
    if (code != SQLITE_OK) return database.error(code);
    database.device_ = status.st_dev;
    database.inode_ = status.st_ino;
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
    return database;
}

Result<SqliteStatement> SqliteDatabase::prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database_.get(), sql.c_str(),
                                        static_cast<int>(sql.size()) + 1, &statement, nullptr);
    if (code != SQLITE_OK) return error(code);
    return SqliteStatement{statement};
}

Result<void> SqliteDatabase::execute(const std::string& sql) {
    const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return error(code);
    return {};
}

Error SqliteDatabase::error(int code) const {
    const char* said = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
    return classified(code, said, file_);
}

bool SqliteDatabase::is_current() const {
    struct stat status{};
    return ::stat(file_.c_str(), &status) == 0 && status.st_dev == device_ &&
           status.st_ino == inode_;
}

}  // namespace rosterd
