// Small readers of VK's loose JSON: nothing throws, absent and malformed are the same. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/platform/json_parts.hpp"

namespace rosterd::vk {

using json_parts::list;
using json_parts::member;
using json_parts::text;

[[nodiscard]] inline std::optional<std::int64_t> integer(const boost::json::value* value) {
    if (value == nullptr) return std::nullopt;
    boost::json::error_code wrong;
    const auto number = value->to_number<std::int64_t>(wrong);
    if (wrong) return std::nullopt;
    return number;
}

[[nodiscard]] inline std::optional<std::int64_t> integer(const boost::json::value& value,
                                                         std::string_view key) {
    return integer(member(value, key));
}

/// VK writes flags as true, as 1, or leaves them out (vk.md §4.2).
[[nodiscard]] inline bool flag(const boost::json::value& value, std::string_view key) {
    const auto* found = member(value, key);
    if (found == nullptr) return false;
    if (found->is_bool()) return found->get_bool();
    return integer(found).value_or(0) != 0;
}

}  // namespace rosterd::vk
