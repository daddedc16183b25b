// The answers the server gives by itself, as JSON. It decides nothing.
#pragma once

#include <string_view>

#include "adapters/http/message.hpp"

namespace rosterd::http {

/// {"error":{"code","message","hint"}}. The texts are constants of ours and are not escaped.
[[nodiscard]] Response refusal(int status, std::string_view code, std::string_view message,
                               std::string_view hint);

/// 500 without a reason: what failed inside is nobody's business outside.
[[nodiscard]] Response internal_error();

}  // namespace rosterd::http
