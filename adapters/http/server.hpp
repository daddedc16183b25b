// An HTTP/1.1 server on a unix socket or a TCP port. It knows bytes and limits, no routes.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http/message.hpp"
#include "reconciler/result.hpp"

namespace rosterd::http {

/// Who may take how many of the places of a unix socket that everybody can open, so that nobody
/// keeps out another user, or anybody whose rank is higher. Who finds no place is closed at once.
struct Shares {
    std::size_t user_max = 0;  ///< connections of one uid, whatever its rank
    /// The rank of a peer, from 0, the lowest; called once for each connection, on the executor.
    std::function<std::size_t(const Peer&)> rank_of{};
    /// By rank: connections of all peers of that rank and lower ones. Rising.
    std::vector<std::size_t> rank_max{};
};

struct ServerOptions {
    /// "unix:/run/rosterd/control.sock", "127.0.0.1:8080" or "127.0.0.1:0" for any free port.
    std::string listen{};
    std::optional<int> inherited_socket{};   ///< a listening descriptor from systemd; owns it
    unsigned socket_mode = 0660;             ///< file mode of a unix socket
    std::optional<unsigned> socket_group{};  ///< gid that owns a unix socket
    std::string certificate_file{};          ///< PEM; with key_file: TLS on TCP
    std::string key_file{};
    std::size_t connections_max = 64;  ///< further connections are closed at once
    std::optional<Shares> shares{};    ///< of a unix socket; nothing: first come, first served
    std::size_t head_bytes_max = 16U * 1024;
    std::size_t body_bytes_max = 1U * 1024 * 1024;  ///< longer: 413 and close
    std::chrono::seconds idle_timeout{60};          ///< a quiet keep-alive connection is closed
    std::chrono::seconds request_timeout{10};       ///< a request must arrive whole within
};

/// One listening socket; every connection is a coroutine on the executor. Not thread-safe.
class Server {
  public:
    /// Answers one request. It may suspend. A thrown exception becomes a plain 500.
    using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

    /// Binds and listens; a stale unix socket file that nobody serves is replaced, a served one is
    /// an error. Errors: invalid_input (address), refused (in use, no right).
    static Result<std::unique_ptr<Server>> listen(boost::asio::any_io_executor executor,
                                                  ServerOptions options, Handler handler);

    /// Removes the unix socket file it made and cancels what is still open, requests in work
    /// included: their handlers see it when the executor runs on, so stop() and wait first.
    virtual ~Server() = default;

    /// The bound TCP port, 0 on a unix socket.
    [[nodiscard]] virtual std::uint16_t port() const = 0;

    /// Stops accepting and closes idle connections; requests in work are still answered.
    virtual void stop() = 0;
};

}  // namespace rosterd::http
