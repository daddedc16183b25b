// The whole daemon on VK where one kind of call is refused: the other kinds go on.
#include <gtest/gtest.h>

#include "tests/support/fault_school.hpp"
#include "vk_faulty_platform.hpp"

namespace rosterd::vk::test {
namespace {

using rosterd::test::FaultRow;
using rosterd::test::FaultSchool;
using sandbox::FaultKind;

class VkRestrictedDaemonTest : public ::testing::TestWithParam<int> {};

/// A captcha or an anti-spam measure on adding: chats are made, people are appointed and sent away.
TEST_P(VkRestrictedDaemonTest, OnlyAddingRests) {
    FaultSchool daemon;
    VkFaultyPlatform platform{daemon.loop(), daemon.clock(), FaultRow::error_body};
    daemon.add("school", Platform::vk, platform.connect());
    daemon.start();
    ASSERT_TRUE(daemon.until([&] { return daemon.converged("school"); }));
    const auto before = platform.rooms();
    platform.fault({.kind = FaultKind::error_code,
                    .method = "messages.addChatUser",
                    .times = rosterd::test::for_long,
                    .code = GetParam()});
    daemon.expel_one_and_enrol_another();
    ASSERT_TRUE(daemon.until([&] {
        return daemon.failed("school") && platform.sent_away().size() == FaultSchool::removals;
    }));
    EXPECT_EQ(daemon.use("school").state, "limited");
    // A class that comes later gets its chats and its first people, for creating is not adding.
    daemon.open_another_class();
    ASSERT_TRUE(daemon.until([&] { return platform.rooms().size() > before.size(); }));
    EXPECT_EQ(daemon.use("school").state, "limited") << "and adding still rests";
    EXPECT_TRUE(daemon.failed("school")) << "which the operator is told";
    daemon.stop();
}

INSTANTIATE_TEST_SUITE_P(Codes, VkRestrictedDaemonTest, ::testing::Values(14, 982, 984, 9, 29, 601),
                         [](const auto& row) { return "Error" + std::to_string(row.param); });

/// What waits a second for its next attempt waits no hours because the clock was ahead meanwhile.
TEST(VkDaemonTest, AClockThatIsSetBackProlongsNoParking) {
    FaultSchool daemon;
    VkFaultyPlatform platform{daemon.loop(), daemon.clock(), FaultRow::clock_skew};
    daemon.add("school", Platform::vk, platform.connect());
    daemon.clock().set(std::chrono::hours{7});
    // One of a batch: where all fail the platform is away, and nobody is parked for that.
    platform.fault({.kind = FaultKind::error_code, .method = "messages.setMemberRole", .code = 43});
    daemon.start();
    ASSERT_TRUE(daemon.until([&] { return daemon.parked("school") > 0; }));
    daemon.clock().set(-std::chrono::hours{7});
    daemon.look_again();
    EXPECT_TRUE(daemon.until([&] { return daemon.converged("school"); }));
    daemon.stop();
}

}  // namespace
}  // namespace rosterd::vk::test
