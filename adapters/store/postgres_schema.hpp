// The store's tables in PostgreSQL and their migrations.
#pragma once

#include <cstdint>
#include <pqxx/transaction_base>

namespace rosterd::store {

/// Key of the advisory lock that one rosterd holds per database: "rosterd" in ASCII.
inline constexpr std::int64_t advisory_lock = 0x726f7374657264;

/// Makes or migrates schema `rosterd` inside the caller's transaction, which must hold the lock.
/// Returns 0, or the version found when it is newer than this program. Throws as libpqxx does.
[[nodiscard]] int prepare_postgres_schema(pqxx::transaction_base& transaction);

}  // namespace rosterd::store
