// Sends the requests of one bot within its quotas. It knows requests, no chats.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <random>

#include "adapters/http/client.hpp"
#include "adapters/platform/budget.hpp"
#include "adapters/platform/chat_budget.hpp"
#include "adapters/platform/max/max_account.hpp"
#include "adapters/platform/max/max_answer.hpp"
#include "adapters/platform/max/max_call.hpp"

namespace rosterd::max {

/// How long a request rests after so many refusals for the quota: from `first` on it doubles to
/// `most`, of which `share` (0 to 1) chooses between a half and the whole, so that requests that
/// were refused together do not come back together.
[[nodiscard]] std::chrono::milliseconds pause_after(unsigned refusals,
                                                    std::chrono::milliseconds first,
                                                    std::chrono::milliseconds most, double share);

class Caller {
  public:
    /// Errors: those of http::Client::create.
    static Result<std::unique_ptr<Caller>> create(boost::asio::any_io_executor executor,
                                                  Clock& clock, const MaxOptions& options);

    /// One request. HTTP 429 is waited out inside, ten times at most: nothing ran. An Error of the
    /// reply is the transport's: transient (not sent), unknown_outcome (sent), authority
    /// (certificate), our_bug (too long), cancelled; or long_transient, where MAX asks for a longer
    /// pause than MaxOptions::backoff_most: the caller must not stand still for that.
    boost::asio::awaitable<Reply> send(Call call, Priority priority);

    /// A long poll, over a connection of its own and outside of the quota; one at a time. Between
    /// the beginnings of two polls MaxOptions::poll_pause passes. HTTP 429 is waited out, three
    /// times at most.
    boost::asio::awaitable<Reply> poll(Call call);

    [[nodiscard]] std::uint64_t requests() const { return requests_; }
    [[nodiscard]] std::uint64_t refused_by_quota() const { return refused_by_quota_; }
    [[nodiscard]] const Budget& budget() const { return budget_; }

  private:
    struct Answered {
        Reply reply;
        std::optional<std::chrono::seconds> retry_after;
    };
    Caller(boost::asio::any_io_executor executor, Clock& clock, const MaxOptions& options,
           std::unique_ptr<http::Client> client, std::unique_ptr<http::Client> poller);
    boost::asio::awaitable<Answered> send_once(Call call, Priority priority);
    boost::asio::awaitable<void> back_off(unsigned refusals,
                                          std::optional<std::chrono::seconds> asked_for);
    [[nodiscard]] http::Request request_for(const Call& call) const;

    Clock& clock_;
    std::string token_;
    std::chrono::milliseconds backoff_first_;
    std::chrono::milliseconds backoff_most_;
    std::chrono::milliseconds poll_pause_;
    std::unique_ptr<http::Client> client_;
    std::unique_ptr<http::Client> poller_;
    Budget budget_;
    ChatBudget chats_;
    std::mt19937_64 random_;
    SteadyTime next_poll_{};
    std::uint64_t requests_ = 0;
    std::uint64_t refused_by_quota_ = 0;
};

}  // namespace rosterd::max
