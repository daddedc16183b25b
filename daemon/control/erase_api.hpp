// POST /v1/schools/{school}/people/{person}/erase (docs/openapi.yaml).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/message.hpp"
#include "daemon/control/hand_api.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

/// Does this route answer for this path below a school and this method?
[[nodiscard]] bool is_erase_path(const std::vector<std::string>& path, std::string_view method);

/// `daemon` outlives the call.
boost::asio::awaitable<http::Response> handle_erase(DaemonControl* daemon, HandCall call);

}  // namespace rosterd::control
