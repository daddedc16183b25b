// Opens the connection; everything else is the store of any database.
#include "adapters/store/postgres_store.hpp"

#include "adapters/store/database_store.hpp"
#include "adapters/store/postgres_database.hpp"

namespace rosterd::store {

Result<std::unique_ptr<Store>> open_postgres_store(const PostgresStoreOptions& options) {
    auto database = PostgresDatabase::open(options);
    if (!database) return std::move(database).error();
    return make_database_store(std::move(*database));
}

}  // namespace rosterd::store
