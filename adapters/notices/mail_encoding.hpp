// What a mail needs to carry any text over seven bits (RFC 2045, RFC 2047).
#pragma once

#include <string>
#include <string_view>

namespace rosterd::notices {

/// Base64 in lines of 76 characters, each ended by \r\n.
[[nodiscard]] std::string base64_lines(std::string_view text);

/// A header's value of one line: words of at most 75 characters, folded; no character of UTF-8 is
/// cut. Control characters become spaces.
[[nodiscard]] std::string encoded_header(std::string_view text);

}  // namespace rosterd::notices
