// Who may do what on the bus: the shipped policy, and behind it the rights of the control socket.
#include <gmock/gmock.h>

#include "tests/adapter/bus/bus_world.hpp"

namespace rosterd::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* forbidden = "your user may not do this";

/// Without root the only user is the daemon's own, who may everything.
std::string user_or_own(const char* user) {
    return test::may_be_other_users() ? user : "";
}

TEST(BusRightsTest, WhoOperatesMayEverything) {
    BusWorld world;
    ASSERT_TRUE(world.serve());
    const std::string user = user_or_own(test::bus_operator);
    EXPECT_EQ(world.property("Holds", user).output, "u 1\n");
    EXPECT_TRUE(world.call("Resync", {"s", "17"}, user).status.success());
    EXPECT_THAT(world.daemon.calls(), SizeIs(1));
}

TEST(BusRightsTest, WhoWatchesMayLookOnly) {
    BusWorld world;
    ASSERT_TRUE(world.serve());
    const std::string user = user_or_own(test::bus_watcher);
    EXPECT_EQ(world.property("Holds", user).output, "u 1\n");
    if (!test::may_be_other_users()) return;
    for (const auto& method : bus_interface().methods) {
        std::vector<std::string> words{systemd::signature_of(method.in)};
        for (const auto& argument : method.in) words.push_back(argument.type == "as" ? "0" : "x");
        const auto called = world.call(std::string{method.name}, words, user);
        EXPECT_THAT(called.error, HasSubstr(forbidden)) << method.name;
    }
    EXPECT_THAT(world.daemon.calls(), IsEmpty());
}

/// The policy keeps strangers from the daemon; where an administrator lets more people through, the
/// daemon keeps to its own groups.
TEST(BusRightsTest, WhoIsInNoGroupSeesNothing) {
    BusWorld world{"rosterd-no-such-group", "rosterd-no-other-group"};
    ASSERT_TRUE(world.serve());
    if (!test::may_be_other_users()) {
        EXPECT_EQ(world.property("Holds").output, "u 1\n") << "it is the daemon's own user";
        return;
    }
    for (const char* user : {test::bus_watcher, test::bus_operator}) {
        EXPECT_THAT(world.property("Holds", user).error, HasSubstr(forbidden));
        EXPECT_THAT(world.call("Resync", {"s", "17"}, user).error, HasSubstr(forbidden));
        const auto shown = world.bus.busctl({"introspect", world.name, std::string{bus_object_path},
                                             std::string{bus_interface_name}},
                                            user);
        EXPECT_THAT(shown.output, ::testing::Not(HasSubstr("Resync")));
    }
    const auto stranger = world.property("Holds", test::bus_stranger);
    EXPECT_THAT(stranger.error, HasSubstr("Access denied")) << "by the bus itself";
    EXPECT_THAT(world.daemon.calls(), IsEmpty());
}

TEST(BusRightsTest, NobodyElseTakesTheName) {
    BusWorld world;
    const auto take = [&](const std::string& name, const std::string& user) {
        return world.bus.busctl({"call", "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                 "org.freedesktop.DBus", "RequestName", "su", name, "4"},
                                user);
    };
    EXPECT_TRUE(take("org.rosterd.Rosterd1", "").status.success());
    EXPECT_TRUE(take("org.rosterd.Rosterd1.north", "").status.success());
    EXPECT_FALSE(take("org.rosterd.Rosterd2", "").status.success());
    if (!test::may_be_other_users()) return;
    for (const char* user : {test::bus_watcher, test::bus_operator, test::bus_stranger}) {
        EXPECT_FALSE(take("org.rosterd.Rosterd1", user).status.success()) << user;
        EXPECT_FALSE(take("org.rosterd.Rosterd1.north", user).status.success()) << user;
    }
}

}  // namespace
}  // namespace rosterd::testing
