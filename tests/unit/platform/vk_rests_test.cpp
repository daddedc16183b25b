// Rests of kinds of calls.
#include "adapters/platform/vk/vk_rests.hpp"

#include <gtest/gtest.h>

namespace rosterd::vk {
namespace {

using std::chrono::seconds;

const Error flood{ErrorKind::long_transient, "error 9: flood control"};
constexpr UnixSeconds wall = 1'800'000'000;
constexpr SteadyTime start{seconds{1'000}};

TEST(VkRestsTest, OneKindRestsAndTheOthersGoOn) {
    Rests rests;
    EXPECT_FALSE(rests.any(start));
    rests.begin(CallKind::add, Rest::minutes, flood, wall, start);
    ASSERT_TRUE(rests.resting(CallKind::add, start + seconds{599}));
    EXPECT_EQ(rests.resting(CallKind::add, start)->what, flood.what);
    EXPECT_FALSE(rests.resting(CallKind::remove, start));
    EXPECT_FALSE(rests.resting(CallKind::add, start + seconds{600}));
    EXPECT_TRUE(rests.any(start));
    EXPECT_FALSE(rests.any(start + seconds{600}));
}

TEST(VkRestsTest, AnotherRefusalDoublesAndSuccessForgets) {
    Rests rests;
    rests.begin(CallKind::add, Rest::minutes, flood, wall, start);
    rests.begin(CallKind::add, Rest::minutes, flood, wall, start + seconds{600});
    EXPECT_TRUE(rests.resting(CallKind::add, start + seconds{600 + 1199}));
    rests.succeeded(CallKind::add);
    rests.begin(CallKind::add, Rest::minutes, flood, wall, start + seconds{5000});
    EXPECT_FALSE(rests.resting(CallKind::add, start + seconds{5600}));
}

TEST(VkRestsTest, ManyRefusalsOfOneBatchCountOnce) {
    Rests rests;
    for (int i = 0; i < 25; ++i) rests.begin(CallKind::add, Rest::hour, flood, wall, start);
    EXPECT_FALSE(rests.resting(CallKind::add, start + seconds{3600}));
}

TEST(VkRestsTest, ADailyQuotaRestsUntilMoscowsMidnightAsItWasWhenItBegan) {
    constexpr UnixSeconds noon_utc = wall / 86'400 * 86'400 + 43'200;
    Rests rests;
    rests.begin(CallKind::add, Rest::midnight, flood, noon_utc, start);
    EXPECT_TRUE(rests.resting(CallKind::add, start + seconds{9 * 3600 - 1}));
    EXPECT_FALSE(rests.resting(CallKind::add, start + seconds{9 * 3600}));
}

TEST(VkRestsTest, AClockThatIsSetBackLengthensNoRest) {
    Rests rests;
    rests.begin(CallKind::add, Rest::minutes, flood, wall + 36'000, start);
    EXPECT_FALSE(rests.resting(CallKind::add, start + seconds{600}));
    rests.begin(CallKind::add, Rest::minutes, flood, wall, start + seconds{601});
    EXPECT_TRUE(rests.resting(CallKind::add, start + seconds{1200}));
    EXPECT_FALSE(rests.resting(CallKind::add, start + seconds{1801}));
}

}  // namespace
}  // namespace rosterd::vk
