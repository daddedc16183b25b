// The sliding second of a token, under an injected time.
#include "adapters/sandbox/quota.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using std::chrono::milliseconds;

TEST(QuotaTest, TheFourthCallWithinASecondIsRefused) {
    Quota quota{3};
    const Moment begin = testing::start;
    EXPECT_TRUE(quota.admit(begin));
    EXPECT_TRUE(quota.admit(begin + milliseconds{400}));
    EXPECT_TRUE(quota.admit(begin + milliseconds{800}));
    EXPECT_FALSE(quota.admit(begin + milliseconds{999}));
    EXPECT_TRUE(quota.admit(begin + milliseconds{1000}));
}

TEST(QuotaTest, TheWindowSlidesAndRefusedCallsDoNotCount) {
    Quota quota{2};
    const Moment begin = testing::start;
    EXPECT_TRUE(quota.admit(begin + milliseconds{900}));
    EXPECT_TRUE(quota.admit(begin + milliseconds{950}));
    for (int i = 0; i < 50; ++i) EXPECT_FALSE(quota.admit(begin + milliseconds{1000 + i}));
    EXPECT_TRUE(quota.admit(begin + milliseconds{1900}));
    EXPECT_FALSE(quota.admit(begin + milliseconds{1949}));
    EXPECT_TRUE(quota.admit(begin + milliseconds{1950}));
}

TEST(QuotaTest, PersonsHaveThreeAndCommunitiesTwentyCallsASecond) {
    testing::Bench bench;
    bench.sandbox.vk().add_account({.token = "slow", .owner = 40});
    bench.sandbox.vk().add_account({.token = "quick", .owner = -41});
    const auto admitted = [&](const std::string& token) {
        int count = 0;
        for (int i = 0; i < 50; ++i) count += bench.code(token, "utils.getServerTime") == 0 ? 1 : 0;
        return count;
    };
    EXPECT_EQ(admitted("slow"), 3);
    EXPECT_EQ(admitted("quick"), 20);
    EXPECT_EQ(bench.code("slow", "utils.getServerTime"), 6);
    EXPECT_EQ(bench.sandbox.vk().counts().refused_6, 47 + 30 + 1);
    bench.now += std::chrono::seconds{1};
    EXPECT_EQ(admitted("slow"), 3);
}

TEST(QuotaTest, ARefusedCallIsNotDone) {
    testing::Bench bench;
    bench.sandbox.vk().add_account({.token = "one", .owner = -41, .calls_per_second = 1});
    EXPECT_EQ(bench.code("one", "messages.createChat", {{"title", "а"}}), 0);
    EXPECT_EQ(bench.code("one", "messages.createChat", {{"title", "б"}}), 6);
    EXPECT_EQ(bench.sandbox.world().chats().size(), 1U);
}

TEST(QuotaTest, ExecuteCountsOnce) {
    testing::Bench bench;
    bench.sandbox.vk().add_account({.token = "two", .owner = -41, .calls_per_second = 2});
    const Parameters code{
        {"code", "return [API.utils.getServerTime(),API.utils.getServerTime()];"}};
    EXPECT_EQ(bench.code("two", "execute", code), 0);
    EXPECT_EQ(bench.code("two", "execute", code), 0);
    EXPECT_EQ(bench.code("two", "execute", code), 6);
}

}  // namespace
}  // namespace rosterd::sandbox
