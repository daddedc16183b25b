// GET /v1/schools/S/explain: why somebody is in a chat, why not, and what was done last about it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "adapters/http/message.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

struct ExplainCall {
    std::string school;    ///< exists, and was read
    std::string person{};  ///< the journal's id; or
    std::string user{};    ///< the number on the platform
    std::string chat{};    ///< empty: every chat that concerns him
};

/// Also of people whom the journal has forgotten, as long as a chat, the list of known users or the
/// audit remembers them.
boost::asio::awaitable<http::Response> explain_somebody(DaemonControl* daemon, ExplainCall call);

}  // namespace rosterd::control
