// Who came into a chat without the daemon's doing: by whom, and what is kept and told of it.
#pragma once

#include <vector>

#include "daemon/recorder.hpp"

namespace rosterd {

/// What to keep of the newcomers of a chat that was just read: what the list of members tells, what
/// events told, and what was known before. Writes into the audit who is new and who brought him.
/// `state.picture` may be null: then everybody may be a stranger.
[[nodiscard]] std::vector<Newcomer> newcomers_of(SchoolState& state, const ObservedChat& before,
                                                 const ChatMembers& read, UnixSeconds now,
                                                 Recorder& recorder);

/// Takes stock of the strangers whom the profile wants reported: into the audit and for the log
/// those that are new, each once, also over restarts. Precondition: the read is believed.
void note_strangers(SchoolState& state, UnixSeconds now, Recorder& recorder);

}  // namespace rosterd
