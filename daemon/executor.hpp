// Carries out a released plan: crash-safe creation, batches, outcomes. Decides nothing about who
// belongs where.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>

#include "daemon/recorder.hpp"

namespace rosterd {

struct ExecutorSettings {
    /// An intent younger than this is left alone: a late answer may still create its chat.
    UnixSeconds create_settle = 10;
    UnixSeconds retry_first = 5;  ///< back-off of one failing key; doubled each time
    UnixSeconds retry_longest = 900;
};

struct ExecutionSummary {
    std::uint64_t done = 0;
    std::uint64_t failed = 0;
    bool postponed = false;  ///< something has to wait; look at the parkings and intents
    /// Why the plan could not be carried out: the account or the store cannot go on, and the rest
    /// was not tried; or the platform lets one kind of operation rest, and only the rest of that
    /// kind was not.
    std::optional<Error> stopped;
};

/// Runs `plan` in its order. In a chat where an add or a promotion rests or failed, no
/// administrator is dismissed or removed, unless people's safety or a hand edit asks for it; a chat
/// is left when it is empty. Every answered operation is in memory and in the store (with its audit
/// line) when the next batch leaves. One bad chat or person is parked and never stops others. When
/// `*stopping` becomes true, the call in flight is finished and nothing more is sent.
boost::asio::awaitable<ExecutionSummary> execute_plan(Plan plan, SchoolState* state,
                                                      PlatformAccount* account, Recorder* recorder,
                                                      StoreAccess store, const Clock* clock,
                                                      ExecutorSettings settings,
                                                      const bool* stopping);

}  // namespace rosterd
