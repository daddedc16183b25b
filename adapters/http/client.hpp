// An HTTP/1.1 client for one origin, with keep-alive and verified TLS. It knows no platform.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "adapters/http/message.hpp"
#include "reconciler/result.hpp"

namespace rosterd::http {

struct ClientOptions {
    /// "https://api.vk.com", "http://127.0.0.1:8080" or "unix:/run/rosterd/control.sock".
    /// Plain http is accepted for loopback addresses only: tokens never cross a network in clear.
    std::string base_url{};
    std::string
        ca_file{};  ///< PEM file that replaces the system's trust store; empty: the system's
    std::chrono::milliseconds timeout{10'000};       ///< one exchange: connect, send, whole answer
    std::size_t body_bytes_max = 16U * 1024 * 1024;  ///< a longer answer is an error
    std::size_t connections_max = 4;                 ///< further requests wait for a free one
};

/// Whether an unknown_outcome of Client::send() is an answer longer than `body_bytes_max`: one
/// came, and the same request would bring it again.
[[nodiscard]] bool is_too_long(const Error& error);

/// Not thread-safe: use on the executor it was built with. Outlive every request in flight.
class Client {
  public:
    /// Errors: invalid_input when `base_url` is not one of the three forms or `ca_file` unreadable.
    static Result<std::unique_ptr<Client>> create(boost::asio::any_io_executor executor,
                                                  ClientOptions options);
    virtual ~Client() = default;

    /// Waits for one of `connections_max` connections (first come, first served; `timeout` starts
    /// after that), sends the request over a kept-alive connection (a new one where none is free)
    /// and reads the whole answer, whatever its status. A kept connection that the server closed
    /// before the first byte of our request was answered is replaced once when `method` is GET, or
    /// when nothing was sent. Errors: transient (not connected, refused, name not found: nothing
    /// was sent); unknown_outcome (sent, then reset, cut off, too long or timed out: it may have
    /// been done); authority (the server's certificate does not verify; the hint names ca_file);
    /// our_bug (a target or header that would break the head; nothing was sent); cancelled. Cancel
    /// with cancellation_type::terminal; the connection in use is closed. `leaves`, if any, is
    /// called just before the first byte goes out, again on the second connection; never when none
    /// could be made. What it refers to must outlive the call.
    virtual boost::asio::awaitable<Result<Response>> send(Request request,
                                                          std::function<void()> leaves) = 0;
    boost::asio::awaitable<Result<Response>> send(Request request) {
        return send(std::move(request), {});
    }
};

}  // namespace rosterd::http
