// What a profile gives for one school of a journal, as JSON. Prints nothing, opens nothing.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "reconciler/desired.hpp"
#include "reconciler/result.hpp"

namespace rosterd::ctl {

/// One profile applied to one roster. Refers to both.
struct AppliedProfile {
    const Roster& roster;
    const Profile& profile;
    Desired desired;
};

[[nodiscard]] AppliedProfile apply_profile(const Roster& roster, const InForce& in_force,
                                           const Profile& profile, Moment moment);

/// The moment for which a trial is made: `day` (YYYY-MM-DD) in the school's zone, at noon; now,
/// when it is empty or today. Errors: invalid_input for what is no day or no zone.
[[nodiscard]] Result<Moment> moment_of(const School& school, const std::string& day,
                                       UnixSeconds now);

/// {kinds: [{type, present, on_request, members, admins}], chats: [{key, type, title, state,
/// members, admins: [person]}]}; chats that end or are left as they are have that as their state.
[[nodiscard]] boost::json::object trial_view(const AppliedProfile& applied);

/// [{person, name, role, reasons}] of one chat. Errors: not_found.
[[nodiscard]] Result<boost::json::array> people_view(const AppliedProfile& applied,
                                                     std::string_view chat_key);

/// {profile, kinds, differences: [{chat, type, difference, title, other_title, enter, leave,
/// promoted, demoted}], people: {enter, leave}}; `difference` is only_here, only_there, or changed.
[[nodiscard]] boost::json::object difference_view(const AppliedProfile& tested,
                                                  const AppliedProfile& other);

}  // namespace rosterd::ctl
