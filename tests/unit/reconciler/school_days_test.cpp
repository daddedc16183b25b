// Days on which a journal that lives would have been copied.
#include "reconciler/school_days.hpp"

#include <gtest/gtest.h>

#include "tests/support/roster_maker.hpp"

namespace rosterd::testing {
namespace {

std::uint32_t between(std::string_view from, std::string_view to,
                      std::vector<Holidays> holidays = {}) {
    return school_days_between(day(from), day(to), holidays);
}

TEST(SchoolDaysTest, CountsWholeWeekdaysBetween) {
    EXPECT_EQ(between("2026-10-05", "2026-10-05"), 0U);
    EXPECT_EQ(between("2026-10-05", "2026-10-06"), 0U) << "last night's copy";
    EXPECT_EQ(between("2026-10-05", "2026-10-07"), 1U);
    EXPECT_EQ(between("2026-10-02", "2026-10-05"), 0U) << "Friday to Monday";
    EXPECT_EQ(between("2026-10-02", "2026-10-12"), 5U);
    EXPECT_EQ(between("2026-10-07", "2026-10-05"), 0U) << "a copy of tomorrow";
    EXPECT_GT(between("1990-01-01", "2026-10-05"), 100U);
}

TEST(SchoolDaysTest, HolidaysAreOfEachYearOrOfOne) {
    EXPECT_EQ(between("2026-10-23", "2026-11-10", {*parse_holidays("2026-10-26..2026-11-08")}), 1U);
    EXPECT_EQ(between("2025-10-24", "2025-11-10", {*parse_holidays("2026-10-26..2026-11-08")}),
              10U);
    EXPECT_EQ(between("2026-12-28", "2027-01-12", {*parse_holidays("12-29..01-09")}), 1U);
    EXPECT_EQ(between("2027-03-05", "2027-03-10", {*parse_holidays("03-08")}), 1U);
}

TEST(SchoolDaysTest, WhatIsNoSpanIsRefused) {
    for (const char* text : {"", "06-01..", "..06-01", "06-31", "6-1", "06-01..2026-08-31",
                             "2026-08-31..2026-06-01", "2026-02-29", "summer", "06-01...08-31"}) {
        EXPECT_FALSE(parse_holidays(text)) << text;
    }
    EXPECT_EQ(parse_holidays("06-01..08-31"), (Holidays{601, 831}));
    EXPECT_EQ(parse_holidays("2026-11-02"), (Holidays{20'261'102, 20'261'102}));
    EXPECT_TRUE(parse_holidays("02-29"));
}

TEST(SchoolDaysTest, ACopyIsStaleAfterWholeSchoolDays) {
    const CopyRule rule{2, {}};
    EXPECT_EQ(staleness(day("2026-10-05"), day("2026-10-07"), rule), "");
    EXPECT_EQ(staleness(day("2026-10-05"), day("2026-10-08"), rule),
              "the journal is a copy of 2026-10-05 that nobody renewed for 2 school days");
    EXPECT_EQ(staleness(day("2026-10-05"), day("2030-10-08"), {0, {}}), "") << "switched off";
}

}  // namespace
}  // namespace rosterd::testing
