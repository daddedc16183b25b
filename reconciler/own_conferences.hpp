// Conferences that were planned at the daemon itself, and what was asked there about the journal's.
// They mean what the journal's rows mean, and are merged into the roster. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/roster.hpp"

namespace rosterd {

/// One row; its id is own-<number>.
struct OwnConference {
    std::int64_t number = 0;
    ConferenceKind kind = ConferenceKind::online_lesson;
    std::string chat{};    ///< key; empty: that of the lesson's group
    std::string lesson{};  ///< id in the timetable; empty: none
    std::string title{};
    LocalSeconds starts_at = 0;  ///< both 0: as the lesson, whenever that is moved
    LocalSeconds ends_at = 0;
    std::string created_by{};  ///< person id; empty: the operator
    UnixSeconds created_at = 0;
    UnixSeconds finish_requested_at = 0;
    UnixSeconds deleted_at = 0;
    std::vector<std::string> people{};  ///< chosen ones; none: the chat's
    friend bool operator==(const OwnConference&, const OwnConference&) = default;
};

/// What was asked of a conference that the journal keeps: to end, or never to run.
struct ConferenceMark {
    std::string conference;
    UnixSeconds finish_requested_at = 0;
    UnixSeconds deleted_at = 0;
    std::string by{};
    friend bool operator==(const ConferenceMark&, const ConferenceMark&) = default;
};

[[nodiscard]] std::string own_conference_id(std::int64_t number);
/// The number in such an id; 0 for the journal's ids.
[[nodiscard]] std::int64_t own_conference_number(std::string_view id);

/// Lessons that own conferences name, sorted: the journal must be asked for them.
[[nodiscard]] std::vector<std::string> lessons_named(const std::vector<OwnConference>& rows);

/// A lesson of the timetable by ids, as another read of the same school gave it.
struct TimetableLesson {
    std::string id;
    std::string group;
    LocalSeconds starts_at = 0;
    LocalSeconds ends_at = 0;
    bool cancelled = false;
};
/// The lesson with this id; nothing when the roster has none.
[[nodiscard]] std::optional<TimetableLesson> find_lesson(const Roster& roster, std::string_view id);
/// Adds a lesson that the roster has not; one of a group that it does not know is left out.
void add_lesson(Roster& roster, const TimetableLesson& lesson);

/// Adds the rows to a roster, instead of own rows merged before. A journal's id that looks like an
/// own one wins; people whom the journal does not know are left out.
void merge_own_conferences(Roster& roster, const std::vector<OwnConference>& rows,
                           const std::vector<ConferenceMark>& marks);

}  // namespace rosterd
