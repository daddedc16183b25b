// What people did on the platform or by hand, as JSON: strangers, who left, hand edits. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>

#include "daemon/school_state.hpp"

namespace rosterd::control {

/// {kind, person, user, since} of how this user came into the chat, when others brought him; null
/// when the daemon did, when nobody told, or when he is not there.
[[nodiscard]] boost::json::value added_by_view(const SchoolState& state, std::string_view chat,
                                               UserId user);

/// {total, items: [{chat, title, user, admin, added_by}]}: people whom the profile wants
/// reported, as of the last pass. `state.picture` must exist, here and below.
[[nodiscard]] boost::json::object strangers_view(const SchoolState& state);

/// {total, items: [{chat, title, person, name, user, at}]}: who left by himself and is not added
/// again. `person` is null of whom the journal does not know now.
[[nodiscard]] boost::json::object departures_view(const SchoolState& state);

/// {total, items: [{chat, person, name, edit, made_by, made_at, until, kept_by}]}: hand edits that
/// count at `now` or will; `until` is null where it is open, `kept_by` is journal or rosterd.
[[nodiscard]] boost::json::object edits_view(const SchoolState& state, UnixSeconds now);

}  // namespace rosterd::control
