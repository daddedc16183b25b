// One listening socket: TCP, unix or inherited. It accepts nothing itself and knows no HTTP.
#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "adapters/http/server.hpp"
#include "reconciler/result.hpp"

namespace rosterd::http {

using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

/// A unix socket file of our making. Removed on destruction, unless another process has put its
/// own in the same place since.
class SocketFile {
  public:
    /// Remembers which file `path` is now.
    explicit SocketFile(std::string path);
    SocketFile(SocketFile&& other) noexcept;
    SocketFile(const SocketFile&) = delete;
    SocketFile& operator=(SocketFile&&) = delete;
    SocketFile& operator=(const SocketFile&) = delete;
    ~SocketFile();

  private:
    std::string path_;  // empty when moved from
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

struct Listener {
    Acceptor acceptor;
    std::uint16_t port = 0;            ///< of TCP, else 0
    bool local = false;                ///< a unix socket
    std::optional<SocketFile> file{};  ///< present when we made it
};

/// Errors: as Server::listen.
[[nodiscard]] Result<Listener> open_listener(const boost::asio::any_io_executor& executor,
                                             const ServerOptions& options);

}  // namespace rosterd::http
