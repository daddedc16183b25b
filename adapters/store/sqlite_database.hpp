// One SQLite connection: cached statements, transactions, what each result code means.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "adapters/store/database.hpp"
#include "adapters/store/sqlite_file.hpp"

namespace rosterd::store {

/// WAL with synchronous=FULL.
class SqliteDatabase final : public Database {
  public:
    /// Opens or makes the file and migrates it, after a copy of what it was (store_copy()).
    /// Errors: those of StoreLock::take(); invalid_input (no store, damaged, or of a newer
    /// rosterd); transient (busy, full, read-only).
    static Result<std::unique_ptr<SqliteDatabase>> open(const std::filesystem::path& file,
                                                        std::chrono::milliseconds busy_timeout);

  private:
    SqliteDatabase(StoreLock lock, const std::filesystem::path& file,
                   std::chrono::milliseconds busy_timeout);

    void begin(Access access) override;
    void commit() override;
    void roll_back() noexcept override;
    std::unique_ptr<Rows> prepare(std::string_view sql, std::span<const Value> values) override;
    Error current_error() override;

    SQLite::Statement& prepared(std::string_view sql);
    Result<void> prepare_file(const std::filesystem::path& file);
    Result<int> version_found();
    Result<void> keep_copy(const std::filesystem::path& file, int version);
    Result<void> migrate(int version);

    StoreLock lock_;  // released last
    SQLite::Database database_;
    std::unique_ptr<SQLite::Transaction> transaction_;
    std::unordered_map<std::string_view, std::unique_ptr<SQLite::Statement>> statements_;
};

}  // namespace rosterd::store
