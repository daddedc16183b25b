// Small readers of VK's loose JSON: nothing throws, absent and malformed are the same. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rosterd::vk {

/// The member of an object, or null.
[[nodiscard]] inline const boost::json::value* member(const boost::json::value& value,
                                                      std::string_view key) {
    const auto* object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains(key);
}

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

}  // namespace rosterd::vk
