// The store's tables and their migrations. Data only.
#pragma once

#include <cstdint>
#include <span>

namespace rosterd::store {

/// "rstd" in SQLite's application_id: tells a store from somebody else's database.
inline constexpr std::int32_t application_id = 0x72737464;

/// Script i brings a store from version i to i + 1 (PRAGMA user_version). Never changed once
/// released; a new one is added instead.
[[nodiscard]] std::span<const char* const> schema_migrations();

}  // namespace rosterd::store
