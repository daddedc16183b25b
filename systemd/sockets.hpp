// Sockets that systemd opened for us (socket activation). It opens none itself.
#pragma once

#include <optional>

#include "reconciler/result.hpp"

namespace rosterd::systemd {

/// The listening unix socket of rosterd.socket (FileDescriptorName=control), or nothing when we
/// were started without one: then the daemon opens its own. The caller owns the descriptor.
/// Call once, before threads and child processes: it removes LISTEN_FDS from the environment.
/// Errors: invalid_input, when a descriptor was passed that is not a listening unix stream socket
/// named "control"; every passed descriptor is closed then, and the daemon must not start.
Result<std::optional<int>> take_control_socket();

}  // namespace rosterd::systemd
