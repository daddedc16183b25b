// One connected socket, TCP or unix, with TLS or without, as one type. It knows no HTTP.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <optional>
#include <utility>

namespace rosterd::http {

/// One socket type for both families, so that HTTP code is compiled once.
using Socket = boost::asio::generic::stream_protocol::socket;

/// An Asio AsyncStream. Reads and writes go through TLS when it was built with a context.
/// Not movable: the TLS layer refers to the socket beside it.
class Stream {
  public:
    using executor_type = Socket::executor_type;
    using Tls = boost::asio::ssl::stream<Socket&>;

    explicit Stream(Socket socket) : socket_{std::move(socket)} {}
    Stream(Socket socket, boost::asio::ssl::context& context) : socket_{std::move(socket)} {
        tls_.emplace(socket_, context);
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    executor_type get_executor() noexcept { return socket_.get_executor(); }
    Socket& socket() noexcept { return socket_; }
    /// Null on a plain connection.
    Tls* tls() noexcept { return tls_ ? &*tls_ : nullptr; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
        return socket_.async_read_some(buffers, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
        return socket_.async_write_some(buffers, std::forward<Token>(token));
    }

  private:
    Socket socket_;
    std::optional<Tls> tls_;  // after socket_: it must go first
};

}  // namespace rosterd::http
