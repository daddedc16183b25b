// The pause after a refusal for the quota.
#include <gtest/gtest.h>

#include "adapters/platform/max/max_caller.hpp"

namespace rosterd::max {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds first{1'000};
constexpr milliseconds most{30'000};

TEST(MaxBackoffTest, DoublesUpToItsEnd) {
    EXPECT_EQ(pause_after(1, first, most, 1), milliseconds{1'000});
    EXPECT_EQ(pause_after(2, first, most, 1), milliseconds{2'000});
    EXPECT_EQ(pause_after(5, first, most, 1), milliseconds{16'000});
    EXPECT_EQ(pause_after(6, first, most, 1), most);
    EXPECT_EQ(pause_after(1'000'000, first, most, 1), most);
}

TEST(MaxBackoffTest, IsSpreadBetweenAHalfAndTheWhole) {
    EXPECT_EQ(pause_after(2, first, most, 0), milliseconds{1'000});
    EXPECT_EQ(pause_after(2, first, most, 0.5), milliseconds{1'500});
    EXPECT_EQ(pause_after(0, first, most, 0), milliseconds{500});
}

}  // namespace
}  // namespace rosterd::max
