// A raw client of a unix socket: bytes in, bytes out, and nothing in between. Usable after fork().
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace rosterd::testing {

/// One connection. Every call blocks, at most ten seconds without a byte.
class UnixClient {
  public:
    explicit UnixClient(const std::string& path)
        : descriptor_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        const timeval patience{10, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        connected_ = ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address),
                               sizeof address) == 0;
    }
    UnixClient(UnixClient&& other) noexcept
        : descriptor_{std::exchange(other.descriptor_, -1)}, connected_{other.connected_} {}
    UnixClient(const UnixClient&) = delete;
    UnixClient& operator=(const UnixClient&) = delete;
    UnixClient& operator=(UnixClient&&) = delete;
    ~UnixClient() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] bool connected() const { return connected_; }

    /// What the server has not taken when it closes is lost.
    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    void end_sending() const { ::shutdown(descriptor_, SHUT_WR); }

    /// All until the server closes.
    [[nodiscard]] std::string read_all() const {
        std::string all;
        std::array<char, 4096> piece{};
        for (;;) {
            const auto got = ::recv(descriptor_, piece.data(), piece.size(), 0);
            if (got <= 0) return all;
            all.append(piece.data(), static_cast<std::size_t>(got));
        }
    }
    /// The status of one exchange on this connection, which stays open; 0: it was closed.
    [[nodiscard]] int status_of(const std::string& method, const std::string& target,
                                const std::string& body = {}) const {
        send(method + " " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
             std::to_string(body.size()) + "\r\n\r\n" + body);
        std::string head;
        std::array<char, 4096> piece{};
        while (head.find("\r\n\r\n") == std::string::npos) {
            const auto got = ::recv(descriptor_, piece.data(), piece.size(), 0);
            if (got <= 0) return 0;
            head.append(piece.data(), static_cast<std::size_t>(got));
        }
        constexpr std::size_t status_at = std::string_view{"HTTP/1.1 "}.size();
        return std::atoi(head.c_str() + status_at);
    }

  private:
    int descriptor_;
    bool connected_ = false;
};

}  // namespace rosterd::testing
