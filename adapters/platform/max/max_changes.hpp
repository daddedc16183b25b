// Changes to chats as MAX's calls make them, with a look afterwards where an answer leaves doubt.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "adapters/platform/max/max_session.hpp"

namespace rosterd::max {

/// As PlatformAccount::apply(). Additions to one chat that follow each other go out together, a
/// hundred at a time, and so do appointments; everything else one by one. When nobody answers, the
/// rest is not sent.
boost::asio::awaitable<std::vector<ChangeOutcome>> apply_all(std::shared_ptr<Session> session,
                                                             std::vector<ChatChange> changes,
                                                             Priority priority);

}  // namespace rosterd::max
