// A remembered daemon behind a real control socket, served from a thread of its own.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <memory>
#include <stdexcept>
#include <thread>

#include "adapters/http/server.hpp"
#include "daemon/control/control_api.hpp"
#include "daemon/control/control_server.hpp"
#include "tests/support/http_probe.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/control/control_world.hpp"

namespace rosterd::testing {

/// Set `daemon` up, then serve(). Everything ends with the object.
class ServedDaemon {
  public:
    ServedDaemon() = default;
    ServedDaemon(const ServedDaemon&) = delete;
    ServedDaemon& operator=(const ServedDaemon&) = delete;
    ~ServedDaemon() {
        if (!thread_.joinable()) return;
        boost::asio::post(loop_, [this] {
            if (control_) control_->stop();
            if (plain_) plain_->stop();
            loop_.stop();
        });
        thread_.join();
    }

    /// As the daemon does it: whoever runs the tests may do everything.
    void serve(const std::string& operate_group = "rosterd-no-such-group") {
        control::ControlOptions options;
        options.socket = socket();
        options.watch_group = "adm";
        options.operate_group = operate_group;
        auto server = control::start_control_server(loop_.get_executor(), daemon, options);
        if (!server) throw std::runtime_error{server.error().what};
        control_ = std::move(*server);
        warnings = control_->warnings();
        run();
    }

    /// The same routes for somebody with this right.
    void serve_somebody_with(control::Right right) {
        api_ = std::make_unique<control::ControlApi>(daemon,
                                                     [right](const http::Peer&) { return right; });
        http::ServerOptions options;
        options.listen = base();
        auto handler = [this](http::Request request) { return api_->handle(std::move(request)); };
        auto server = http::Server::listen(loop_.get_executor(), options, handler);
        if (!server) throw std::runtime_error{server.error().what};
        plain_ = std::move(*server);
        run();
    }

    /// Other users of this machine may come to the socket.
    void open_to_everyone() const { directory_.open_to_everyone(); }

    [[nodiscard]] std::string socket() const { return (directory_ / "control.sock").string(); }
    [[nodiscard]] std::string base() const { return "unix:" + socket(); }

    [[nodiscard]] test::ProbeAnswer get(const std::string& target) const {
        return test::http_get(base(), target);
    }
    [[nodiscard]] test::ProbeAnswer post(const std::string& target,
                                         const std::string& body = {}) const {
        return test::http_post(base(), target, body);
    }

    FakeDaemon daemon;
    std::vector<std::string> warnings;

  private:
    void run() {
        thread_ = std::thread{[this] { loop_.run(); }};
    }

    test::TemporaryDirectory directory_;
    boost::asio::io_context loop_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_{
        loop_.get_executor()};
    std::unique_ptr<control::ControlApi> api_;
    std::unique_ptr<http::Server> plain_;
    std::unique_ptr<control::ControlServer> control_;
    std::thread thread_;
};

/// The body as JSON; fails the test when it is none.
inline boost::json::value body_of(const test::ProbeAnswer& answer) {
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(answer.body, error);
    EXPECT_FALSE(error) << answer.body;
    return value;
}

}  // namespace rosterd::testing
