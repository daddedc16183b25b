// The store in a PostgreSQL database: for operators who back up and watch one already.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "adapters/ports.hpp"
#include "adapters/store/status_board.hpp"

namespace rosterd::store {

struct PostgresStoreOptions {
    std::string dsn;  ///< key=value or URI; never shown
    std::chrono::seconds connect_timeout{5};
    std::chrono::seconds statement_timeout{30};
};

/// Two faces of one connection; use both on the same thread.
struct PostgresStore {
    std::unique_ptr<Store> store;
    std::unique_ptr<StatusBoard> board;
};

/// Opens the store in schema `rosterd` of that database, makes it where it is missing (the login
/// then needs CREATE on the database), and migrates an older one. One rosterd at a time: an
/// advisory lock keeps a second one out. A connection that breaks is made again by the next call,
/// unless another rosterd has written in between.
/// Blocking; use the result on one thread at a time.
/// Errors: refused (another rosterd has the store); invalid_input (DSN, a newer rosterd's schema);
/// authority (login, rights); transient (not reachable: try again).
[[nodiscard]] Result<PostgresStore> open_postgres_store(const PostgresStoreOptions& options);

}  // namespace rosterd::store
