// The section `bus` of the configuration. It opens no bus.
#pragma once

#include "config/config.hpp"

namespace rosterd::config {

/// What `node` says, the defaults where it is null. Mistakes go to `problems`.
[[nodiscard]] BusConfig bus_section(const Node* node, Problems& problems);

}  // namespace rosterd::config
