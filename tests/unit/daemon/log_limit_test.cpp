// Which lines a flood leaves, and what is said of the others.
#include "daemon/rosterd/log_limit.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rosterd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

class LogLimitTest : public testing::Test {
  protected:
    int admitted(int lines, LogLimit::Time now) {
        int count = 0;
        for (int i = 0; i < lines; ++i) {
            if (limit_.admits(fmt::format("school={} pass=failed error=\"no {}\"", i, i), now)) {
                ++count;
            }
        }
        return count;
    }

    LogLimit limit_{{.lines_max = 3, .window = 30s, .kinds_max = 2}};
    LogLimit::Time start_{100s};
};

TEST_F(LogLimitTest, TheFirstOfAKindAreWrittenAndTheOthersCounted) {
    EXPECT_EQ(admitted(10, start_), 3);
    EXPECT_THAT(limit_.left_out(start_ + 29s), IsEmpty());
    EXPECT_THAT(limit_.left_out(start_ + 30s),
                ElementsAre("left_out=7 like=\"school=0 pass=failed error='no 0'\""));
    EXPECT_THAT(limit_.left_out(start_ + 60s), IsEmpty()) << "told once";
}

TEST_F(LogLimitTest, AfterItsWindowAKindIsWrittenAgain) {
    EXPECT_EQ(admitted(10, start_), 3);
    EXPECT_EQ(admitted(10, start_ + 29s), 0);
    EXPECT_EQ(limit_.left_out(start_ + 30s).size(), 1U);
    EXPECT_EQ(admitted(10, start_ + 30s), 3);
}

TEST_F(LogLimitTest, WhatStaysWithinTheLimitIsNotTold) {
    EXPECT_EQ(admitted(3, start_), 3);
    EXPECT_EQ(admitted(3, start_ + 31s), 3);
    EXPECT_THAT(limit_.left_out(start_ + 90s), IsEmpty());
}

TEST_F(LogLimitTest, KindsDoNotCrowdEachOtherOut) {
    EXPECT_EQ(admitted(10, start_), 3);
    EXPECT_TRUE(limit_.admits("journal=ok", start_));
}

TEST_F(LogLimitTest, AtTheEndNothingWaitsForItsWindow) {
    EXPECT_EQ(admitted(4, start_), 3);
    EXPECT_EQ(limit_.left_out(start_, true).size(), 1U);
}

TEST_F(LogLimitTest, MoreKindsThanItKeepsAreOneKind) {
    int admitted = 0;
    for (const char* line : {"a", "b", "c", "d", "e", "f", "g"}) {
        if (limit_.admits(line, start_)) ++admitted;
    }
    EXPECT_EQ(admitted, 5) << "two kinds, and three of all others";
}

TEST_F(LogLimitTest, AnExampleIsShortAndEndsWithAWholeLetter) {
    std::string line = "x";
    for (int i = 0; i < 100; ++i) line += "ж";
    for (int i = 0; i < 4; ++i) (void)limit_.admits(line, start_);
    const auto told = limit_.left_out(start_, true);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0], "left_out=1 like=\"" + line.substr(0, 119) + "\"");
}

}  // namespace
}  // namespace rosterd
