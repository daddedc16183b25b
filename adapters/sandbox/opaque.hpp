// Words that nobody guesses but that one seed repeats: links, ids, passwords. No randomness here.
#pragma once

#include <cstdint>
#include <string>

namespace rosterd::sandbox {

/// Spreads small numbers over 64 bits (splitmix64).
[[nodiscard]] std::uint64_t mixed(std::uint64_t value);

/// Twelve digits and small letters, the same for the same value.
[[nodiscard]] std::string opaque(std::uint64_t value);

/// A lower-case UUID (version 4) of 36 characters, the same for the same two values.
[[nodiscard]] std::string opaque_uuid(std::uint64_t first, std::uint64_t second);

}  // namespace rosterd::sandbox
