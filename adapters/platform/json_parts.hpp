// Small readers of what platforms answer: nothing throws, absent and malformed are the same. Pure.
// How a platform writes numbers and flags is its own (vk_json.hpp, max_json.hpp).
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace rosterd::json_parts {

/// The member of an object, or null.
[[nodiscard]] inline const boost::json::value* member(const boost::json::value& value,
                                                      std::string_view key) {
    const auto* object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains(key);
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

}  // namespace rosterd::json_parts
