// What the daemon tells on the bus by itself, who hears it, and what a lost bus does.
#include <gmock/gmock.h>

#include "tests/adapter/bus/bus_world.hpp"

namespace rosterd::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t times(const std::string& text, const std::string& words) {
    std::size_t count = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
        ++count;
    }
    return count;
}

class BusSignalsTest : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(world_.serve()); }

    void tell(const Notice& notice) {
        world_.on_loop([&] { world_.notices.tell(notice); });
    }
    /// Whether `listener` hears a notice with this word; told until then, since nobody knows when a
    /// listener has begun to listen.
    bool hears(test::Process& listener, const std::string& word) {
        return test::eventually([&] {
            tell(AccountDown{word, Platform::vk, ""});
            return listener.standard_output().find("\"" + word + "\"") != std::string::npos;
        });
    }

    BusWorld world_;
};

TEST_F(BusSignalsTest, EachNoticeIsOneSignal) {
    const auto listener = world_.bus.monitor();
    ASSERT_TRUE(hears(*listener, "begin")) << listener->standard_error();
    tell(HoldCreated{"18", "1f3a9c0d2b44", GuardKind::chat, "8 of 20 people would leave class/5a"});
    tell(ConferenceFailed{"17", "own-3", "class/7v", ConferenceCause::provider, "no answer"});
    tell(AccountDown{"main", Platform::max, "the token is not of a bot"});
    ASSERT_TRUE(hears(*listener, "end"));
    const std::string heard = listener->standard_output();
    for (const char* signal : {"member=HoldCreated", "member=ConferenceFailed"}) {
        EXPECT_EQ(times(heard, signal), 1U) << heard;
    }
    for (const char* word : {"\"1f3a9c0d2b44\"", "\"8 of 20 people would leave class/5a\"",
                             "\"own-3\"", "\"class/7v\"", "\"provider\"", "\"no answer\"",
                             "\"main\"", "\"max\"", "\"the token is not of a bot\""}) {
        EXPECT_EQ(times(heard, word), 1U) << word;
    }
}

TEST_F(BusSignalsTest, AChangeOfAPropertyIsAnnouncedOnceWithItsValue) {
    const auto listener = world_.bus.monitor();
    ASSERT_TRUE(hears(*listener, "begin"));
    EXPECT_THAT(listener->standard_output(), Not(HasSubstr("PropertiesChanged")));
    world_.on_loop([&] { world_.daemon.rest({.reason = "x"}); });
    ASSERT_TRUE(listener->wait_for_line("member=PropertiesChanged"));
    ASSERT_TRUE(test::eventually(
        [&] { return listener->standard_output().find("\"Pauses\"") != std::string::npos; }));
    ASSERT_TRUE(hears(*listener, "end"));
    const std::string heard = listener->standard_output();
    EXPECT_EQ(times(heard, "member=PropertiesChanged"), 1U) << heard;
    EXPECT_THAT(heard, HasSubstr("\"Paused\""));
    EXPECT_THAT(heard, Not(HasSubstr("\"Schools\""))) << "it is as it was";
    EXPECT_EQ(world_.property("Paused").output, "b true\n");
}

TEST_F(BusSignalsTest, ThoseWhoMayWatchHearAndOthersDoNot) {
    if (!test::may_be_other_users()) {
        const auto own = world_.bus.monitor();
        EXPECT_TRUE(hears(*own, "begin"));
        return;
    }
    const auto stranger = world_.bus.monitor(test::bus_stranger);
    const auto watcher = world_.bus.monitor(test::bus_watcher);
    ASSERT_TRUE(hears(*watcher, "begin"));
    // Who comes and goes on the bus everybody hears: so it is known that the stranger listens.
    ASSERT_TRUE(test::eventually([&] {
        (void)world_.property("Version");
        return stranger->standard_output().find("NameOwnerChanged") != std::string::npos;
    }));
    tell(HoldCreated{"18", "1f3a9c0d2b44", GuardKind::chat, "8 of 20"});
    ASSERT_TRUE(hears(*watcher, "end"));
    EXPECT_EQ(times(watcher->standard_output(), "HoldCreated"), 1U);
    EXPECT_THAT(stranger->standard_output(), Not(HasSubstr("rosterd")));
}

TEST_F(BusSignalsTest, ALostBusIsFoundAgain) {
    world_.bus.stop();
    tell(AccountDown{"unheard", Platform::vk, ""});
    world_.bus.start();
    ASSERT_TRUE(world_.serves());
    EXPECT_TRUE(world_.call("Resync", {"s", "17"}).status.success());
    const auto listener = world_.bus.monitor();
    EXPECT_TRUE(hears(*listener, "begin"));
}

TEST(BusNameTest, ATakenNameIsTakenOverWhenItIsFree) {
    BusWorld world;
    ASSERT_TRUE(world.serve());
    const auto second = world.another_service();
    world.stop_serving();
    EXPECT_TRUE(world.serves()) << "by the second, which was refused at first";
    world.on_loop([&] { second->stop(); });
    EXPECT_FALSE(world.property("Version").status.success());
}

TEST(BusNameTest, AnInstanceHasItsOwnName) {
    BusWorld world;
    world.name = "org.rosterd.Rosterd1.north";
    ASSERT_TRUE(world.serve({.use = config::BusUse::required, .name = world.name}));
    EXPECT_EQ(world.property("Schools", test::may_be_other_users() ? test::bus_watcher : "").output,
              "u 3\n");
}

}  // namespace
}  // namespace rosterd::testing
