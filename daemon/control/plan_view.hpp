// Plans, holds and explanations as JSON (design §10). Pure.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string>

#include "daemon/school_state.hpp"
#include "reconciler/explain.hpp"

namespace rosterd::control {

using ReleasedBy = std::function<std::string(const std::string& chat)>;

/// {hash, calls, seconds, operations, held, margins, paused, paused_operations}: what the next pass
/// would run, what waits, how near each guard came to holding something, and what rests: with
/// `paused` none of it runs; `paused_operations` and `paused_carried` are of chats that rest on
/// their own.
[[nodiscard]] boost::json::object plan_view(const SchoolState& state, const Guarded& plan,
                                            UnixSeconds now);

/// The holds of one school, appended to `out`: {id, school, guard, reason, hash, state, by,
/// decided_at, expires, since, carried, operations}. `holds` and `chats` must be of a plan made for
/// `state.picture`: they count people as it does. `expires` is null while nobody decided: a hold
/// waits until then or until its removals change.
void append_holds(const SchoolState& state, const std::vector<Hold>& holds,
                  const std::vector<PlannedChat>& chats, UnixSeconds now, boost::json::array& out);

/// Notes in what was explained of `person` which holds keep him from coming or going. `state.holds`
/// and `state.plan` must be of the picture that was explained.
void note_holds(const SchoolState& state, PersonIndex person, Explained& explained);

/// The same of a user whom the journal does not know.
void note_holds_of_user(const SchoolState& state, UserId user, Explained& explained);

/// Notes of what is about to be taken from `person` why no guard held it. The same holds for
/// `state.margins`.
void note_margins(const SchoolState& state, PersonIndex person, Explained& explained);

/// Notes which chats a person has to make first.
void note_claims(const SchoolState& state, Explained& explained);

/// Who released what was done to `person` in this chat, by the approvals in force; empty: nobody
/// had to.
[[nodiscard]] std::string released_by(const SchoolState& state, PersonIndex person,
                                      const std::string& chat, UnixSeconds now);

/// {in, not_in, waiting}. `released` tells of a chat's key who released what was done there.
[[nodiscard]] boost::json::object explain_view(const Explained& explained,
                                               const ReleasedBy& released);

}  // namespace rosterd::control
