// The school of hand_school.hpp with a timetable and conferences, planned as the daemon plans them.
#pragma once

#include <map>
#include <stdexcept>
#include <utility>

#include "reconciler/conference_plan.hpp"
#include "tests/unit/reconciler/hand_school.hpp"

namespace rosterd::testing {

inline constexpr LocalSeconds quarter = 900;

/// Today's time on the school's clock.
[[nodiscard]] inline LocalSeconds clock_time(int hours, int minutes = 0) {
    return LocalSeconds{moment_now().today.since_1970} * 86'400 + hours * 3'600 + minutes * 60;
}
/// Moscow's clock.
[[nodiscard]] inline UnixSeconds moscow(LocalSeconds time) {
    return time - 3 * 3'600;
}

struct LessonFacts {
    std::string group = "hist";
    LocalSeconds starts = clock_time(14);
    LocalSeconds ends = clock_time(14, 45);
    bool cancelled = false;
};

/// A row of the journal.
struct RowFacts {
    ConferenceKind kind = ConferenceKind::online_lesson;
    std::string chat = "class/7v";
    std::string lesson{};
    std::string title{};
    LocalSeconds starts = clock_time(14);
    LocalSeconds ends = clock_time(14, 45);
    std::string created_by{};
    UnixSeconds finish_requested_at = 0;
    UnixSeconds deleted_at = 0;
    std::vector<std::string> people{};
};

struct ConferenceSchool {
    Scenario scenario = hand_school();
    std::map<std::string, LessonFacts> lessons{};
    std::map<std::string, RowFacts> rows{};
    std::vector<ConferenceRecord> known{};
    std::vector<std::string> active_chats{};
    InstantOf instant_of = moscow;
    Evaluated world{};

    /// Evaluates the school with its lessons, the journal's rows, and own rows merged.
    ConferenceSchool& build() {
        world = scenario.evaluate();
        Roster& roster = world.roster;
        merge_own_conferences(roster, {}, {});
        for (const auto& [id, facts] : lessons) {
            roster.lessons.push_back({roster.text.add(id), find_group(roster, facts.group),
                                      facts.starts, facts.ends, facts.cancelled});
        }
        for (const auto& [id, facts] : rows) add_row(roster, id, facts);
        std::ranges::sort(roster.conference_people);
        merge_own_conferences(roster, scenario.own.conferences, scenario.own.marks);
        return *this;
    }
    [[nodiscard]] ConferenceWorld asked() const {
        return {world.roster, world.in_force, world.profile, world.desired,
                world.links,  active_chats,   known,         instant_of};
    }
    /// Builds, plans, and remembers the plans as the records of the next time.
    std::vector<PlannedConference> plans() {
        build();
        auto made = plan_conferences(asked());
        known.clear();
        for (const PlannedConference& plan : made) known.push_back({.plan = plan});
        return made;
    }
    [[nodiscard]] PlannedConference plan(const std::string& id) {
        for (PlannedConference& each : plans()) {
            if (each.id == id) return std::move(each);
        }
        throw std::invalid_argument{"no conference " + id};
    }
    /// Ids of the participants.
    [[nodiscard]] std::vector<std::string> people(const std::string& id) {
        build();
        const auto& rows_now = world.roster.conferences;
        for (std::uint32_t i = 0; i < rows_now.size(); ++i) {
            if (world.roster.text.view(rows_now[i].id) != id) continue;
            return world.ids(participants(asked(), i));
        }
        throw std::invalid_argument{"no conference " + id};
    }

  private:
    void add_row(Roster& roster, const std::string& id, const RowFacts& facts) const {
        const auto index = static_cast<std::uint32_t>(roster.conferences.size());
        const auto lesson = lessons.find(facts.lesson);
        const bool named = lesson != lessons.end();
        roster.conferences.push_back(
            {.id = roster.text.add(id),
             .kind = facts.kind,
             .chat_key = roster.text.add(facts.chat),
             .lesson = named ? static_cast<LessonIndex>(std::distance(lessons.begin(), lesson))
                             : no_index,
             .title = roster.text.add(facts.title),
             .starts_at = facts.starts,
             .ends_at = facts.ends,
             .created_by = find_person(roster, facts.created_by),
             .finish_requested_at = facts.finish_requested_at,
             .deleted_at = facts.deleted_at});
        for (const std::string& each : facts.people) {
            roster.conference_people.push_back({index, find_person(roster, each)});
        }
    }
};

}  // namespace rosterd::testing
