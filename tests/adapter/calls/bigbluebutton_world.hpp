// A sandbox with a BigBlueButton server on a loopback port and our client of it, on one loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/calls/bigbluebutton.hpp"
#include "adapters/calls/bigbluebutton_requests.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "adapters/sandbox/sandbox_server.hpp"
#include "tests/support/call_world.hpp"
#include "tests/support/contract_world.hpp"

namespace rosterd::calls::test {

inline constexpr const char* server_secret = "s3cret of the server";

class BigBlueButtonWorld final : public rosterd::test::CallWorld {
  public:
    explicit BigBlueButtonWorld(Checksum checksum = Checksum::sha256) : checksum_{checksum} {
        http::ServerOptions listening;
        listening.listen = "127.0.0.1:0";
        auto server =
            sandbox::SandboxServer::listen(loop_.get_executor(), std::move(listening), sandbox_);
        if (!server) throw std::runtime_error{server.error().what};
        server_ = std::move(*server);
        provider_ = restarted();
    }
    BigBlueButtonWorld(const BigBlueButtonWorld&) = delete;
    BigBlueButtonWorld& operator=(const BigBlueButtonWorld&) = delete;
    ~BigBlueButtonWorld() override {
        provider_.reset();
        server_->stop();
        loop_.stop();
    }

    boost::asio::io_context& loop() override { return loop_; }
    CallProvider& provider() override { return *provider_; }
    std::unique_ptr<CallProvider> restarted() override { return connect(options()); }

    /// Somebody else has a meeting of that id already, with passwords of his own.
    bool spoil(const CallWish& wish) override {
        ask("create", {{"attendeePW", "his"},
                       {"moderatorPW", "own"},
                       {"name", "another"},
                       {"meetingID", meeting_id(wish.key)}});
        return true;
    }

    [[nodiscard]] BigBlueButtonOptions options() const {
        return {.base_url = base(), .secret = server_secret, .checksum = checksum_};
    }
    std::unique_ptr<CallProvider> connect(BigBlueButtonOptions options) {
        auto provider = make_bigbluebutton(loop_.get_executor(), clock_, std::move(options));
        if (!provider) throw std::runtime_error{provider.error().what};
        return std::move(*provider);
    }
    [[nodiscard]] std::string base() const {
        return "http://127.0.0.1:" + std::to_string(server_->port()) + "/bigbluebutton";
    }

    /// What the server says to a request that is signed as it should be.
    http::Response ask(std::string_view call, const Parameters& parameters) {
        return open("/bigbluebutton" + signed_target(call, parameters, {server_secret}));
    }
    /// What a browser gets that opens a link of ours.
    http::Response follow(std::string link) {
        return open(link.substr(base().size() - std::string{"/bigbluebutton"}.size()));
    }
    void fault(sandbox::FaultKind kind, std::string method, std::int64_t times = 1) {
        sandbox_.faults().add({.kind = kind, .method = "bbb." + std::move(method), .times = times});
    }
    void stop_server() { server_->stop(); }

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return rosterd::test::run_on(loop_, std::move(work));
    }

  private:
    http::Response open(std::string target) {
        http::Request request;
        request.method = "GET";
        request.target = std::move(target);
        const auto now =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        return sandbox_.answer(request, now).response;
    }

    Checksum checksum_;
    boost::asio::io_context loop_;
    SystemClock clock_{loop_.get_executor()};
    sandbox::Sandbox sandbox_{sandbox::World{}, sandbox::Chaos{}, sandbox::VkOptions{},
                              server_secret};
    std::unique_ptr<sandbox::SandboxServer> server_;
    std::unique_ptr<CallProvider> provider_;
};

}  // namespace rosterd::calls::test
