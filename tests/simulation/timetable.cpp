// Rows of the relation `lesson`, and the holidays of one school year.
#include "tests/simulation/timetable.hpp"

#include <algorithm>
#include <array>

namespace rosterd::test {
namespace {

constexpr LocalSeconds seconds_of_day = 86'400;

/// 1970-01-01 was a Thursday.
int weekday_of(Day day) {
    return (day.since_1970 + 3) % 7;
}

}  // namespace

std::vector<WeeklyLesson> weekly_lessons(const journal::JournalTables& tables) {
    enum : std::size_t { school, id, group, starts_at, ends_at, cancelled };
    std::vector<WeeklyLesson> week;
    const journal::JournalTable& rows = tables[Relation::lesson];
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto row = rows.row(i);
        const LocalSeconds from = parse_local_time(*row[starts_at]).value();
        const LocalSeconds to = parse_local_time(*row[ends_at]).value();
        const Day day{static_cast<std::int32_t>(from / seconds_of_day)};
        week.push_back(
            {*row[id], *row[group], weekday_of(day), from % seconds_of_day, to % seconds_of_day});
    }
    return week;
}

bool is_school_day(Day day) {
    struct Holidays {
        std::string_view first;
        std::string_view last;
    };
    constexpr std::array<Holidays, 6> holidays{{{"2026-10-24", "2026-11-01"},
                                                {"2026-11-04", "2026-11-04"},
                                                {"2026-12-31", "2027-01-10"},
                                                {"2027-02-23", "2027-02-23"},
                                                {"2027-03-27", "2027-04-04"},
                                                {"2027-05-01", "2027-05-10"}}};
    const bool weekend = weekday_of(day) >= 5;
    return !weekend && day >= year_begins && day < year_ends &&
           std::ranges::none_of(
               holidays,
               [&](const Holidays& each) {
                   return *parse_day(each.first) <= day && day <= *parse_day(each.last);
               });
}

}  // namespace rosterd::test
