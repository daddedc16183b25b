// A community's token: it creates chats with their first members and invites everybody later.
#include <gmock/gmock.h>
#include <signal.h>

#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

TEST(CommunityTest, WhoLinksLaterIsInvitedByAMessageAndIsThereOnceHeJoined) {
    School school{{.poll = "1h", .community = true}};
    school.sql("UPDATE profile_link SET state = 'requested' WHERE person_id = 'g1-1'");
    school.start();
    ASSERT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(school.sandbox().calls("messages.addChatUser"), 0);
    const auto late = user_of("g1-1");
    EXPECT_EQ(school.seat("parents/c1", late), "");

    const Rooms before = school.seen();
    school.sql("UPDATE profile_link SET state = 'linked' WHERE person_id = 'g1-1'");
    ASSERT_TRUE(eventually([&] { return school.seat("parents/c1", late) == "invited"; }))
        << school.problems();
    EXPECT_TRUE(eventually([&] { return school.state() == "converged"; })) << school.problems();
    EXPECT_EQ(school.seen(), before) << "he is invited, not there";
    const auto state = school.sandbox().get("/sandbox/state");
    const auto& dialogs = state.at("dialogs").as_array();
    ASSERT_EQ(dialogs.size(), 1U);
    EXPECT_EQ(dialogs.at(0).at("to").as_int64(), late);
    const auto& messages = dialogs.at(0).at("messages").as_array();
    ASSERT_EQ(messages.size(), 1U);
    const std::string text{messages.at(0).at("text").as_string()};
    EXPECT_THAT(text, testing::HasSubstr("1А родители"));
    const auto chat = school.get("/v1/schools/1/chats/parents/c1");
    const std::string link{chat.at("invite_link").as_string()};
    EXPECT_THAT(text, testing::HasSubstr(link));

    // Asked again, he is not written to again.
    ASSERT_EQ(school.post("/v1/resync").status, 200);
    school.sandbox().act(
        {{"do", "join"}, {"chat", school.sandbox().chat("1А родители")}, {"user", late}});
    school.daemon().kill(SIGUSR1);
    EXPECT_TRUE(eventually([&] { return school.seat("parents/c1", late) == "present"; }))
        << school.problems();
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(school.sandbox().calls("messages.send"), 1);
    school.stop();
}

TEST(CommunityTest, RemovalsNeedNoInvitation) {
    School school{{.poll = "1h", .community = true}};
    ASSERT_EQ(school.once().status.code, 0);
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'");
    EXPECT_EQ(school.once().status.code, 0);
    EXPECT_EQ(school.seen(), school.expected());
    EXPECT_EQ(school.sandbox().calls("messages.send"), 0);
}

}  // namespace
}  // namespace rosterd::test
