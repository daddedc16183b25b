// Rests of kinds of calls.
#include "adapters/platform/vk/vk_rests.hpp"

#include <gtest/gtest.h>

namespace rosterd::vk {
namespace {

const Error flood{ErrorKind::long_transient, "error 9: flood control"};
constexpr UnixSeconds start = 1'800'000'000;

TEST(VkRestsTest, OneKindRestsAndTheOthersGoOn) {
    Rests rests;
    rests.begin(CallKind::add, Rest::minutes, flood, start);
    ASSERT_TRUE(rests.resting(CallKind::add, start + 599));
    EXPECT_EQ(rests.resting(CallKind::add, start)->what, flood.what);
    EXPECT_FALSE(rests.resting(CallKind::remove, start));
    EXPECT_FALSE(rests.resting(CallKind::add, start + 600));
    EXPECT_TRUE(rests.any(start));
    EXPECT_FALSE(rests.any(start + 600));
}

TEST(VkRestsTest, AnotherRefusalDoublesAndSuccessForgets) {
    Rests rests;
    rests.begin(CallKind::add, Rest::minutes, flood, start);
    rests.begin(CallKind::add, Rest::minutes, flood, start + 600);
    EXPECT_TRUE(rests.resting(CallKind::add, start + 600 + 1199));
    rests.succeeded(CallKind::add);
    rests.begin(CallKind::add, Rest::minutes, flood, start + 5000);
    EXPECT_FALSE(rests.resting(CallKind::add, start + 5600));
}

TEST(VkRestsTest, ManyRefusalsOfOneBatchCountOnce) {
    Rests rests;
    for (int i = 0; i < 25; ++i) rests.begin(CallKind::add, Rest::hour, flood, start);
    EXPECT_FALSE(rests.resting(CallKind::add, start + 3600));
}

}  // namespace
}  // namespace rosterd::vk
