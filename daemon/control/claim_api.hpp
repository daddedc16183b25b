// The routes by which a chat that a person made becomes the school's, and by which a person opens
// the account to be linked (docs/openapi.yaml). JSON in, requests to the daemon, JSON out.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/message.hpp"
#include "daemon/control/hand_api.hpp"

namespace rosterd::control {

/// `path` is below the school: chats/KEY/claim, people/ID/start.
[[nodiscard]] bool is_claim_path(const std::vector<std::string>& path, std::string_view method);

/// `daemon` outlives the call.
boost::asio::awaitable<http::Response> handle_claim(DaemonControl* daemon, HandCall call);

/// Chats that could be claimed, of every account: {total, items}. Asks the platforms for titles.
boost::asio::awaitable<http::Response> list_claims(DaemonControl* daemon);

}  // namespace rosterd::control
