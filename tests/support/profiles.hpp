// The two profiles that tests of the pure heart use, as values. No YAML: that is config's work.
#pragma once

#include "reconciler/profile.hpp"

namespace rosterd::testing {

/// «Сетевой город. Образование»: everything automatic, deletable, edits dropped on initialise.
[[nodiscard]] Profile sgo_profile();
/// БАРС for MAX: position types, a chats administrator everywhere, subject chats by hand.
[[nodiscard]] Profile bars_max_profile();
/// The rule of this kind; throws when there is none.
[[nodiscard]] ChatRule& rule_of(Profile& profile, ChatKind kind);

}  // namespace rosterd::testing
