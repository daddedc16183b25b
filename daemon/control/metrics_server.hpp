// GET /metrics on a TCP port, where Prometheus can reach it: it asks no unix sockets.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "daemon/control_port.hpp"

namespace rosterd::control {

/// Answers GET /metrics and /healthz to everybody who can connect, and nothing else: what it tells
/// are counts. Destroy it on the executor's thread.
class MetricsServer {
  public:
    virtual ~MetricsServer() = default;
    /// The bound port.
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    virtual void stop() = 0;
};

/// `listen` is "127.0.0.1:9464" or "[::1]:9464"; port 0 is any free one. `daemon` outlives the
/// server. Errors: those of http::Server::listen().
[[nodiscard]] Result<std::unique_ptr<MetricsServer>> start_metrics_server(
    boost::asio::any_io_executor executor, const DaemonControl& daemon, std::string listen);

}  // namespace rosterd::control
