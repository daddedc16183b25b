// Brings our picture of chats up to date with the platform, and notices who left by himself.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "daemon/recorder.hpp"

namespace rosterd {

/// Which chats to look at, by keys of bound chats.
struct Look {
    std::vector<std::string> keys{};    ///< read their members
    std::vector<std::string> sweep{};   ///< of them, sorted: nobody told of a change
    std::vector<std::string> titles{};  ///< of them: see whether the title is still ours, too
    Priority priority = Priority::sweep;
};

/// Reads the members of these chats and records what changed. A list that
/// lacks everybody, or more than half of many, is not believed (SchoolState::doubted). A chat that
/// the account cannot read any more, or that did not answer several times while others did, is
/// parked with the reason; the others are read all the same. What the sweep finds otherwise than it
/// was known is counted as drift. A title that somebody changed on the platform is noted, so that
/// the plan gives it back; one that is changed again and again is parked for a day, alone.
/// Errors: the first error that concerns the account rather than one chat, or the store's.
boost::asio::awaitable<Result<void>> reread_chats(SchoolState* state, PlatformAccount* account,
                                                  Recorder* recorder, const Clock* clock,
                                                  Look look);

}  // namespace rosterd
