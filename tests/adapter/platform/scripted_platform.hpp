// A server that gives prepared answers in order and keeps the requests; for odd answers of
// platforms.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/http/server.hpp"
#include "tests/support/contract_world.hpp"

namespace rosterd::test {

/// The machine's clocks, which can be moved on.
class ShiftedClock final : public Clock {
  public:
    explicit ShiftedClock(boost::asio::any_io_executor executor) : clock_{std::move(executor)} {}
    void shift(std::chrono::seconds by) { shift_ += by.count(); }

    [[nodiscard]] UnixSeconds now() const override { return clock_.now() + shift_; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
        return clock_.steady() + std::chrono::seconds{shift_};
    }
    boost::asio::awaitable<void> sleep_until(std::chrono::steady_clock::time_point when) override {
        return clock_.sleep_until(when - std::chrono::seconds{shift_});
    }
    boost::asio::awaitable<void> sleep_until_wall(UnixSeconds when) override {
        return clock_.sleep_until_wall(when - shift_);
    }

  private:
    SystemClock clock_;
    UnixSeconds shift_ = 0;
};

class ScriptedPlatform {
  public:
    ScriptedPlatform() {
        http::ServerOptions options;
        options.listen = "127.0.0.1:0";
        auto server = http::Server::listen(
            loop.get_executor(), options,
            [this](http::Request request) { return answer(this, std::move(request)); });
        if (!server) throw std::runtime_error{server.error().what};
        server_ = std::move(*server);
    }
    ScriptedPlatform(const ScriptedPlatform&) = delete;
    ScriptedPlatform& operator=(const ScriptedPlatform&) = delete;
    ~ScriptedPlatform() {
        server_->stop();
        loop.stop();
    }

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(server_->port());
    }
    /// The next answer. Without one the server says 500.
    void say(std::string body, int status = 200) {
        http::Response response;
        response.status = status;
        response.body = std::move(body);
        say(std::move(response));
    }
    void say(http::Response response) { answers_.push_back(std::move(response)); }
    [[nodiscard]] std::size_t unsaid() const { return answers_.size(); }

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return run_on(loop, std::move(work));
    }
    /// "GET /me" of each request so far, with the body of those that have one.
    [[nodiscard]] std::vector<std::string> lines() const {
        std::vector<std::string> lines;
        for (const http::Request& request : requests) {
            lines.push_back(request.method + " " + request.target +
                            (request.body.empty() ? "" : " " + request.body));
        }
        return lines;
    }

    boost::asio::io_context loop;
    ShiftedClock clock{loop.get_executor()};
    std::vector<http::Request> requests;

  private:
    static boost::asio::awaitable<http::Response> answer(ScriptedPlatform* platform,
                                                         http::Request request) {
        platform->requests.push_back(std::move(request));
        http::Response response;
        response.status = 500;
        if (!platform->answers_.empty()) {
            response = std::move(platform->answers_.front());
            platform->answers_.pop_front();
        }
        co_return response;
    }

    std::deque<http::Response> answers_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace rosterd::test
