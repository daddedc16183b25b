// Brings our picture of chats up to date with the platform, and notices who left by himself.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "daemon/recorder.hpp"

namespace rosterd {

/// Reads the members of these chats (keys of bound chats) and records what changed. A list that
/// lacks everybody, or more than half of many, is not believed (SchoolState::doubted). A chat that
/// the account cannot read any more, or that did not answer several times while others did, is
/// parked with the reason; the others are read all the same.
/// Errors: the first error that concerns the account rather than one chat, or the store's.
boost::asio::awaitable<Result<void>> reread_chats(SchoolState* state, PlatformAccount* account,
                                                  Recorder* recorder, const Clock* clock,
                                                  std::vector<std::string> keys, Priority priority);

}  // namespace rosterd
