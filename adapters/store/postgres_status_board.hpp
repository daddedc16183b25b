// The status board in the store's PostgreSQL database: table `shown`, views over it.
#pragma once

#include <memory>

#include "adapters/store/database.hpp"
#include "adapters/store/status_board.hpp"

namespace rosterd::store {

/// Uses the store's own connection, so that whoever lost the store shows nothing more.
[[nodiscard]] std::unique_ptr<StatusBoard> make_postgres_status_board(
    std::shared_ptr<Database> database);

}  // namespace rosterd::store
