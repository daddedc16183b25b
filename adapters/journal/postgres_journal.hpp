// The journal in PostgreSQL (schema rosterd_journal), read by libpqxx. It never writes.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "adapters/journal/contract_journal.hpp"

namespace rosterd {

struct PostgresJournalOptions {
    std::string dsn;     ///< key=value or postgresql://; never shown in errors
    bool listen = true;  ///< keep a second connection on LISTEN rosterd_journal
    std::chrono::milliseconds statement_timeout{60'000};  ///< per query, on the server
    std::chrono::seconds connect_timeout{10};
};

/// Does not connect yet: a server that is down is every call's transient error, and each call
/// tries again. One connection is kept open between calls; a broken one is replaced.
/// Errors: invalid_input, when the DSN cannot be understood.
[[nodiscard]] Result<std::unique_ptr<ContractJournal>> open_postgres_journal(
    PostgresJournalOptions options);

}  // namespace rosterd
