// rosterd-bench --quick runs to its end and counts sanely. Never looks at a time.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <optional>
#include <string>

#include "tests/bench/cold_start.hpp"
#include "tests/bench/conferences.hpp"
#include "tests/support/process.hpp"

namespace rosterd::bench {
namespace {

constexpr std::chrono::minutes deadline{4};

class BenchTest : public testing::Test {
  protected:
    void SetUp() override {
        const auto finished =
            test::run({.arguments = {ROSTERD_BENCH, "--quick", "--json"}}, deadline);
        ASSERT_TRUE(finished.status.success()) << finished.error;
        lines_ = boost::json::parse(finished.output).at("lines").as_array();
    }

    void expect_every_line_measured() const {
        EXPECT_GT(lines_.size(), 15U);
        for (const auto& line : lines_) {
            EXPECT_FALSE(line.at("reached").is_null())
                << line.at("id").as_string() << ": " << line.at("note").as_string();
        }
    }

    /// calendar.md's sizes: 15.3 chats a class of 19, 16.8 memberships a pupil; six schools vary.
    void expect_a_plausible_region() const {
        const double pupils = reached("region_pupils").value_or(0);
        const double chats = reached("region_chats").value_or(0);
        const double memberships = reached("region_memberships").value_or(0);
        EXPECT_GT(pupils, 300);
        EXPECT_LT(pupils, 6'000);
        EXPECT_GT(chats, pupils / 10);
        EXPECT_GT(memberships, pupils * 8);
        EXPECT_LT(memberships, pupils * 30);
    }

    [[nodiscard]] std::optional<double> reached(const std::string& id) const {
        for (const auto& line : lines_) {
            if (line.at("id").as_string() == id && !line.at("reached").is_null()) {
                return line.at("reached").to_number<double>();
            }
        }
        return std::nullopt;
    }

  private:
    boost::json::array lines_;
};

// One test: each would pay for the whole run.
TEST_F(BenchTest, AQuickRunMeasuresEveryLineAndCountsSanely) {
    expect_every_line_measured();
    expect_a_plausible_region();
    EXPECT_GT(reached("journal_large_rows").value_or(0), 6'800 * 3);
    EXPECT_GT(reached("conferences_starting").value_or(0), 0);
    EXPECT_GT(reached("journal_region_rows").value_or(0), reached("region_pupils").value_or(0));
}

// A provider that answers at once, as permanent links do, once nested every answer into the one
// before it, until the stack was full.
TEST(ConferenceRunTest, ARegionsLessonsBeginInOneSecond) {
    const ConferenceRun run = start_conferences(1'000, 20);
    EXPECT_EQ(run.conferences, 20'000U);
    EXPECT_EQ(run.started, run.conferences);
    EXPECT_EQ(run.ended, run.conferences);
}

void expect_a_cold_start_by_the_book(ColdPlatform platform) {
    const ColdStart start = cold_start(platform, 120);
    EXPECT_TRUE(start.complete);
    EXPECT_GT(start.chats, 30U);
    EXPECT_EQ(start.refused, 0U);
    constexpr std::uint64_t who_are_we = 1;
    EXPECT_EQ(start.planned + who_are_we, start.calls) << "the plan's price";
    EXPECT_LE(static_cast<double>(start.calls), 1.1 * static_cast<double>(start.minimum));
    EXPECT_LE(start.seconds, 1.1 * static_cast<double>(start.minimum) / start.quota)
        << start.minimum << " calls";
}

// The virtual clock's seconds: counts, not a stopwatch.
TEST(ColdStartTest, AUsersTokenKeepsToItsQuotaAndWastesNothing) {
    expect_a_cold_start_by_the_book(ColdPlatform::vk_user);
}
TEST(ColdStartTest, ACommunitysTokenKeepsToItsQuotaAndWastesNothing) {
    expect_a_cold_start_by_the_book(ColdPlatform::vk_community);
}

TEST(ColdStartTest, ABotKeepsToItsQuotaAndWastesNothing) {
    expect_a_cold_start_by_the_book(ColdPlatform::max);
}

TEST(BenchWithoutServerTest, SaysWhichLinesWereNotMeasured) {
    const auto finished =
        test::run({.arguments = {ROSTERD_BENCH, "--quick", "--without-postgres"}}, deadline);
    EXPECT_TRUE(finished.status.success()) << finished.error;
    EXPECT_NE(finished.output.find("not measured"), std::string::npos);
    EXPECT_NE(finished.output.find("left out by --without-postgres"), std::string::npos);
}

}  // namespace
}  // namespace rosterd::bench
