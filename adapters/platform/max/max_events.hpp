// Where one bot's updates come from: a long poll or a webhook, never both (max.md §2.10).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "adapters/platform/max/max_session.hpp"

namespace rosterd::max {

class EventSource {
  public:
    virtual ~EventSource() = default;
    /// As PlatformAccount::next_events(), of an open account. What must be done before events come
    /// is done here: trouble with it must not keep anybody from working on the chats.
    virtual boost::asio::awaitable<Result<PlatformEvents>> next(std::string after) = 0;
};

[[nodiscard]] std::unique_ptr<EventSource> make_poll(std::shared_ptr<Session> session);

/// Errors: invalid_input for options that cannot be right. Precondition: the session has a webhook.
[[nodiscard]] Result<std::unique_ptr<EventSource>> make_webhook(
    boost::asio::any_io_executor executor, std::shared_ptr<Session> session);

}  // namespace rosterd::max
