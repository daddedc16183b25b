// Parsing what a platform answered: bounded in depth, and nothing is thrown.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

namespace rosterd {

/// Deepest nesting accepted; the platforms' own answers stay below ten.
inline constexpr std::size_t json_depth_max = 32;

/// The JSON object that `body` is; nothing when it is none, or too deep. Accepts any bytes.
[[nodiscard]] std::optional<boost::json::value> parse_object(std::string_view body);

}  // namespace rosterd
