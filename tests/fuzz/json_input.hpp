// JSON out of a fuzzed text, as the platforms' answers are parsed.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

namespace rosterd::fuzz {

/// Nothing when the text is no JSON or nested deeper than our adapters accept.
inline std::optional<boost::json::value> json_of(std::string_view text) {
    boost::json::parse_options limits;
    limits.max_depth = 32;
    boost::json::error_code wrong;
    auto value =
        boost::json::parse(boost::json::string_view{text.data(), text.size()}, wrong, {}, limits);
    if (wrong) return std::nullopt;
    return value;
}

}  // namespace rosterd::fuzz
