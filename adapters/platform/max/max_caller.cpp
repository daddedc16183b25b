// Turns, requests, and what happens after HTTP 429.
#include "adapters/platform/max/max_caller.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <utility>

namespace rosterd::max {
namespace {

constexpr unsigned quota_refusals_max = 10;  ///< of one request; then it is given up
constexpr unsigned poll_refusals_max = 3;
/// A page of 100 members, with descriptions of 16,000 characters each, stays below this.
constexpr std::size_t answer_bytes_max = 8U * 1024 * 1024;
/// What an answer to a long poll may take beyond the time that MAX waits for events.
constexpr std::chrono::milliseconds poll_grace{8'000};

Error too_many_for_long(std::chrono::seconds pause) {
    return {ErrorKind::long_transient, "HTTP 429: too many requests; MAX asks for a pause of " +
                                           std::to_string(pause.count()) + " s"};
}

}  // namespace

std::chrono::milliseconds pause_after(unsigned refusals, std::chrono::milliseconds first,
                                      std::chrono::milliseconds most, double share) {
    constexpr unsigned doublings_max = 16;
    const unsigned doublings = std::min(refusals > 0 ? refusals - 1 : 0, doublings_max);
    const auto whole = std::min(most, first * (std::int64_t{1} << doublings));
    return whole / 2 + std::chrono::duration_cast<std::chrono::milliseconds>(whole * (share / 2));
}

Caller::Caller(boost::asio::any_io_executor executor, Clock& clock, const MaxOptions& options,
               std::unique_ptr<http::Client> client, std::unique_ptr<http::Client> poller)
    : clock_{clock},
      token_{options.token},
      backoff_first_{options.backoff_first},
      backoff_most_{options.backoff_most},
      poll_pause_{options.poll_pause},
      client_{std::move(client)},
      poller_{std::move(poller)},
      budget_{executor, clock,
              BudgetOptions{.quota = {.requests_per_second = options.requests_per_second},
                            .in_flight_max = in_flight_for(options.requests_per_second)}},
      chats_{executor, clock,
             ChatBudgetOptions{.requests_per_second = options.chat_writes_per_second}},
      random_{options.seed} {}

Result<std::unique_ptr<Caller>> Caller::create(boost::asio::any_io_executor executor, Clock& clock,
                                               const MaxOptions& options) {
    http::ClientOptions http;
    http.base_url = options.base_url;
    http.ca_file = options.ca_file;
    http.timeout = options.timeout;
    http.body_bytes_max = answer_bytes_max;
    http.connections_max = in_flight_for(options.requests_per_second);
    auto client = http::Client::create(executor, http);
    if (!client) return std::move(client).error();
    http.timeout = options.poll_wait + poll_grace;
    http.connections_max = 1;
    auto poller = http::Client::create(executor, std::move(http));
    if (!poller) return std::move(poller).error();
    return std::unique_ptr<Caller>{
        new Caller{std::move(executor), clock, options, std::move(*client), std::move(*poller)}};
}

http::Request Caller::request_for(const Call& call) const {
    http::Request request;
    request.method = call.method;
    request.target = call.target;
    // The bare token, and in the header only: targets and bodies may end up in logs.
    request.headers["authorization"] = token_;
    request.headers["accept"] = "application/json";
    if (!call.body.is_null()) {
        request.headers["content-type"] = "application/json";
        request.body = boost::json::serialize(call.body);
    }
    return request;
}

boost::asio::awaitable<Caller::Answered> Caller::send_once(Call call, Priority priority) {
    std::optional<Budget::Permit> in_chat;
    if (call.recipient) {
        // First the chat's turn, then the account's: who waits for his chat holds up no other.
        auto permit = co_await chats_.acquire(*call.recipient, priority);
        if (!permit) co_return Answered{std::move(permit).error(), {}};
        in_chat.emplace(std::move(*permit));
    }
    auto permit = co_await budget_.acquire(priority);
    if (!permit) co_return Answered{std::move(permit).error(), {}};
    ++requests_;
    const auto leaves = [&permit, &in_chat] {
        permit->leaves();
        if (in_chat) in_chat->leaves();
    };
    auto response = co_await client_->send(request_for(call), leaves);
    if (!response) co_return Answered{std::move(response).error(), {}};
    co_return Answered{parse_answer(*response, call.kind), retry_after(*response)};
}

boost::asio::awaitable<void> Caller::back_off(unsigned refusals,
                                              std::optional<std::chrono::seconds> asked_for) {
    std::uniform_real_distribution<double> share{0, 1};
    auto pause = pause_after(refusals, backoff_first_, backoff_most_, share(random_));
    if (asked_for) pause = std::max<std::chrono::milliseconds>(pause, *asked_for);
    co_await clock_.sleep_until(clock_.steady() + pause);
}

boost::asio::awaitable<Reply> Caller::send(Call call, Priority priority) {
    for (unsigned refusals = 0;; ++refusals) {
        auto answered = co_await send_once(call, priority);
        const auto* error = std::get_if<MaxError>(&answered.reply);
        if (error == nullptr || !is_too_many(*error)) co_return std::move(answered.reply);
        ++refused_by_quota_;
        // The answer does not tell which quota it was.
        budget_.penalise();
        if (call.recipient) chats_.penalise(*call.recipient);
        if (answered.retry_after && *answered.retry_after > backoff_most_) {
            co_return too_many_for_long(*answered.retry_after);
        }
        if (refusals >= quota_refusals_max) co_return std::move(answered.reply);
        co_await back_off(refusals + 1, answered.retry_after);
    }
}

boost::asio::awaitable<Reply> Caller::poll(Call call) {
    for (unsigned refusals = 0;; ++refusals) {
        co_await clock_.sleep_until(next_poll_);
        next_poll_ = clock_.steady() + poll_pause_;
        auto response = co_await poller_->send(request_for(call));
        if (!response) co_return std::move(response).error();
        Reply reply = parse_answer(*response, call.kind);
        const auto* error = std::get_if<MaxError>(&reply);
        if (error == nullptr || !is_too_many(*error)) co_return reply;
        ++refused_by_quota_;
        if (refusals >= poll_refusals_max) co_return reply;
        co_await back_off(refusals + 1, retry_after(*response));
    }
}

}  // namespace rosterd::max
