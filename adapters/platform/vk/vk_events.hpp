// Answers of VK's user long poll into events of the port (vk.md §4.8). Pure; accepts any bytes.
#pragma once

#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http/message.hpp"
#include "adapters/platform_events.hpp"

namespace rosterd::vk {

/// What a poll was answered.
struct PollAnswer {
    int failed = 0;    ///< 0: `updates` are there; else VK's number: 1 to 4
    std::string ts{};  ///< the next position; decimal; may be empty with `failed` 2 to 4
    boost::json::array updates{};
};

/// Nothing when the body is no answer of a long poll. An answer with `error` in the place of
/// `failed` tells that the key is no longer valid, as some servers do: 2.
[[nodiscard]] std::optional<PollAnswer> parse_poll(const http::Response& response);

/// Decimal digits, as many as a position can have.
[[nodiscard]] bool is_position(std::string_view text);

/// In their order. Codes and types that are not known, and what the account wrote itself, are left
/// out; what several updates say of one chat is told once. `self`: our own member id.
[[nodiscard]] std::vector<PlatformEvent> events_in(const boost::json::array& updates, UserId self);

}  // namespace rosterd::vk
