// One PostgreSQL connection of the store: exclusive, made again when it breaks.
#pragma once

#include <memory>
#include <pqxx/transaction>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/postgres/connection.hpp"
#include "adapters/store/database.hpp"
#include "adapters/store/postgres_store.hpp"

namespace rosterd::store {

class PostgresDatabase final : public Database {
  public:
    /// Errors: those of open_postgres_store().
    static Result<std::unique_ptr<PostgresDatabase>> open(const PostgresStoreOptions& options);

  private:
    PostgresDatabase(std::string dsn, std::chrono::seconds statement_timeout)
        : dsn_{std::move(dsn)}, statement_timeout_{statement_timeout} {}

    void begin(Access access) override;
    void commit() override;
    void roll_back() noexcept override;
    std::unique_ptr<Rows> prepare(std::string_view sql, std::span<const Value> values) override;
    Error current_error() override;

    void connect();
    void take_ownership();
    void migrate();
    [[nodiscard]] std::string prepared(std::string_view sql);

    std::string dsn_;
    std::chrono::seconds statement_timeout_;
    std::unique_ptr<QuietConnection> connection_;
    std::unique_ptr<pqxx::transaction_base> transaction_;
    std::unordered_map<std::string_view, std::string> statements_;  ///< names on this connection
    std::int64_t generation_ = 0;  ///< of our first connection; 0: none yet
};

}  // namespace rosterd::store
