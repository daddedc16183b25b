// A hash that is the same on every machine and in every version: what it names is found again.
#pragma once

#include <cstdint>
#include <string_view>

namespace rosterd {

inline constexpr std::uint64_t stable_hash_seed = 14'695'981'039'346'656'037U;

/// FNV-1a. `seed` chains: stable_hash(b, stable_hash(a)) is the hash of both. Not for secrets.
[[nodiscard]] constexpr std::uint64_t stable_hash(std::string_view text,
                                                  std::uint64_t seed = stable_hash_seed) {
    for (const char byte : text) {
        seed ^= static_cast<unsigned char>(byte);
        seed *= 1'099'511'628'211U;
    }
    return seed;
}

}  // namespace rosterd
