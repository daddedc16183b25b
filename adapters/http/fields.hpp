// Which header fields we are willing to write: nothing that could end a line or the head.
#pragma once

#include <string_view>

#include "adapters/http/message.hpp"

namespace rosterd::http {

/// A method or header name of RFC 9110: non-empty, letters, digits and !#$%&'*+-.^_`|~
[[nodiscard]] bool is_token(std::string_view text);

/// A header value without control characters.
[[nodiscard]] bool is_field_value(std::string_view text);

/// A path with or without a query: begins with a slash, no space, no control character.
[[nodiscard]] bool is_target(std::string_view text);

/// True for names that frame the message; only the client and the server themselves write them.
[[nodiscard]] bool is_framing(std::string_view lower_case_name);

/// Every name and value may be written.
[[nodiscard]] bool are_writable(const Headers& headers);

}  // namespace rosterd::http
