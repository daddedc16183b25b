// Is a text UTF-8, and if not, what is it? Pure.
#pragma once

#include <string>
#include <string_view>

namespace rosterd::journal {

/// Length in bytes of the UTF-8 sequence at the front of `text` (not empty), 0 when there is none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

/// Begins with the byte order mark of UTF-16 or has the zero bytes of one.
[[nodiscard]] bool looks_like_utf16(std::string_view text);

/// What a Russian Excel writes as "CSV". The one byte without a meaning (0x98) becomes U+FFFD.
[[nodiscard]] std::string utf8_of_windows_1251(std::string_view text);

}  // namespace rosterd::journal
