// Waits for events at VK's long poll server. What they mean is read elsewhere (vk_events.hpp).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "adapters/http/client.hpp"
#include "adapters/platform/vk/vk_events.hpp"
#include "adapters/platform/vk/vk_session.hpp"

namespace rosterd::vk {

/// Where to poll, as a base URL and a path. Only https, or the very host of `base_url` where that
/// is a loopback address: the address comes in an answer, and answers are not to be trusted with
/// whom we talk to. Without a scheme it is https. Errors: refused; the text does not repeat it.
struct PollServer {
    std::string base_url{};
    std::string path{};
};
[[nodiscard]] Result<PollServer> poll_server(std::string_view server, std::string_view base_url);

/// One account's place in the stream of events. Not thread-safe; one next() at a time. Polls go
/// past the account's quota, as VK counts them nowhere; only the question for a server counts.
class EventPoll {
  public:
    EventPoll(boost::asio::any_io_executor executor, std::shared_ptr<Session> session)
        : executor_{std::move(executor)}, session_{std::move(session)} {}

    /// PlatformAccount::next_events().
    boost::asio::awaitable<Result<PlatformEvents>> next(std::string after);

  private:
    enum class From : std::uint8_t { position, now };
    /// Asks for a server; takes its position over where there is none, or `from` now.
    boost::asio::awaitable<Result<void>> find_server(From from);
    boost::asio::awaitable<Result<PollAnswer>> poll();
    boost::asio::awaitable<Result<PlatformEvents>> begin_anew();
    [[nodiscard]] Error unreadable();

    boost::asio::any_io_executor executor_;
    std::shared_ptr<Session> session_;
    std::unique_ptr<http::Client> client_;  ///< null: a server must be asked for
    std::string path_;
    std::string key_;
    std::string ts_;
    int unreadable_ = 0;  ///< answers in a row that nobody can read; lost ones do not count
};

}  // namespace rosterd::vk
