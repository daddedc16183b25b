// What somebody asks of conferences by hand, decided: the rows to keep, or a refusal that he can
// read. Pure; the caller keeps the rows, and the conference clock does the rest.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reconciler/conference_plan.hpp"
#include "reconciler/hand_request.hpp"

namespace rosterd {

enum class ConferenceVerb : std::uint8_t { create, edit, finish, erase };

/// The word for the audit: "conference_create" …
[[nodiscard]] std::string_view word(ConferenceVerb verb);

/// Absent members of an edit stay as they are.
struct ConferenceRequest {
    ConferenceVerb verb = ConferenceVerb::create;
    std::string actor{};       ///< person id; empty: the operator, as the school's administrator
    std::string conference{};  ///< id; of all but create
    ConferenceKind kind = ConferenceKind::online_lesson;
    std::optional<std::string> chat{};    ///< key
    std::optional<std::string> lesson{};  ///< id in the timetable; gives chat and times (R-125)
    std::optional<std::string> title{};
    std::optional<LocalSeconds> starts{};  ///< with `ends`, or both absent
    std::optional<LocalSeconds> ends{};
    std::optional<std::vector<std::string>> people{};  ///< chosen ones; empty: the chat's
};

/// What requests are judged by: the school with all own rows merged. References outlive the call.
struct ConferenceDesk {
    const HandState& hand;
    std::span<const ConferenceRecord> records;  ///< sorted by id
    std::span<const std::string> active_chats;  ///< keys of chats on the platform; sorted
    const InstantOf& instant_of;
    std::int64_t next_number;  ///< for a new own conference
};

struct ConferenceDecision {
    std::string conference{};  ///< its id
    OwnChange change{};        ///< empty: it is so already
    PlannedConference plan{};  ///< as it is with the change
    std::vector<HandNotice> notices{};
};

/// Errors: not_found (no such conference, person, chat or lesson); refused, with the message's code
/// (R-020, R-122, R-124, R-132, R-137, R-141 and the permissions); invalid_input (one of
/// starts and ends without the other).
[[nodiscard]] Result<ConferenceDecision> decide_conference(const ConferenceDesk& desk,
                                                           const ConferenceRequest& request);

}  // namespace rosterd
