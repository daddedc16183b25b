// Civil days and instants as the journal writes them.
#include "reconciler/day.hpp"

#include <gtest/gtest.h>

#include "tests/support/roster_maker.hpp"

namespace rosterd::testing {

TEST(DayTest, DaysAreCountedFrom1970) {
    struct Row {
        std::string_view text;
        std::int32_t since_1970;
    };
    for (const Row& row : {Row{"1970-01-01", 0}, Row{"1970-01-02", 1}, Row{"1969-12-31", -1},
                           Row{"2000-02-29", 11016}, Row{"2026-10-15", 20741},
                           Row{"2024-12-31", 20088}, Row{"2025-01-01", 20089}}) {
        const auto parsed = parse_day(row.text);
        ASSERT_TRUE(parsed) << row.text;
        EXPECT_EQ(parsed->since_1970, row.since_1970) << row.text;
        EXPECT_EQ(to_string(*parsed), row.text);
    }
}

TEST(DayTest, WhatIsNoDateIsRefused) {
    for (const std::string_view text :
         {"", "2026", "2026-13-01", "2026-00-10", "2026-02-29", "2026-04-31", "2026-10-00",
          "26-10-15", "2026-1-5", "2026-10-15 ", " 2026-10-15", "2026-10-15T00:00:00Z",
          "2026/10/15", "+026-10-15", "2026-+1-15", "15.10.2026", "2026-10-1x"}) {
        EXPECT_FALSE(parse_day(text)) << "'" << text << "'";
    }
}

TEST(DayTest, InstantsOfAllOffsetsMeanTheSameMoment) {
    const UnixSeconds expected = 1'792'054'800;  // 2026-10-15 09:00 UTC
    ASSERT_EQ(day("2026-10-15").since_1970 * UnixSeconds{86'400} + 9 * 3'600, expected);
    for (const std::string_view text :
         {"2026-10-15T09:00:00Z", "2026-10-15 09:00:00Z", "2026-10-15T09:00Z",
          "2026-10-15T12:00:00+03:00", "2026-10-15 12:00:00+03", "2026-10-15 12:00:00+0300",
          "2026-10-15 09:00:00.123456+00", "2026-10-14T22:00:00-11:00",
          "2026-10-15T14:30:00+05:30"}) {
        const auto parsed = parse_instant(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, expected) << text;
    }
}

TEST(DayTest, AnInstantWithoutOffsetOrWithImpossibleTimeIsRefused) {
    for (const std::string_view text :
         {"2026-10-15", "2026-10-15T09:00:00", "2026-10-15 09:00", "2026-10-15T24:00:00Z",
          "2026-10-15T09:60:00Z", "2026-10-15T09:00:00+3", "2026-10-15T09:00:00+03:0",
          "2026-10-15T09:00:00Zx", "2026-02-30T09:00:00Z", "2026-10-15T09Z", "", "Z",
          "2026-10-15X09:00:00Z", "2026-10-15T09:00:00.Z"}) {
        EXPECT_FALSE(parse_instant(text)) << "'" << text << "'";
    }
}

TEST(DayTest, ATimeOfTheSchoolsClockHasNoOffset) {
    const LocalSeconds expected = LocalSeconds{day("2026-10-15").since_1970} * 86'400 + 9 * 3'600;
    for (const std::string_view text :
         {"2026-10-15 09:00", "2026-10-15T09:00:00", "2026-10-15 09:00:00.25"}) {
        EXPECT_EQ(parse_local_time(text), expected) << text;
    }
    for (const std::string_view text :
         {"", "2026-10-15", "2026-10-15 09:00Z", "2026-10-15 09:00:00+03", "2026-10-15 9:00",
          "2026-10-15 24:00", "2026-10-15 09:60", "2026-10-15 09:00:", "2026-02-30 09:00"}) {
        EXPECT_FALSE(parse_local_time(text)) << "'" << text << "'";
    }
}

TEST(DayTest, ValidityIncludesItsFirstDayAndNotItsEnd) {
    const Validity term = between("2026-09-01", "2027-06-01");
    EXPECT_FALSE(term.covers(day("2026-08-31")));
    EXPECT_TRUE(term.covers(day("2026-09-01")));
    EXPECT_TRUE(term.covers(day("2027-05-31")));
    EXPECT_FALSE(term.covers(day("2027-06-01")));
    EXPECT_TRUE(Validity{}.covers(day("1970-01-01")));
    EXPECT_FALSE(between("2026-09-01", "2026-09-01").covers(day("2026-09-01")));
}

}  // namespace rosterd::testing
