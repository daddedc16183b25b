// The conferences that journal, timetable and rules give: times, titles, participants, and why one
// may not start. Pure; time zones come in as a function.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/conference.hpp"
#include "reconciler/desired.hpp"
#include "reconciler/in_force.hpp"
#include "reconciler/links.hpp"

namespace rosterd {

/// The instant at which the school's clock shows this time: the first instant after a time that
/// the clock skips, the earlier one of a time that it shows twice (calendar.md §1).
using InstantOf = std::function<UnixSeconds(LocalSeconds)>;

/// One school with all own rows merged. References outlive the call.
struct ConferenceWorld {
    const Roster& roster;
    const InForce& in_force;
    const Profile& profile;
    const Desired& desired;
    const LinkTable& links;
    std::span<const std::string> active_chats;  ///< keys of chats on the platform; sorted
    std::span<const ConferenceRecord> known;    ///< sorted by id
    const InstantOf& instant_of;
};

/// Every conference of the roster, sorted by id. A deleted one is there and says so.
[[nodiscard]] std::vector<PlannedConference> plan_conferences(const ConferenceWorld& world);

/// The seats of `conference`'s participants: the chosen ones or all of its chat, without parents
/// unless it is a video call of a parents chat. Sorted by person.
[[nodiscard]] std::vector<PersonIndex> participants(const ConferenceWorld& world,
                                                    std::uint32_t conference);

/// The key of the chat that a conference is held in: its own, else that of its lesson's group;
/// empty when it has neither.
[[nodiscard]] std::string conference_chat(const Roster& roster, const Conference& conference);

/// What a title's placeholders stand for.
struct ConferenceTitle {
    std::string_view classes;
    std::string_view subject;
    LocalSeconds starts = 0;
    LocalSeconds ends = 0;
    std::string_view typed;  ///< what the journal or a person wrote
};
/// A typed title is kept unless the pattern has a place for it; otherwise the pattern
/// decides. A placeholder without a value takes the text after it along, so that
/// "{class} - {subject} - {date}" gives "7В - 26.01.2024".
[[nodiscard]] std::string conference_title(std::string_view pattern, const ConferenceTitle& values);

}  // namespace rosterd
