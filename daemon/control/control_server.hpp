// The control socket: our HTTP server with the routes of ControlApi behind it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/control/control_api.hpp"
#include "daemon/control/permissions.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

struct ControlOptions {
    std::filesystem::path socket;
    std::optional<int> inherited_socket;  ///< from systemd; taken over
    std::string watch_group;
    std::string operate_group;
};

class ControlServer {
  public:
    virtual ~ControlServer() = default;
    /// What an admin should know about the groups; to be logged once.
    [[nodiscard]] virtual std::vector<std::string> warnings() const = 0;
    virtual void stop() = 0;

    /// The routes and the rights behind the socket, for those who come another way. Both live as
    /// long as the server.
    [[nodiscard]] virtual ControlApi& api() = 0;
    [[nodiscard]] virtual const Permissions& permissions() const = 0;
};

/// `daemon` outlives the server. Errors: those of http::Server::listen().
[[nodiscard]] Result<std::unique_ptr<ControlServer>> start_control_server(
    boost::asio::any_io_executor executor, DaemonControl& daemon, ControlOptions options);

}  // namespace rosterd::control
