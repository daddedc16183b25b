// Times of the school's clock as people write them, leap days and years before 1970 included.
#include "reconciler/local_time.hpp"

#include <gtest/gtest.h>

namespace rosterd::testing {
namespace {

struct Case {
    std::string name;
    LocalSeconds time;
    std::string date;
    std::string clock;
    std::string iso;
};
class LocalTimeTest : public ::testing::TestWithParam<Case> {};

TEST_P(LocalTimeTest, IsWrittenAsPeopleAndProgramsReadIt) {
    const Case& given = GetParam();
    EXPECT_EQ(date_text(given.time), given.date);
    EXPECT_EQ(time_text(given.time), given.clock);
    EXPECT_EQ(iso_text(given.time), given.iso);
    EXPECT_EQ(parse_local_time(given.iso), given.time);
    EXPECT_EQ(to_string(day_of(given.time)), given.iso.substr(0, 10));
}

INSTANTIATE_TEST_SUITE_P(
    Moments, LocalTimeTest,
    ::testing::Values(
        Case{"TheEpoch", 0, "01.01.1970", "00:00", "1970-01-01T00:00:00"},
        Case{"ALesson", 1'792'051'200, "15.10.2026", "08:00", "2026-10-15T08:00:00"},
        Case{"TheLastSecondOfADay", 1'792'108'799, "15.10.2026", "23:59", "2026-10-15T23:59:59"},
        Case{"ALeapDay", 1'709'164'800, "29.02.2024", "00:00", "2024-02-29T00:00:00"},
        Case{"BeforeTheEpoch", -1, "31.12.1969", "23:59", "1969-12-31T23:59:59"},
        Case{"LongAgo", -2'208'988'799, "01.01.1900", "00:00", "1900-01-01T00:00:01"},
        Case{"FarAhead", 32'503'679'999, "31.12.2999", "23:59", "2999-12-31T23:59:59"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace rosterd::testing
