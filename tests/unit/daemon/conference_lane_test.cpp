// In which order lanes are served.
#include "daemon/conference_lane.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>

namespace rosterd {
namespace {

TEST(LaneNameTest, LanesAreOrderedByTheirNamesNotByTheirAddresses) {
    std::array<Account, 3> accounts{};
    const LaneName alpha{nullptr, &accounts[2], "alpha"};
    const LaneName beta{nullptr, &accounts[0], "beta"};
    const LaneName gamma{nullptr, &accounts[1], "gamma"};
    EXPECT_LT(alpha, beta);
    EXPECT_LT(beta, gamma);
    std::map<LaneName, int> lanes{{gamma, 3}, {alpha, 1}, {beta, 2}};
    std::string order;
    for (const auto& [lane, number] : lanes) order += std::to_string(number);
    EXPECT_EQ(order, "123");
    ++lanes[{nullptr, &accounts[0], "beta"}];
    EXPECT_EQ(lanes.size(), 3U) << "the same name is the same lane";
}

}  // namespace
}  // namespace rosterd
