// GET /v1/audit: what was done to whom, and on whose word (docs/openapi.yaml).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>

#include "adapters/http/message.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

/// `query`: the decoded parameters of the target. {items, next}; `next` is the `beyond` of the
/// following page, or null behind the last one. `daemon` outlives the call.
boost::asio::awaitable<http::Response> list_audit(
    DaemonControl* daemon, std::map<std::string, std::string, std::less<>> query);

}  // namespace rosterd::control
