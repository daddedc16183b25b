// The probe against answers written by hand, because it must not trust any server of ours.
#include "tests/support/http_probe.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <thread>

#include "tests/support/temporary_directory.hpp"

namespace rosterd::test {
namespace {

/// Answers one connection on a unix socket with the same bytes, whatever is asked.
class OneAnswer {
  public:
    explicit OneAnswer(std::string answer) : answer_{std::move(answer)} {
        const std::string path = (directory_ / "s").string();
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(path.begin(), path.end(), address.sun_path);
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto* raw = reinterpret_cast<const sockaddr*>(&address);
        if (::bind(listener_, raw, sizeof address) != 0 || ::listen(listener_, 1) != 0) {
            throw std::runtime_error{"cannot listen"};
        }
        thread_ = std::thread{[this] { serve(); }};
    }
    OneAnswer(const OneAnswer&) = delete;
    OneAnswer& operator=(const OneAnswer&) = delete;
    ~OneAnswer() {
        thread_.join();
        ::close(listener_);
    }

    [[nodiscard]] std::string base() const { return "unix:" + (directory_ / "s").string(); }
    /// Complete once the exchange is over.
    [[nodiscard]] const std::string& asked() const { return asked_; }

  private:
    void serve() {
        const int connection = ::accept(listener_, nullptr, nullptr);
        std::array<char, 4096> buffer{};
        const ssize_t count = ::recv(connection, buffer.data(), buffer.size(), 0);
        asked_.assign(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        ::send(connection, answer_.data(), answer_.size(), MSG_NOSIGNAL);
        ::close(connection);
    }

    TemporaryDirectory directory_;
    std::string answer_;
    std::string asked_;
    int listener_ = -1;
    std::thread thread_;
};

TEST(HttpProbeTest, StatusHeadersAndBodyAreRead) {
    OneAnswer server{"HTTP/1.1 404 Not Found\r\nX-Kind: none\r\nContent-Length: 2\r\n\r\n{}"};
    const ProbeAnswer answer = http_post(server.base(), "/v1/x", "{\"a\":1}");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.headers.at("x-kind"), "none");
    EXPECT_EQ(answer.body, "{}");
    EXPECT_TRUE(server.asked().starts_with("POST /v1/x HTTP/1.1\r\n")) << server.asked();
    EXPECT_TRUE(server.asked().ends_with("\r\n\r\n{\"a\":1}")) << server.asked();
}

TEST(HttpProbeTest, ChunksAreJoined) {
    OneAnswer server{
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"};
    EXPECT_EQ(http_get(server.base(), "/").body, "abcde");
}

TEST(HttpProbeTest, BodyCutOffIsAnError) {
    OneAnswer server{"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nshort"};
    EXPECT_THROW(http_get(server.base(), "/"), std::runtime_error);
}

TEST(HttpProbeTest, NobodyListeningIsAnError) {
    const TemporaryDirectory directory;
    const std::string base = "unix:" + (directory / "nobody").string();
    EXPECT_FALSE(accepts_connections(base));
    EXPECT_THROW(http_get(base, "/"), std::runtime_error);
}

}  // namespace
}  // namespace rosterd::test
