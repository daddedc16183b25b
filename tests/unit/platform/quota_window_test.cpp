// The arithmetic of the quota, and its promise under random lateness.
#include "adapters/platform/quota_window.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace rosterd {
namespace {

using std::chrono::milliseconds;
const SteadyTime start = SteadyTime{} + std::chrono::hours{1};

QuotaWindow::Place send(QuotaWindow& window, SteadyTime now) {
    const auto place = window.take(now);
    window.left(place, now);
    return place;
}

TEST(QuotaWindowTest, AnsweredRequestsFreeTheirPlaceAfterASecond) {
    QuotaWindow window{{.requests_per_second = 3}};
    EXPECT_EQ(window.free_places(start), 3U);
    for (int i = 0; i < 3; ++i) window.answered(send(window, start), start + milliseconds{5});
    EXPECT_EQ(window.free_places(start + milliseconds{1014}), 0U);
    EXPECT_EQ(window.next_chance(start + milliseconds{20}), start + milliseconds{1015});
    EXPECT_EQ(window.free_places(start + milliseconds{1015}), 3U);
}

TEST(QuotaWindowTest, UnansweredRequestsKeepTheirPlaceForTheirLateness) {
    QuotaWindow window{{.requests_per_second = 1}};
    const auto place = send(window, start);
    EXPECT_EQ(window.free_places(start + milliseconds{3009}), 0U);
    EXPECT_EQ(window.free_places(start + milliseconds{3010}), 1U);
    window.answered(place, start + milliseconds{700});
    EXPECT_EQ(window.free_places(start + milliseconds{3010}), 1U) << "slow work costs no quota";
}

TEST(QuotaWindowTest, APlaceIsKeptWhileItsRequestHasNotLeft) {
    QuotaWindow window{{.requests_per_second = 1}};
    const auto place = window.take(start);
    const auto connected = start + std::chrono::seconds{4};
    EXPECT_EQ(window.free_places(connected), 0U);
    EXPECT_EQ(window.next_chance(connected), connected + milliseconds{1010});
    window.left(place, connected);
    window.answered(place, connected + milliseconds{40});
    EXPECT_EQ(window.free_places(connected + milliseconds{1049}), 0U);
    EXPECT_EQ(window.free_places(connected + milliseconds{1050}), 1U);
}

TEST(QuotaWindowTest, ARequestThatNeverLeftCountsFromItsEnd) {
    QuotaWindow window{{.requests_per_second = 1}};
    window.answered(window.take(start), start + milliseconds{200});
    EXPECT_EQ(window.free_places(start + milliseconds{1209}), 0U);
    EXPECT_EQ(window.free_places(start + milliseconds{1210}), 1U);
}

TEST(QuotaWindowTest, RatesBelowOneStretchTheWindow) {
    QuotaWindow window{{.requests_per_second = 0.5}};
    window.answered(send(window, start), start);
    EXPECT_EQ(window.free_places(start + milliseconds{2000}), 0U);
    EXPECT_EQ(window.free_places(start + milliseconds{2010}), 1U);
}

TEST(QuotaWindowTest, ARefusalHoldsForASecondAndShrinksForAMinute) {
    QuotaWindow window{{.requests_per_second = 20}};
    window.penalise(start);
    window.penalise(start + milliseconds{10});
    EXPECT_EQ(window.free_places(start + milliseconds{1009}), 0U);
    EXPECT_EQ(window.free_places(start + milliseconds{1010}), 15U);
    EXPECT_TRUE(window.penalised(start + std::chrono::seconds{59}));
    EXPECT_EQ(window.free_places(start + std::chrono::seconds{60}), 20U);
}

TEST(QuotaWindowTest, NextChanceIsNeverNowWhereNothingIsFree) {
    std::mt19937_64 random{7};
    QuotaWindow window{{.requests_per_second = 4}};
    SteadyTime now = start;
    for (int i = 0; i < 20'000; ++i) {
        now += milliseconds{random() % 150};
        if (window.free_places(now) > 0) {
            const auto place = window.take(now);
            if (random() % 4 != 0) window.left(place, now + milliseconds{random() % 50});
            if (random() % 2 == 0) window.answered(place, now + milliseconds{random() % 400});
        } else {
            ASSERT_GT(window.next_chance(now), now);
        }
        if (random() % 500 == 0) window.penalise(now);
    }
}

class QuotaWindowLoadTest : public testing::TestWithParam<unsigned> {};

TEST_P(QuotaWindowLoadTest, NoSecondOfThePlatformHoldsMore) {
    std::mt19937_64 random{GetParam()};
    const std::size_t quota = 1 + random() % 25;
    QuotaWindow window{{.requests_per_second = static_cast<double>(quota)}};
    std::vector<SteadyTime> arrivals;
    SteadyTime now = start;
    for (int i = 0; i < 3000; ++i) {
        if (window.free_places(now) == 0) now = window.next_chance(now);
        if (window.free_places(now) == 0) continue;
        const auto place = window.take(now);
        if (random() % 3 == 0) now += milliseconds{random() % 2000};  // connecting
        window.left(place, now);
        // Arrives at any time up to the lateness allowed, answered at any time after that.
        const auto arrived = now + milliseconds{random() % 2001};
        arrivals.push_back(arrived);
        window.answered(place, arrived + milliseconds{random() % 300});
        now += milliseconds{random() % 20 == 0 ? random() % 3000 : 0};
    }
    std::ranges::sort(arrivals);
    for (std::size_t i = quota; i < arrivals.size(); ++i) {
        ASSERT_GT(arrivals[i] - arrivals[i - quota], std::chrono::seconds{1}) << "at " << i;
    }
}
INSTANTIATE_TEST_SUITE_P(Seeds, QuotaWindowLoadTest, testing::Range(0U, 30U));

}  // namespace
}  // namespace rosterd
