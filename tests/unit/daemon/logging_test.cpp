// What arrives on standard error of what the daemon says.
#include "daemon/rosterd/logging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace rosterd {
namespace {

using testing::EndsWith;
using testing::MatchesRegex;
using Lines = std::vector<std::string>;

/// What is written between here and the end of the log.
template <class Speak>
Lines said(config::LogLevel level, Speak speak) {
    testing::internal::CaptureStderr();
    start_logging({.level = level, .target = config::LogTarget::stderr_stream});
    speak();
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("none", std::make_shared<spdlog::sinks::null_sink_mt>()));
    std::istringstream text{testing::internal::GetCapturedStderr()};
    Lines lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

TEST(LoggingTest, ALineHasItsTimeAndLevel) {
    const Lines lines = said(config::LogLevel::info, [] { spdlog::warn("school={} x=y", 17); });
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_THAT(lines[0], MatchesRegex("[0-9-]+T[0-9:.]+[+-][0-9:]+ warning school=17 x=y"));
}

TEST(LoggingTest, OfAFloodTheFirstAreWrittenAndTheEndTellsHowManyWereNot) {
    const Lines lines = said(config::LogLevel::info, [] {
        for (int i = 0; i < 250; ++i) spdlog::info("school={} pass=converged", i);
        spdlog::info("journal=ok");
    });
    EXPECT_EQ(std::ranges::count_if(
                  lines, [](const auto& line) { return line.ends_with("pass=converged"); }),
              200);
    EXPECT_THAT(lines, testing::Contains(EndsWith(" info journal=ok")));
    EXPECT_THAT(lines.back(), EndsWith(" warning left_out=50 like=\"school=0 pass=converged\""));
}

TEST(LoggingTest, TheLevelIsChangedWhileItRuns) {
    const Lines lines = said(config::LogLevel::info, [] {
        spdlog::debug("operation=one");
        set_log_level(config::LogLevel::debug);
        spdlog::debug("operation=two");
        set_log_level(config::LogLevel::error);
        spdlog::warn("operation=three");
    });
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_THAT(lines[0], EndsWith(" debug operation=two"));
}

}  // namespace
}  // namespace rosterd
