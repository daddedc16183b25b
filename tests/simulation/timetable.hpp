// The timetable of a sample school over a whole school year: which lessons a day has. No daemon.
#pragma once

#include <string>
#include <vector>

#include "adapters/journal/import/journal_tables.hpp"
#include "reconciler/roster.hpp"

namespace rosterd::test {

/// A lesson that takes place on one weekday of every week.
struct WeeklyLesson {
    std::string id;
    std::string group;
    int weekday;        ///< 0: Monday
    LocalSeconds from;  ///< of the day
    LocalSeconds to;
};

/// The week that the sample's lessons are of.
[[nodiscard]] std::vector<WeeklyLesson> weekly_lessons(const journal::JournalTables& tables);

/// Whether a day of the year 2026/27 has lessons: no Saturday, no Sunday, no holidays.
[[nodiscard]] bool is_school_day(Day day);
inline constexpr Day year_begins{20'697};  // 2026-09-01
inline constexpr Day year_ends{20'965};    // 2027-05-27

}  // namespace rosterd::test
