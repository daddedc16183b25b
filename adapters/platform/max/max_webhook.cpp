// Events by webhook: MAX calls us through the operator's TLS proxy and keeps every update until it
// is answered 200, which happens when the events were dealt with.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "adapters/digest.hpp"
#include "adapters/http/refusal.hpp"
#include "adapters/http/server.hpp"
#include "adapters/platform/json_parse.hpp"
#include "adapters/platform/max/max_events.hpp"
#include "adapters/platform/max/max_inbox.hpp"
#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

constexpr std::size_t update_bytes_max = 256U * 1024;
constexpr std::size_t connections_max = 512;  ///< each waits while its update is dealt with
constexpr UnixSeconds looked_after_s = 3600;  ///< the subscription, which MAX may end by itself

/// What the server's handlers and the source share; handlers may outlive the source.
struct Receiver {
    Receiver(asio::any_io_executor on, std::string account_token, WebhookOptions chosen,
             std::string era)
        : executor{std::move(on)},
          token{std::move(account_token)},
          options{std::move(chosen)},
          inbox{std::move(era)},
          arrival{executor} {}
    asio::any_io_executor executor;
    std::string token;
    WebhookOptions options;
    Inbox inbox;
    asio::steady_timer arrival;  ///< cancelled when something came
};
using ReceiverPtr = std::shared_ptr<Receiver>;

http::Response accepted() {
    http::Response response;
    response.body = "{}";
    return response;
}

http::Response busy() {
    return http::refusal(503, "busy", "the update was not dealt with yet", "tell it again");
}

/// True when the update was dealt with in time.
awaitable<bool> dealt_with_in_time(ReceiverPtr receiver, ArrivedPtr arrived) {
    if (arrived->dealt_with) co_return true;
    const auto alarm =
        std::make_shared<asio::steady_timer>(receiver->executor, receiver->options.patience);
    arrived->waiting.emplace_back([alarm] { alarm->cancel(); });
    co_await alarm->async_wait(asio::as_tuple(asio::use_awaitable));
    co_return arrived->dealt_with;
}

awaitable<http::Response> receive(ReceiverPtr receiver, http::Request request) {
    if (request.method != "POST") {
        co_return http::refusal(405, "method", "only POST", "this address is for MAX");
    }
    const auto secret = request.headers.find("x-max-bot-api-secret");
    if (secret == request.headers.end() ||
        !equal_secretly(secret->second, receiver->options.secret)) {
        co_return http::refusal(403, "secret", "the secret is missing or wrong",
                                "this address is for MAX");
    }
    const auto update = parse_object(request.body);
    if (!update) co_return http::refusal(400, "body", "no update", "one JSON object");
    auto event = read_update(*update, receiver->token);
    if (!event) co_return accepted();
    const auto arrived = receiver->inbox.put(key_of(*update), std::move(*event));
    if (!arrived) co_return busy();
    receiver->arrival.cancel();
    const bool done = co_await dealt_with_in_time(receiver, arrived);
    co_return done ? accepted() : busy();
}

/// "https://host:port" of a URL.
std::string origin_of(const std::string& url) {
    const auto scheme = url.find("://");
    if (scheme == std::string::npos) return {};
    return url.substr(0, url.find('/', scheme + 3));
}

class WebhookSource final : public EventSource {
  public:
    WebhookSource(std::shared_ptr<Session> session, ReceiverPtr receiver)
        : session_{std::move(session)}, receiver_{std::move(receiver)} {}

    awaitable<Result<PlatformEvents>> next(std::string after) override {
        receiver_->inbox.settle(after);
        auto listening = listen();
        if (!listening) co_return std::move(listening).error().in("webhook.listen");
        Result<void> subscribed;
        if (session_->now() >= looked_at_ + looked_after_s) subscribed = co_await subscribe();
        auto events = receiver_->inbox.take();
        // What has come is told, whatever MAX says of the subscription.
        if (!events && !subscribed) co_return std::move(subscribed).error();
        if (!events) {
            receiver_->arrival.expires_after(session_->options().poll_wait);
            co_await receiver_->arrival.async_wait(asio::as_tuple(asio::use_awaitable));
            events = receiver_->inbox.take();
        }
        if (!events) co_return PlatformEvents{{}, std::move(after)};
        for (PlatformEvent& event : events->events) {
            event = without_own_deed(std::move(event), session_->self());
        }
        co_return std::move(*events);
    }

  private:
    Result<void> listen() {
        if (server_) return {};
        http::ServerOptions options;
        options.listen = receiver_->options.listen;
        options.body_bytes_max = update_bytes_max;
        options.connections_max = connections_max;
        auto server = http::Server::listen(receiver_->executor, std::move(options),
                                           [receiver = receiver_](http::Request request) {
                                               return receive(receiver, std::move(request));
                                           });
        if (!server) return std::move(server).error();
        server_ = std::move(*server);
        return {};
    }

    /// Makes MAX tell this address, and end what an earlier configuration of ours asked for: MAX
    /// tells every address that is subscribed. Those of other hosts are somebody else's.
    awaitable<Result<void>> subscribe() {
        const std::string& url = receiver_->options.url;
        const auto answer = co_await session_->ask(subscriptions_call(), Priority::live);
        if (!answer) co_return Error{answer.error()}.in("webhook");
        bool was_there = false;
        std::vector<std::string> stale;
        // The list is there: parse_answer() takes no other answer for one.
        for (const auto& one : *list(*answer, "subscriptions")) {
            const std::string other = text(one, "url");
            was_there = was_there || other == url;
            if (other != url && origin_of(other) == origin_of(url)) stale.push_back(other);
        }
        for (const std::string& other : stale) {
            const auto ended = co_await session_->ask(unsubscribe_call(other), Priority::live);
            if (!ended) co_return Error{ended.error()}.in("webhook");
        }
        const bool must = !was_there || looked_at_ == 0;  // the secret may be a new one
        if (must) {
            auto call = subscribe_call(url, receiver_->options.secret, update_types);
            const auto begun = co_await session_->ask(std::move(call), Priority::live);
            if (!begun) co_return Error{begun.error()}.in("webhook");
        }
        // What happened while nothing was subscribed is told to nobody.
        if (!was_there) receiver_->inbox.lost();
        looked_at_ = session_->now();
        co_return Result<void>{};
    }

    std::shared_ptr<Session> session_;
    ReceiverPtr receiver_;
    std::unique_ptr<http::Server> server_;
    UnixSeconds looked_at_ = 0;
};

bool can_be_secret(const std::string& secret) {
    return secret.size() >= 5 && secret.size() <= 256 && std::ranges::all_of(secret, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
           });
}

}  // namespace

Result<std::unique_ptr<EventSource>> make_webhook(asio::any_io_executor executor,
                                                  std::shared_ptr<Session> session) {
    const WebhookOptions& options = *session->options().webhook;
    if (!can_be_secret(options.secret)) {
        return Error{ErrorKind::invalid_input,
                     "the webhook's secret must be 5 to 256 of A-Z a-z 0-9 _ -",
                     "put another one into the webhook's secret file"};
    }
    if (origin_of(options.url).empty() || options.listen.empty()) {
        return Error{ErrorKind::invalid_input, "a webhook needs a public url and a local listen"};
    }
    auto receiver = std::make_shared<Receiver>(std::move(executor), session->options().token,
                                               options, std::to_string(session->now()));
    return std::unique_ptr<EventSource>{
        std::make_unique<WebhookSource>(std::move(session), std::move(receiver))};
}

}  // namespace rosterd::max
