// Plans, holds and explanations as JSON (design §10). Pure.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/school_state.hpp"
#include "reconciler/explain.hpp"

namespace rosterd::control {

/// {hash, calls, seconds, operations, held}: what the next pass would run, and what waits.
[[nodiscard]] boost::json::object plan_view(const SchoolState& state, const Guarded& plan);

/// The holds of one school, appended to `out`: {id, school, guard, reason, hash, expires,
/// carried, operations}. `holds` and `chats` must be of a plan made for `state.picture`: they count
/// people as it does. `expires` is null: a hold waits until it is decided or its removals change.
void append_holds(const SchoolState& state, const std::vector<Hold>& holds,
                  const std::vector<PlannedChat>& chats, boost::json::array& out);

/// Notes in what was explained of `person` which holds keep him from coming or going. `state.holds`
/// and `state.plan` must be of the picture that was explained.
void note_holds(const SchoolState& state, PersonIndex person, Explained& explained);

/// Notes which chats a person has to make first.
void note_claims(const SchoolState& state, Explained& explained);

/// {in, not_in, waiting}.
[[nodiscard]] boost::json::object explain_view(const Explained& explained,
                                               std::string_view released_by);

}  // namespace rosterd::control
