// A read-only SQLite connection with its errors classified. Knows nothing of the contract.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reconciler/result.hpp"
#include "reconciler/roster_builder.hpp"

namespace rosterd {

/// A compiled query. Use within the life of its database.
class SqliteStatement {
  public:
    explicit SqliteStatement(sqlite3_stmt* statement) : statement_{statement} {}

    void bind_text(int index, const std::string& text);
    void bind_integer(int index, std::int64_t value);
    /// SQLITE_ROW, SQLITE_DONE or an error code.
    [[nodiscard]] int step() { return sqlite3_step(statement_.get()); }
    /// The current row; views live until the next step.
    void fields(std::span<Field> fields);

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Blocking; one thread at a time. Errors of all methods: transient (missing file, busy longer than
/// the time limit, I/O), authority (rights of the file), invalid_input (no database, damaged, a
/// view that fails).
class SqliteDatabase {
  public:
    static Result<SqliteDatabase> open(const std::filesystem::path& file,
                                       std::chrono::milliseconds busy_timeout);

    Result<SqliteStatement> prepare(const std::string& sql);
    Result<void> execute(const std::string& sql);
    /// What the failed call of SQLite means.
    [[nodiscard]] Error error(int code) const;
    /// The file at the path is still the one that is open.
    [[nodiscard]] bool is_current() const;

  private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    SqliteDatabase(std::filesystem::path file, sqlite3* database)
        : file_{std::move(file)}, database_{database} {}

    std::filesystem::path file_;
    std::unique_ptr<sqlite3, Close> database_;
    std::uint64_t device_ = 0;
    std::uint64_t inode_ = 0;
};

}  // namespace rosterd
