// kill -9 at many moments: no second chat for one key, no removal lost, and it converges.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>

#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

/// Times and again: rosterd is started, killed at a chosen moment, and the platform looked at.
class CrashTest : public testing::Test {
  protected:
    /// Starts rosterd and kills it as soon as `moment` has come. False: the platform was already as
    /// the journal says, and it never came.
    bool crash_when(School& school, const Rooms& wanted, const std::function<bool()>& moment) {
        school.launch();
        bool came = false;
        const bool over = eventually([&] {
            // In this order: what makes the platform whole may itself be the moment.
            const bool whole = school.seen() == wanted;
            came = moment();
            return came || whole;
        });
        EXPECT_TRUE(over) << "neither the moment nor the end: " << school.said();
        school.crash();
        school.sandbox().clear_faults();
        EXPECT_EQ(school.sandbox().chats_named_alike(), 0U) << "a second chat for one key";
        if (came) ++crashes_;
        return came;
    }

    /// The answer to the next call of `method` stays away; it is done at once.
    bool crash_within(School& school, const Rooms& wanted, const std::string& method) {
        const auto before = school.sandbox().calls(method);
        school.sandbox().fault({{"kind", "delay"}, {"method", method}, {"delay_ms", 60'000}});
        return crash_when(school, wanted,
                          [&, before] { return school.sandbox().calls(method) > before; });
    }

    void expect_whole(School& school, const Rooms& wanted) {
        school.start();
        EXPECT_TRUE(school.converges()) << school.problems();
        EXPECT_EQ(school.seen(), wanted);
        EXPECT_EQ(school.sandbox().chats_named_alike(), 0U);
        std::set<std::int64_t> numbers;
        const auto chats = school.get("/v1/schools/1/chats");
        for (const auto& chat : chats.at("items").as_array()) {
            EXPECT_EQ(chat.at("state").as_string(), "active");
            numbers.insert(chat.at("platform_chat").as_int64());
        }
        EXPECT_EQ(numbers.size(), wanted.size()) << "every key is bound once";
        school.stop();
    }

    int crashes_ = 0;
};

TEST_F(CrashTest, AColdStartKilledAtEveryChatMakesEachChatOnce) {
    School school{{.poll = "1h"}, small_school({.classes = 10, .pupils = 2})};
    const Rooms wanted = school.expected();
    constexpr int enough = 120;
    const std::string create = "messages.createChat";
    for (int i = 0; i < enough && school.seen() != wanted; ++i) {
        if (school.seen().size() == wanted.size()) {
            crash_within(school, wanted, "messages.setMemberRole");
            continue;
        }
        const auto before = school.sandbox().calls(create);
        if (i % 3 == 0) {  // made, and the answer still on its way
            crash_within(school, wanted, create);
            continue;
        }
        // One creation is answered, the next one hangs: so a session is never long.
        school.sandbox().fault(
            {{"kind", "delay"}, {"method", create}, {"after", 1}, {"delay_ms", 60'000}});
        const int wait_for = i % 3;  // the first just answered, perhaps not yet remembered; or both
        crash_when(school, wanted, [&, before, wait_for] {
            return school.sandbox().calls(create) >= before + wait_for;
        });
    }
    EXPECT_GE(crashes_, 25);
    expect_whole(school, wanted);
    // Everybody entered once, however often it was killed.
    std::set<Happening> seen_once;
    for (const Happening& event : school.sandbox().events_since(0)) {
        if (event.kind == "add" || event.kind == "create") {
            EXPECT_TRUE(seen_once.insert(event).second) << event;
        }
    }
}

TEST_F(CrashTest, AWaveOfRemovalsKilledAtEachLosesNone) {
    constexpr int classes = 4;
    constexpr int pupils = 4;
    School school{{.poll = "1h", .guards = wide_guards},
                  small_school({.classes = classes, .pupils = pupils + 1})};
    ASSERT_EQ(school.once().status.code, 0);
    for (int n = 1; n <= pupils; ++n) {
        for (int c = 1; c <= classes; ++c) {
            school.sql(
                fmt::format("UPDATE enrolment SET valid_to = '{}' WHERE person_id = 'p{}-{}'",
                            school_today(), c, n));
            const Rooms wanted = school.expected();
            crash_within(school, wanted, "messages.getConversationMembers");
            crash_within(school, wanted, "messages.removeChatUser");
            // Done, but rosterd does not know it: it must look again.
            const Rooms never;
            crash_within(school, never, "messages.getConversationMembers");
        }
    }
    EXPECT_GE(crashes_, 40);
    const Rooms wanted = school.expected();
    expect_whole(school, wanted);
    std::map<Happening, int> removals;
    for (const Happening& event : school.sandbox().events_since(0)) {
        if (event.kind != "remove") continue;
        EXPECT_EQ(++removals[event], 1) << event;
    }
    EXPECT_EQ(removals.size(), static_cast<std::size_t>(classes) * pupils * 4);
}

TEST_F(CrashTest, ADeadPlatformAndAKillLeaveNoDoubt) {
    School school{{.poll = "1h"}, small_school({.classes = 2, .pupils = 2})};
    const Rooms wanted = school.expected();
    // Three creations without an answer in a row, the last of them cut by a kill.
    school.sandbox().fault(
        {{"kind", "lose_answer"}, {"method", "messages.createChat"}, {"times", 2}});
    school.sandbox().fault(
        {{"kind", "delay"}, {"method", "messages.createChat"}, {"delay_ms", 60'000}});
    crash_when(school, wanted, [&] { return school.sandbox().calls("messages.createChat") >= 3; });
    EXPECT_EQ(crashes_, 1);
    expect_whole(school, wanted);
}

}  // namespace
}  // namespace rosterd::test
