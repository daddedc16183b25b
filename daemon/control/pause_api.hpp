// POST /v1/pause and /v1/resume (docs/openapi.yaml).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "adapters/http/message.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

enum class PauseVerb { pause, resume };

/// One call; `by` is the caller's user name, to which the body may add who stands behind it.
struct PauseCall {
    PauseVerb verb;
    std::string body;
    std::string by;
};

/// `daemon` outlives the call.
boost::asio::awaitable<http::Response> handle_pause(DaemonControl* daemon, PauseCall call);

}  // namespace rosterd::control
