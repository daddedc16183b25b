// Small readers of MAX's JSON: nothing throws, absent, null and malformed are the same. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace rosterd::max {

/// The member of an object, or null.
[[nodiscard]] inline const boost::json::value* member(const boost::json::value& value,
                                                      std::string_view key) {
    const auto* object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains(key);
}

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

[[nodiscard]] inline std::string text(const boost::json::value& value, std::string_view key) {
    const auto* found = member(value, key);
    if (found == nullptr || !found->is_string()) return {};
    return std::string{found->get_string()};
}

/// The member of an object when it is an array, or null.
[[nodiscard]] inline const boost::json::array* list(const boost::json::value& value,
                                                    std::string_view key) {
    const auto* found = member(value, key);
    return found == nullptr ? nullptr : found->if_array();
}

/// The member of an object when it is an object, or null.
[[nodiscard]] inline const boost::json::value* object(const boost::json::value& value,
                                                      std::string_view key) {
    const auto* found = member(value, key);
    return found == nullptr || !found->is_object() ? nullptr : found;
}

}  // namespace rosterd::max
