// An endpoint of webhooks that remembers what it was sent, for the tests of their delivery.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/http/server.hpp"
#include "tests/support/eventually.hpp"

namespace rosterd::sandbox::testing {

/// Its requests arrive on the loop's thread and are read from the test's.
class Receiver {
  public:
    /// Both PEM files, or none for plain HTTP. The loop must end before the receiver does.
    void start(boost::asio::io_context& loop, const std::string& certificate_file = {},
               const std::string& key_file = {}) {
        http::ServerOptions options;
        options.listen = "127.0.0.1:0";
        options.certificate_file = certificate_file;
        options.key_file = key_file;
        scheme_ = certificate_file.empty() ? "http" : "https";
        auto server = http::Server::listen(
            loop.get_executor(), options,
            [this](http::Request request) { return answer(std::move(request)); });
        if (server.has_error()) throw std::runtime_error{server.error().what};
        server_ = std::move(*server);
    }

    [[nodiscard]] std::string url() const {
        return scheme_ + "://127.0.0.1:" + std::to_string(server_->port()) + "/hook?school=7";
    }

    /// The next requests are refused with 500.
    void refuse(int count) {
        const std::lock_guard lock{mutex_};
        refusals_ = count;
    }

    std::vector<http::Request> requests() {
        const std::lock_guard lock{mutex_};
        return requests_;
    }

    [[nodiscard]] bool has(std::size_t count) {
        return rosterd::test::eventually([&] { return requests().size() >= count; });
    }

  private:
    boost::asio::awaitable<http::Response> answer(http::Request request) {
        const std::lock_guard lock{mutex_};
        requests_.push_back(std::move(request));
        http::Response response;
        if (refusals_ > 0) {
            --refusals_;
            response.status = 500;
        }
        co_return response;
    }

    std::unique_ptr<http::Server> server_;
    std::string scheme_;
    std::mutex mutex_;
    std::vector<http::Request> requests_;
    int refusals_ = 0;
};

}  // namespace rosterd::sandbox::testing
