// The routes by which people change chats, their members and links: JSON in, requests to the
// daemon, JSON out (docs/openapi.yaml). Decides nothing.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/message.hpp"
#include "daemon/control/permissions.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

/// A request about one school that exists.
struct HandCall {
    std::string school;
    std::vector<std::string> path;  ///< below the school
    bool get = false;
    std::string body;
    std::string by;        ///< who sent it, for the audit
    std::string platform;  ///< of the query, for links
    Right right = Right::none;
};

/// Do these routes answer for this path and method?
[[nodiscard]] bool is_hand_path(const std::vector<std::string>& path, std::string_view method);

/// `daemon` outlives the call.
boost::asio::awaitable<http::Response> handle_by_hand(DaemonControl* daemon, HandCall call);

}  // namespace rosterd::control
