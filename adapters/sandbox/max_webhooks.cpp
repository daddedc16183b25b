// One timer for the next due push, one coroutine for each push on its way.
#include "adapters/sandbox/max_webhooks.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <map>
#include <utility>

#include "adapters/http/client.hpp"
#include "adapters/sandbox/max_webhook_url.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds answer_limit{30};  // max.md §2.10
constexpr std::size_t in_flight_max = 32;
constexpr std::size_t clients_max = 64;
constexpr std::size_t answer_bytes_max = 64U * 1024;
constexpr std::chrono::milliseconds longest_wait = std::chrono::hours{1};

Moment now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

http::Request request_of(const PushJob& job, std::string target) {
    http::Request request{
        .method = "POST",
        .target = std::move(target),
        .headers = {{"content-type", "application/json"}, {"user-agent", "rosterd-sandbox"}},
        .body = job.body};
    if (!job.secret.empty()) request.headers.emplace("x-max-bot-api-secret", job.secret);
    return request;
}

asio::awaitable<bool> deliver(std::shared_ptr<http::Client> client, http::Request request) {
    const auto answer = co_await client->send(std::move(request));
    co_return answer.has_value() && answer->status == 200;
}

}  // namespace

/// Kept alive by its own coroutines: the sender may go while a push is on its way.
class WebhookSender::Work : public std::enable_shared_from_this<WebhookSender::Work> {
  public:
    Work(asio::any_io_executor executor, Messenger& messenger, std::string ca_file)
        : executor_{std::move(executor)},
          messenger_{messenger},
          ca_file_{std::move(ca_file)},
          timer_{executor_} {}

    void start() {
        asio::co_spawn(executor_, run(shared_from_this()), [](const std::exception_ptr& bug) {
            if (bug) std::rethrow_exception(bug);
        });
    }

    void wake() { timer_.cancel(); }

    void stop() {
        stopping_ = true;
        timer_.cancel();
    }

  private:
    static asio::awaitable<void> run(std::shared_ptr<Work> work) {
        while (!work->stopping_) {
            work->send_due();
            work->timer_.expires_after(work->wait_for_next());
            boost::system::error_code woken;
            co_await work->timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        }
    }

    [[nodiscard]] std::chrono::milliseconds wait_for_next() const {
        const auto due = messenger_.next_push();
        if (!due || in_flight_ >= in_flight_max) return longest_wait;
        return std::clamp(*due - now(), std::chrono::milliseconds{0}, longest_wait);
    }

    void send_due() {
        while (in_flight_ < in_flight_max) {
            auto job = messenger_.take_push(now());
            if (!job) return;
            send(std::move(*job));
        }
    }

    void send(PushJob job) {
        const auto url = parse_webhook_url(job.url);
        const auto client = url ? client_of(url->origin) : nullptr;
        if (client == nullptr) {
            messenger_.pushed(job, Messenger::Delivered::no, now());
            return;
        }
        http::Request request = request_of(job, url->target);
        ++in_flight_;
        asio::co_spawn(executor_, deliver(client, std::move(request)),
                       [work = shared_from_this(), job = std::move(job)](
                           const std::exception_ptr& bug, bool delivered) {
                           work->ended(job, !bug && delivered);
                       });
    }

    void ended(const PushJob& job, bool delivered) {
        --in_flight_;
        using enum Messenger::Delivered;
        messenger_.pushed(job, delivered ? yes : no, now());
        wake();
    }

    std::shared_ptr<http::Client> client_of(const std::string& origin) {
        const auto found = clients_.find(origin);
        if (found != clients_.end()) return found->second;
        if (clients_.size() >= clients_max) clients_.clear();
        auto client = http::Client::create(executor_, {.base_url = origin,
                                                       .ca_file = ca_file_,
                                                       .timeout = answer_limit,
                                                       .body_bytes_max = answer_bytes_max});
        if (client.has_error()) return nullptr;
        return clients_.emplace(origin, std::move(*client)).first->second;
    }

    asio::any_io_executor executor_;
    Messenger& messenger_;
    std::string ca_file_;
    asio::steady_timer timer_;
    std::map<std::string, std::shared_ptr<http::Client>> clients_;
    std::size_t in_flight_ = 0;
    bool stopping_ = false;
};

WebhookSender::WebhookSender(asio::any_io_executor executor, Messenger& messenger,
                             std::string ca_file)
    : work_{std::make_shared<Work>(std::move(executor), messenger, std::move(ca_file))} {}

WebhookSender::~WebhookSender() = default;

void WebhookSender::start() {
    work_->start();
}
void WebhookSender::wake() {
    work_->wake();
}
void WebhookSender::stop() {
    work_->stop();
}

}  // namespace rosterd::sandbox::max
