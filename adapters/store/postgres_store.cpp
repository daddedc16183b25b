// Opens the connection; everything else is the store of any database, and the board.
#include "adapters/store/postgres_store.hpp"

#include "adapters/store/database_store.hpp"
#include "adapters/store/postgres_database.hpp"
#include "adapters/store/postgres_status_board.hpp"

namespace rosterd::store {

Result<PostgresStore> open_postgres_store(const PostgresStoreOptions& options) {
    auto database = PostgresDatabase::open(options);
    if (!database) return std::move(database).error();
    const std::shared_ptr<Database> shared{std::move(*database)};
    return PostgresStore{make_database_store(shared), make_postgres_status_board(shared)};
}

}  // namespace rosterd::store
