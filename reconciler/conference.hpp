// One online lesson or video call: what is planned, and what has become of it. Values; no behaviour
// but words. What to do with it is decided in conference_steps.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/roster.hpp"

namespace rosterd {

/// A conference that failed is tried again as long as its time lasts.
enum class ConferenceState : std::uint8_t {
    planned,    ///< «Новая»
    active,     ///< «Активная»: its call runs
    ended,      ///< «Завершена», for good
    failed,     ///< «Ошибка»: it could not start so far, or never did (R-136)
    cancelled,  ///< «Отменена»: deleted, or its lesson is cancelled
};

/// Why a conference is in its state.
enum class ConferenceCause : std::uint8_t {
    none,
    objection,         ///< the rules do not let it start: `reason` is a message's code
    busy,              ///< another call of its class or chat ran when its time came (R-134)
    provider,          ///< the provider could not start it: `reason` says why
    missed,            ///< nobody was there to start it before its end
    deleted,           ///< in the journal or by hand (R-135)
    gone,              ///< its row left the journal
    lesson_cancelled,  ///< in the timetable
    time_over,         ///< its planned end came (R-121)
    finished_by_hand,  ///< R-133
    superseded,        ///< the next call of its class or chat ended it
    forgotten,         ///< nobody ended it for half a day after its planned end
};

[[nodiscard]] std::string_view word(ConferenceState value);          // "planned" …
[[nodiscard]] std::string_view russian_word(ConferenceState value);  // «Новая» …
[[nodiscard]] std::string_view word(ConferenceCause value);
[[nodiscard]] std::optional<ConferenceState> conference_state(std::string_view word);
[[nodiscard]] std::optional<ConferenceCause> conference_cause(std::string_view word);

/// The times of a row and of its lesson when they were last looked at together: a conference that
/// took over its lesson's times follows the lesson; one whose times were edited does not.
struct LessonTimes {
    LocalSeconds row_starts = 0;
    LocalSeconds row_ends = 0;
    LocalSeconds lesson_starts = 0;  ///< 0: the conference has no lesson
    LocalSeconds lesson_ends = 0;
    friend bool operator==(const LessonTimes&, const LessonTimes&) = default;
};

/// One conference as the journal, the timetable and the rules have it.
struct PlannedConference {
    std::string id;  ///< the journal's, or own-<number>
    ConferenceKind kind = ConferenceKind::online_lesson;
    std::string chat{};    ///< key; empty where neither the row nor its lesson says
    std::string lesson{};  ///< id in the timetable; empty: none
    std::string title{};
    std::string subject{};
    std::string classes{};  ///< names, with commas
    std::string creator{};  ///< person id; empty: the operator, or not said
    LocalSeconds local_starts = 0;
    LocalSeconds local_ends = 0;
    UnixSeconds starts = 0;  ///< the same instants
    UnixSeconds ends = 0;    ///< after `starts`
    LessonTimes times{};
    /// At most one call at a time for each of these: "class/7v", or a chat's key. Sorted.
    std::vector<std::string> exclusive{};
    std::uint32_t people = 0;  ///< participants
    std::string objection{};   ///< code of the message why it may not start; empty: it may
    UnixSeconds finish_requested_at = 0;
    bool deleted = false;
    bool lesson_cancelled = false;
    friend bool operator==(const PlannedConference&, const PlannedConference&) = default;
};

/// A conference with its history: what the store keeps.
struct ConferenceRecord {
    PlannedConference plan;
    ConferenceState state = ConferenceState::planned;
    ConferenceCause cause = ConferenceCause::none;
    std::string reason{};
    /// Kept before the provider is asked; 0 again after it said for certain that no call was made.
    UnixSeconds start_asked_at = 0;
    /// An earlier start got no answer (or rosterd died before it came): its call may exist.
    bool unanswered = false;
    std::uint32_t attempts = 0;  ///< failures in a row of what is tried now
    UnixSeconds retry_at = 0;    ///< nothing is tried before
    UnixSeconds started_at = 0;
    UnixSeconds ended_at = 0;
    std::string call{};       ///< the provider's id
    std::string join_link{};  ///< while active only
    /// Calls that may exist beside this one because an answer was lost and the provider cannot say.
    std::uint32_t doubtful_calls = 0;
    UnixSeconds announced_at = 0;  ///< the link was posted into the chat
    std::int64_t message = 0;      ///< the post's number there; 0: not posted, or not known
    UnixSeconds withdrawn_at = 0;  ///< the post was changed after the end
    friend bool operator==(const ConferenceRecord&, const ConferenceRecord&) = default;

    /// Nothing will run any more, unless its time is moved.
    [[nodiscard]] bool over() const {
        return state == ConferenceState::ended || state == ConferenceState::cancelled ||
               (state == ConferenceState::failed && ended_at != 0);
    }
};

}  // namespace rosterd
