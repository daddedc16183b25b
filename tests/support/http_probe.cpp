// Blocking sockets and the little of HTTP/1.1 that one closed exchange needs.
#include "tests/support/http_probe.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "tests/support/said.hpp"

namespace rosterd::test {
namespace {

class Socket {
  public:
    explicit Socket(int family) : descriptor_{::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        if (descriptor_ < 0) throw std::runtime_error{"socket failed"};
        const timeval patience{.tv_sec = 30, .tv_usec = 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { ::close(descriptor_); }

    void connect(const sockaddr* address, socklen_t length, const std::string& base) const {
        if (::connect(descriptor_, address, length) == 0) return;
        throw std::runtime_error{"connect " + base + ": " + std::strerror(errno)};
    }

    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) throw std::runtime_error{"send failed"};
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    [[nodiscard]] std::string receive_all() const {
        std::string text;
        std::array<char, 16384> buffer{};
        for (;;) {
            const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
            if (count == 0) return text;
            if (count < 0) throw std::runtime_error{"receive failed or took too long"};
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }

  private:
    int descriptor_;
};

constexpr std::string_view unix_scheme = "unix:";
constexpr std::string_view http_scheme = "http://";

sockaddr_un unix_address(std::string_view path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error{"socket path too long"};
    std::copy(path.begin(), path.end(), address.sun_path);
    return address;
}

sockaddr_in tcp_address(const std::string& host_and_port) {
    const auto colon = host_and_port.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error{"no port in " + host_and_port};
    std::string host = host_and_port.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port =
        htons(static_cast<std::uint16_t>(std::stoi(host_and_port.substr(colon + 1))));
    if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
        throw std::runtime_error{"not an IPv4 address: " + host};
    }
    return address;
}

bool is_unix(const std::string& base) {
    return base.starts_with(unix_scheme);
}

void connect_to(const Socket& socket, const std::string& base) {
    if (is_unix(base)) {
        const sockaddr_un address = unix_address(std::string_view{base}.substr(unix_scheme.size()));
        socket.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address, base);
        return;
    }
    if (!base.starts_with(http_scheme)) throw std::runtime_error{"unknown address " + base};
    std::string rest = base.substr(http_scheme.size());
    rest = rest.substr(0, rest.find('/'));
    const sockaddr_in address = tcp_address(rest);
    socket.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address, base);
}

std::string to_text(const ProbeRequest& request) {
    std::string text =
        request.method + " " + request.target + " HTTP/1.1\r\nHost: localhost\r\n" +
        "Connection: close\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
    if (!request.body.empty()) text += "Content-Type: " + request.content_type + "\r\n";
    for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
    return text + "\r\n" + request.body;
}

std::string unchunk(std::string_view text) {
    std::string body;
    for (;;) {
        const auto line = text.find("\r\n");
        if (line == std::string_view::npos) throw std::runtime_error{"chunk cut off"};
        const std::size_t size = std::stoul(std::string{text.substr(0, line)}, nullptr, 16);
        if (size == 0) return body;
        if (text.size() < line + 4 + size) throw std::runtime_error{"chunk cut off"};
        body += text.substr(line + 2, size);
        text.remove_prefix(line + 4 + size);
    }
}

std::map<std::string, std::string> parse_headers(std::string_view head) {
    std::map<std::string, std::string> headers;
    for (auto line = head.find("\r\n"); line != std::string_view::npos; line = head.find("\r\n")) {
        head.remove_prefix(line + 2);
        const std::string_view field = head.substr(0, head.find("\r\n"));
        const auto colon = field.find(':');
        if (colon == std::string_view::npos) continue;
        std::string name{field.substr(0, colon)};
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto value = field.find_first_not_of(' ', colon + 1);
        headers[name] = value == std::string_view::npos ? "" : std::string{field.substr(value)};
    }
    return headers;
}

ProbeAnswer parse(const std::string& text) {
    const auto end = text.find("\r\n\r\n");
    if (!text.starts_with("HTTP/1.") || end == std::string::npos || text.size() < 12) {
        throw std::runtime_error{"not an HTTP answer: " + text.substr(0, 80)};
    }
    ProbeAnswer answer{.status = std::stoi(text.substr(9, 3)),
                       .headers = parse_headers(std::string_view{text}.substr(0, end)),
                       .body = text.substr(end + 4)};
    const auto encoding = answer.headers.find("transfer-encoding");
    if (encoding != answer.headers.end() && encoding->second == "chunked") {
        answer.body = unchunk(answer.body);
    }
    const auto length = answer.headers.find("content-length");
    if (length != answer.headers.end() && std::stoul(length->second) != answer.body.size()) {
        throw std::runtime_error{"the answer's body is cut off"};
    }
    return answer;
}

}  // namespace

ProbeAnswer http_exchange(const ProbeRequest& request) {
    const Socket socket{is_unix(request.base) ? AF_UNIX : AF_INET};
    connect_to(socket, request.base);
    socket.send(to_text(request));
    ProbeAnswer answer = parse(socket.receive_all());
    if (is_unix(request.base)) keep_answer(request.target, answer.status, answer.body);
    return answer;
}

ProbeAnswer http_get(const std::string& base, const std::string& target) {
    return http_exchange({.base = base, .target = target});
}

ProbeAnswer http_post(const std::string& base, const std::string& target, const std::string& body,
                      const std::string& content_type) {
    return http_exchange({.base = base,
                          .method = "POST",
                          .target = target,
                          .body = body,
                          .content_type = content_type});
}

bool accepts_connections(const std::string& base) {
    try {
        const Socket socket{is_unix(base) ? AF_UNIX : AF_INET};
        connect_to(socket, base);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace rosterd::test
