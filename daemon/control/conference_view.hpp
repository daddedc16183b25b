// Conferences of one school as JSON. Pure.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "daemon/school_state.hpp"
#include "daemon/time_zones.hpp"

namespace rosterd::control {

/// What `GET /v1/schools/S/conferences` may ask for.
struct ConferenceFilter {
    std::optional<ConferenceState> status{};
    std::string person{};  ///< id: only those that he takes part in
    std::string lesson{};  ///< id in the timetable
    std::string chat{};    ///< key
};

/// {id, title, type, subject, class, chat, lesson, creator, starts_at, ends_at, people, status,
/// status_ru, join_url (null unless active), error, message_ru, late_s, started_at, ended_at,
/// announced, second_call_possible}. Times are ISO 8601 with the school's offset.
[[nodiscard]] boost::json::object conference_view(const ConferenceRecord& record,
                                                  const SchoolZone& zone);

/// {items:[…]} of those that fit, in the given order.
[[nodiscard]] boost::json::object conferences_view(const SchoolState& state,
                                                   const std::vector<ConferenceRecord>& records,
                                                   const ConferenceFilter& filter,
                                                   const SchoolZone& zone);

/// The above of one and `participants:[{person, name, role, linked, blocked}]`, sorted by id.
/// `state.picture` must exist.
[[nodiscard]] boost::json::object conference_details(const SchoolState& state,
                                                     const ConferenceRecord& record,
                                                     const SchoolZone& zone);

/// Participants of a conference of the last read; empty for one that it has not.
[[nodiscard]] std::vector<PersonIndex> participants_of(const SchoolState& state,
                                                       std::string_view conference);

/// Whether this person moderates its call: its creator, who teaches the group, whoever
/// administers the chat.
[[nodiscard]] bool moderates(const SchoolState& state, const ConferenceRecord& record,
                             PersonIndex person);

}  // namespace rosterd::control
