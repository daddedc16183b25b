// Waiting: for events (long polls), for delayed answers and for due webhooks. Everything else is
// the Sandbox's.
#include "adapters/sandbox/sandbox_server.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

#include "adapters/sandbox/max_webhooks.hpp"

namespace rosterd::sandbox {
namespace {

namespace asio = boost::asio;

constexpr std::size_t waiting_max = 1000;

Moment now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

class Server final : public SandboxServer {
  public:
    Server(asio::any_io_executor executor, Sandbox& sandbox, std::string webhook_ca_file)
        : executor_{std::move(executor)},
          sandbox_{sandbox},
          webhooks_{executor_, sandbox.messenger(), std::move(webhook_ca_file)} {}

    Result<void> start(http::ServerOptions options) {
        sandbox_.serve_over(options.certificate_file.empty() ? "http" : "https");
        auto listening = http::Server::listen(
            executor_, std::move(options),
            [this](http::Request request) { return handle(std::move(request)); });
        if (listening.has_error()) return listening.error();
        server_ = std::move(*listening);
        webhooks_.start();
        return {};
    }

    [[nodiscard]] std::uint16_t port() const override { return server_->port(); }

    void stop() override {
        stopping_ = true;
        server_->stop();
        webhooks_.stop();
        wake_readers();
    }

  private:
    asio::awaitable<http::Response> handle(http::Request request) {
        const Moment came = now();
        for (;;) {
            // Somebody else's event wakes a long poll in vain: it waits on for the rest.
            const auto passed = now() - came;
            const auto patience = sandbox_.patience(request, now()) - passed;
            if (patience.count() <= 0 || stopping_ || waiting_.size() >= waiting_max) break;
            co_await wait_for_event(patience);
        }
        const std::uint64_t before = sandbox_.news();
        Reply reply = sandbox_.answer(request, now());
        if (sandbox_.news() != before) wake_readers();
        webhooks_.wake();
        if (reply.delay.count() > 0 && !stopping_) {
            asio::steady_timer timer{executor_, reply.delay};
            boost::system::error_code ignored;
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        }
        co_return std::move(reply.response);
    }

    asio::awaitable<void> wait_for_event(std::chrono::milliseconds patience) {
        asio::steady_timer timer{executor_, patience};
        waiting_.push_back(&timer);
        boost::system::error_code woken;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        std::erase(waiting_, &timer);
    }

    void wake_readers() {
        for (asio::steady_timer* const timer : waiting_) timer->cancel();
    }

    asio::any_io_executor executor_;
    Sandbox& sandbox_;
    max::WebhookSender webhooks_;
    std::unique_ptr<http::Server> server_;
    std::vector<asio::steady_timer*> waiting_;  // each lives in its coroutine's frame
    bool stopping_ = false;
};

}  // namespace

Result<std::unique_ptr<SandboxServer>> SandboxServer::listen(asio::any_io_executor executor,
                                                             http::ServerOptions options,
                                                             Sandbox& sandbox,
                                                             std::string webhook_ca_file) {
    auto server =
        std::make_unique<Server>(std::move(executor), sandbox, std::move(webhook_ca_file));
    auto started = server->start(std::move(options));
    if (started.has_error()) return started.error();
    return std::unique_ptr<SandboxServer>{std::move(server)};
}

}  // namespace rosterd::sandbox
