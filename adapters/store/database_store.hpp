// The Store port over a Database that is open and migrated. Knows no kind of database.
#pragma once

#include <memory>

#include "adapters/ports.hpp"
#include "adapters/store/database.hpp"

namespace rosterd::store {

/// Use on one thread at a time.
[[nodiscard]] std::unique_ptr<Store> make_database_store(std::shared_ptr<Database> database);

}  // namespace rosterd::store
