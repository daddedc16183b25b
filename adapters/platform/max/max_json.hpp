// Small readers of MAX's JSON: nothing throws, absent, null and malformed are the same. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/platform/json_parts.hpp"

namespace rosterd::max {

using json_parts::list;
using json_parts::member;
using json_parts::text;

/// Only what was written as a whole number: ids and `seq` are beyond 2^53, and one that went
/// through a double is another one (max.md §1.1).
[[nodiscard]] inline std::optional<std::int64_t> integer(const boost::json::value* value) {
    if (value == nullptr) return std::nullopt;
    if (value->is_int64()) return value->get_int64();
    if (value->is_uint64()) {
        const std::uint64_t number = value->get_uint64();
        if (number <= std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
            return static_cast<std::int64_t>(number);
        }
    }
    return std::nullopt;
}

[[nodiscard]] inline std::optional<std::int64_t> integer(const boost::json::value& value,
                                                         std::string_view key) {
    return integer(member(value, key));
}

[[nodiscard]] inline bool flag(const boost::json::value& value, std::string_view key) {
    const auto* found = member(value, key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

/// The member of an object when it is an object, or null.
[[nodiscard]] inline const boost::json::value* object(const boost::json::value& value,
                                                      std::string_view key) {
    const auto* found = member(value, key);
    return found == nullptr || !found->is_object() ? nullptr : found;
}

}  // namespace rosterd::max
