// How our calls are written down: VKScript for `execute`, a form body for a plain call. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <string_view>

#include "adapters/platform/vk/vk_error.hpp"

namespace rosterd::vk {

/// VK's limit of calls inside one `execute` (vk.md §3).
inline constexpr std::size_t execute_calls_max = 25;

/// One method call. `method` points to a literal: it is written into scripts as it is.
struct MethodCall {
    CallKind kind;
    std::string_view method;
    boost::json::object parameters;
};

/// `return [API.a.b({...}),...];` with parameters as JSON literals, whose escapes VKScript shares.
/// Give it 1 to execute_calls_max calls.
[[nodiscard]] std::string script_of(std::span<const MethodCall> calls);

/// application/x-www-form-urlencoded: numbers in decimal, arrays joined by commas.
[[nodiscard]] std::string form_of(const boost::json::object& parameters);

}  // namespace rosterd::vk
