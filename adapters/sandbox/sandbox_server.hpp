// The sandbox behind a socket: awaiting what its pure part answers at once. It knows no routes.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/http/server.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "reconciler/result.hpp"

namespace rosterd::sandbox {

/// Serves one Sandbox on one executor. Not thread-safe. Destroy it only after the executor has
/// stopped, or after every request was answered.
class SandboxServer {
  public:
    /// `sandbox` must outlive the server. `webhook_ca_file` is a PEM file that replaces the
    /// system's trust store for webhooks; empty: the system's. Errors: those of
    /// http::Server::listen.
    static Result<std::unique_ptr<SandboxServer>> listen(boost::asio::any_io_executor executor,
                                                         http::ServerOptions options,
                                                         Sandbox& sandbox,
                                                         std::string webhook_ca_file = {});
    virtual ~SandboxServer() = default;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// Stops accepting; waiting readers of events are answered with nothing new.
    virtual void stop() = 0;
};

}  // namespace rosterd::sandbox
