// A loop to run coroutines on, a raw scripted server, a raw client, a folder. No HTTP code of ours.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"

namespace rosterd::http::test {

namespace asio = boost::asio;
using asio::ip::tcp;
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
inline constexpr std::chrono::seconds patience{60};

/// Runs the loop until `reached()`; fails the test when that takes longer than `patience`.
template <class Condition>
void run_until(asio::io_context& loop, Condition reached) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!reached()) {
        ASSERT_LT(std::chrono::steady_clock::now(), end) << "the condition was never reached";
        loop.restart();
        loop.run_one_for(std::chrono::milliseconds{100});
    }
}

/// Runs the loop until `work` has ended and returns its value.
template <class T>
T run(asio::io_context& loop, asio::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr thrown;
    asio::co_spawn(loop, std::move(work), [&](std::exception_ptr error, T value) {
        thrown = error;
        result.emplace(std::move(value));
    });
    run_until(loop, [&] { return result.has_value(); });
    if (thrown) std::rethrow_exception(thrown);
    if (!result) throw std::runtime_error{"the coroutine did not end"};
    return std::move(*result);
}

using SocketPtr = std::shared_ptr<tcp::socket>;

/// Reads one request without a body, up to the empty line. False when the peer closed.
inline asio::awaitable<bool> read_head(SocketPtr socket) {
    std::string text;
    const auto [error, bytes] =
        co_await asio::async_read_until(*socket, asio::dynamic_buffer(text), "\r\n\r\n", as_result);
    co_return !error;
}

inline asio::awaitable<void> write_text(SocketPtr socket, std::string text) {
    co_await asio::async_write(*socket, asio::buffer(text), as_result);
}

/// Answers one request with `text`; the connection ends when the caller lets go of the socket.
inline asio::awaitable<void> answer_once(SocketPtr socket, std::string text) {
    const bool asked = co_await read_head(socket);
    if (asked) co_await write_text(socket, std::move(text));
}

/// Accepts on a free port and runs one script per connection. Counts what it accepted.
class RawServer {
  public:
    using Script = std::function<asio::awaitable<void>(SocketPtr, int number)>;

    RawServer(asio::io_context& loop, Script script)
        : state_{std::make_shared<State>(loop, std::move(script))} {
        asio::co_spawn(loop, accept(state_), [](const std::exception_ptr&) {});
    }
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;
    ~RawServer() { state_->acceptor.close(); }

    [[nodiscard]] int accepted() const { return state_->accepted; }
    [[nodiscard]] std::uint16_t port() const { return state_->acceptor.local_endpoint().port(); }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }

  private:
    struct State {
        State(asio::io_context& loop, Script given)
            : acceptor{loop, {asio::ip::address_v4::loopback(), 0}}, script{std::move(given)} {}
        tcp::acceptor acceptor;
        Script script;
        int accepted = 0;
    };

    static asio::awaitable<void> accept(std::shared_ptr<State> state) {
        for (;;) {
            auto [error, socket] = co_await state->acceptor.async_accept(as_result);
            if (error) co_return;
            const auto shared = std::make_shared<tcp::socket>(std::move(socket));
            asio::co_spawn(shared->get_executor(), state->script(shared, ++state->accepted),
                           [state](const std::exception_ptr&) {});
        }
    }

    std::shared_ptr<State> state_;
};

/// Sends `text` to a port, reads until the end of the connection and returns all that came.
inline asio::awaitable<std::string> talk_raw(std::uint16_t port, std::string text) {
    const auto socket = std::make_shared<tcp::socket>(co_await asio::this_coro::executor);
    const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), port};
    co_await socket->async_connect(endpoint, as_result);
    co_await write_text(socket, std::move(text));
    std::string answer;
    for (std::string part(4096, '\0');;) {
        const auto [error, bytes] = co_await socket->async_read_some(asio::buffer(part), as_result);
        if (error) co_return answer;
        answer.append(part, 0, bytes);
    }
}

/// A private folder for one test.
class Folder {
  public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "http-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
        path_ = pattern;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

/// Answers with the method, target and body that came.
inline asio::awaitable<Response> echo(Request request) {
    Response response;
    response.content_type = "text/plain";
    response.headers["x-seen"] = request.headers["x-asked"];
    response.body = request.method + " " + request.target + " " + request.body;
    co_return response;
}

inline Request get(std::string target) {
    return {"GET", std::move(target), {}, {}, {}};
}
inline Request post(std::string target, std::string body) {
    return {"POST", std::move(target), {}, std::move(body), {}};
}

class HttpTest : public testing::Test {
  protected:
    std::unique_ptr<Server> listen(Server::Handler handler, ServerOptions options = {}) {
        if (options.listen.empty()) options.listen = "127.0.0.1:0";
        auto server = Server::listen(loop.get_executor(), std::move(options), std::move(handler));
        if (!server) throw std::runtime_error{server.error().what};
        return std::move(*server);
    }

    std::unique_ptr<Client> connect(std::string base_url, ClientOptions options = {}) {
        options.base_url = std::move(base_url);
        auto client = Client::create(loop.get_executor(), std::move(options));
        if (!client) throw std::runtime_error{client.error().what};
        return std::move(*client);
    }

    std::unique_ptr<Client> connect_to(const Server& server, ClientOptions options = {}) {
        return connect(url(server), std::move(options));
    }

    Result<Response> send(Client& client, Request request) {
        return run(loop, client.send(std::move(request)));
    }

    static std::string url(const Server& server, std::string_view host = "http://127.0.0.1") {
        return std::string{host} + ":" + std::to_string(server.port());
    }

    asio::io_context loop;
};

/// Fails with the error's text, so that a broken exchange says why.
inline void expect_answer(const Result<Response>& answer, int status, std::string_view body) {
    ASSERT_TRUE(answer) << to_string(answer.error().kind) << ": " << answer.error().what;
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(answer->body, body);
}

inline void expect_error(const Result<Response>& answer, ErrorKind kind,
                         std::string_view part_of_what = {}) {
    ASSERT_FALSE(answer) << "answered with status " << answer->status;
    EXPECT_EQ(to_string(answer.error().kind), to_string(kind)) << answer.error().what;
    EXPECT_NE(answer.error().what.find(part_of_what), std::string::npos) << answer.error().what;
}

}  // namespace rosterd::http::test
