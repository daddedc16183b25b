// Which chats of a school the rolling sweep reads now, and when it goes on. No I/O.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/school_state.hpp"

namespace rosterd {

/// There on the platform, and not parked as a whole.
[[nodiscard]] bool may_be_read(const SchoolState& state, const ObservedChat& chat, UnixSeconds now);

struct SweepTurn {
    std::vector<std::string> keys{};  ///< sorted
    bool goes_on = false;             ///< more are due than one pass reads
};

/// Chats whose turn came since they were read; the longest unread of them, where there are too
/// many. `reread_after`: seconds within which each is read.
[[nodiscard]] SweepTurn due_for_sweep(const SchoolState& state, UnixSeconds reread_after,
                                      UnixSeconds now);

/// When a pass is to read the next ones; nothing where there are no chats.
[[nodiscard]] std::optional<UnixSeconds> next_sweep(const SchoolState& state,
                                                    UnixSeconds reread_after, UnixSeconds now,
                                                    bool goes_on);

}  // namespace rosterd
