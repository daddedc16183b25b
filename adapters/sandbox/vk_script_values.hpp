// What VKScript's operators make of values. No expressions, no variables, no calls.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace rosterd::sandbox {

/// A value as the text of a parameter: lists are comma-separated, booleans 0/1 (vk.md §1.1).
[[nodiscard]] std::string as_parameter(const boost::json::value& value);

/// `value`.name; null where there is none. `length` counts a list's items and a text's bytes.
[[nodiscard]] boost::json::value member_of(const boost::json::value& value,
                                           const std::string& name);
/// `value`[key]; null where there is none.
[[nodiscard]] boost::json::value element_of(const boost::json::value& value,
                                            const boost::json::value& key);

/// False are null, false, 0 and "". A failed call is false, so `!call` tells a failure.
[[nodiscard]] bool is_true(const boost::json::value& value);

/// Numbers add, lists join; anything else is put together as text.
[[nodiscard]] boost::json::value sum_of(const boost::json::value& left,
                                        const boost::json::value& right);

/// Equal numbers, whatever their kind; a number and the text that shows it; equal values.
[[nodiscard]] bool are_equal(const boost::json::value& left, const boost::json::value& right);

}  // namespace rosterd::sandbox
