// Opens the file; everything else is the store of any database.
#include "adapters/store/sqlite_store.hpp"

#include <string>

#include "adapters/store/database_store.hpp"
#include "adapters/store/sqlite_database.hpp"

namespace rosterd::store {

std::filesystem::path store_copy(const std::filesystem::path& file, int version) {
    return file.string() + ".schema-" + std::to_string(version);
}

Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& file,
                                                 const SqliteStoreOptions& options) {
    auto database = SqliteDatabase::open(file, options.busy_timeout);
    if (!database) return std::move(database).error();
    return make_database_store(std::move(*database));
}

}  // namespace rosterd::store
