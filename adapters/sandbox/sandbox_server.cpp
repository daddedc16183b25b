// Waiting: for events (long poll) and for delayed answers. Everything else is the Sandbox's.
#include "adapters/sandbox/sandbox_server.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

namespace rosterd::sandbox {
namespace {

namespace asio = boost::asio;

constexpr std::size_t waiting_max = 1000;

Moment now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

class Server final : public SandboxServer {
  public:
    Server(asio::any_io_executor executor, Sandbox& sandbox)
        : executor_{std::move(executor)}, sandbox_{sandbox} {}

    Result<void> start(http::ServerOptions options) {
        sandbox_.serve_over(options.certificate_file.empty() ? "http" : "https");
        auto listening = http::Server::listen(
            executor_, std::move(options),
            [this](http::Request request) { return handle(std::move(request)); });
        if (listening.has_error()) return listening.error();
        server_ = std::move(*listening);
        return {};
    }

    [[nodiscard]] std::uint16_t port() const override { return server_->port(); }

    void stop() override {
        stopping_ = true;
        server_->stop();
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
        const std::int64_t before = sandbox_.world().last_event();
        Reply reply = sandbox_.answer(request, now());
        if (sandbox_.world().last_event() != before) wake_readers();
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
    std::unique_ptr<http::Server> server_;
    std::vector<asio::steady_timer*> waiting_;  // each lives in its coroutine's frame
    bool stopping_ = false;
};

}  // namespace

Result<std::unique_ptr<SandboxServer>> SandboxServer::listen(asio::any_io_executor executor,
                                                             http::ServerOptions options,
                                                             Sandbox& sandbox) {
    auto server = std::make_unique<Server>(std::move(executor), sandbox);
    auto started = server->start(std::move(options));
    if (started.has_error()) return started.error();
    return std::unique_ptr<SandboxServer>{std::move(server)};
}

}  // namespace rosterd::sandbox
