// From an HTTP answer to what MAX said (max.md §1.4). Pure: no sockets.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <variant>

#include "adapters/http/message.hpp"
#include "adapters/platform/max/max_error.hpp"

namespace rosterd::max {

/// A good answer, a refusal, or no answer that could be understood (then the Error is
/// unknown_outcome: it may have been done).
using Reply = std::variant<boost::json::value, MaxError, Error>;

/// Checks all of it: the status, an error body whatever the status, success:false (not of `add`,
/// whose answer says more), and that the answer holds what answers to `kind` hold. What is no JSON
/// was said by a gateway: it is a refusal only where its status tells nothing of the chat.
[[nodiscard]] Reply parse_answer(const http::Response& response, CallKind kind);

/// The header Retry-After in seconds, when MAX should ever send it; an hour at most.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(const http::Response& response);

}  // namespace rosterd::max
