// POST /v1/schools/{school}/people/{person}/erase (docs/openapi.yaml).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "adapters/http/message.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

/// `by` is the caller's user name, to which the body may add who stands behind it.
struct EraseCall {
    std::string school;
    std::string person;
    std::string body;
    std::string by;
};

/// `daemon` outlives the call.
boost::asio::awaitable<http::Response> handle_erase(DaemonControl* daemon, EraseCall call);

}  // namespace rosterd::control
