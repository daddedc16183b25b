// The first simulated years, and those that were kept; a seed gives the same year each time. More
// of them: ./dev simulate.
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <sstream>

#include "tests/simulation/year/simulated_year.hpp"
#include "tests/support/places.hpp"

namespace rosterd::test {
namespace {

/// So many years in each of so many tests, which run beside each other.
constexpr int tests = 12;
constexpr std::uint64_t seeds_each = 15;

struct KeptSeed {
    std::uint64_t seed = 0;
    std::string why;
};

std::vector<KeptSeed> kept_seeds() {
    std::ifstream file{source_directory() / "tests/simulation/kept_seeds.txt"};
    std::vector<KeptSeed> kept;
    std::string line;
    while (std::getline(file, line)) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream text{line};
        KeptSeed each;
        text >> each.seed;
        std::getline(text, each.why);
        kept.push_back(std::move(each));
    }
    return kept;
}

class SimulatedYearTest : public ::testing::Test {
  protected:
    SimulatedYearTest() { spdlog::set_level(spdlog::level::off); }
    ~SimulatedYearTest() override { spdlog::set_level(spdlog::level::info); }

    static void must_be_kept(std::uint64_t seed) {
        const YearReport report = SimulatedYear{seed}.run();
        EXPECT_EQ(report.broken, "") << "./dev simulate --seed " << seed << " --verbose";
    }
};

class FirstYearsTest : public SimulatedYearTest, public ::testing::WithParamInterface<int> {};

TEST_P(FirstYearsTest, KeepEveryPromise) {
    const std::uint64_t first = static_cast<std::uint64_t>(GetParam()) * seeds_each + 1;
    for (std::uint64_t seed = first; seed < first + seeds_each; ++seed) must_be_kept(seed);
}

INSTANTIATE_TEST_SUITE_P(Simulated, FirstYearsTest, ::testing::Range(0, tests));

TEST_F(SimulatedYearTest, EveryPromiseIsKeptInTheYearsThatWereKept) {
    const auto kept = kept_seeds();
    ASSERT_FALSE(kept.empty());
    for (const KeptSeed& each : kept) {
        SCOPED_TRACE(each.why);
        must_be_kept(each.seed);
    }
}

TEST_F(SimulatedYearTest, ASeedGivesTheSameYearAgain) {
    std::uint64_t faults = 0;
    std::uint64_t lives = 0;
    for (const std::uint64_t seed : {7U, 19U, 26U}) {
        const YearReport first = SimulatedYear{seed}.run();
        const YearReport second = SimulatedYear{seed}.run();
        EXPECT_EQ(first.hash, second.hash) << seed;
        EXPECT_EQ(first.lines, second.lines) << seed;
        faults += first.faults;
        lives += first.lives;
    }
    EXPECT_GT(faults, 20U) << "the years are too peaceful to show anything";
    EXPECT_GT(lives, 5U);
    EXPECT_NE(SimulatedYear{1}.run().hash, SimulatedYear{2}.run().hash);
}

}  // namespace
}  // namespace rosterd::test
