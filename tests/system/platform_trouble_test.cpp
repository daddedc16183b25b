// The platform loses answers, breaks, limits, and refuses the token.
#include <gmock/gmock.h>

#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

TEST(PlatformTroubleTest, LostAnswersMakeNoSecondChat) {
    School school{{.poll = "1h"}, small_school({.classes = 3, .pupils = 3})};
    const Rooms wanted = school.expected();
    for (const int after : {0, 2, 4, 6}) {
        school.sandbox().fault(
            {{"kind", "lose_answer"}, {"method", "messages.createChat"}, {"after", after}});
    }
    school.sandbox().fault({{"kind", "truncate"}, {"method", "messages.createChat"}, {"after", 8}});
    school.start();
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(school.sandbox().faults_waiting(), 0U) << "every fault has hit";
    EXPECT_EQ(school.sandbox().chats_named_alike(), 0U);
    EXPECT_EQ(school.seen().size(), wanted.size());
}

TEST(PlatformTroubleTest, LostAnswersOfChangesAreFoundOut) {
    School school{{.poll = "1h"}};
    ASSERT_EQ(school.once().status.code, 0);
    school.start();
    // One after the other: one call carries many changes, and one lost answer is theirs together.
    const std::string expelled =
        "UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'";
    const std::string teacher = "INSERT INTO class_teacher VALUES ('1', 'c1', 't3', NULL, NULL)";
    for (const auto& [method, change] : {std::pair{"messages.removeChatUser", expelled},
                                         std::pair{"messages.setMemberRole", teacher}}) {
        school.sandbox().fault({{"kind", "lose_answer"}, {"method", method}});
        school.sql(change);
        EXPECT_TRUE(school.converges()) << school.problems();
        EXPECT_EQ(school.sandbox().faults_waiting(), 0U) << method;
    }
    EXPECT_THAT(school.said(), testing::HasSubstr("closed without an answer"));
    school.stop();
}

TEST(PlatformTroubleTest, PassingTroublePasses) {
    School school{{.poll = "1h"}, small_school({.classes = 3, .pupils = 3})};
    for (const char* const kind : {"http_500", "html", "refuse", "truncate"}) {
        school.sandbox().fault({{"kind", kind}, {"after", 2}});
    }
    school.sandbox().fault({{"kind", "error_code"}, {"code", 6}, {"after", 1}, {"times", 3}});
    school.sandbox().fault(
        {{"kind", "error_code"}, {"code", 10}, {"method", "messages.setMemberRole"}, {"times", 2}});
    school.start();
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_EQ(school.sandbox().faults_waiting(), 0U);
    EXPECT_EQ(school.sandbox().chats_named_alike(), 0U);
}

TEST(PlatformTroubleTest, APersonWhoCannotBeAddedDoesNotStopTheOthers) {
    School school{{.poll = "1h"}};
    const auto shy = user_of("p1-1");
    school.sandbox().user({{"user", shy}, {"privacy", "nobody"}});
    Rooms wanted;
    for (Room room : school.expected()) {
        room.members.erase(shy);
        wanted.insert(std::move(room));
    }
    school.start();
    EXPECT_TRUE(eventually([&] {
        return school.state() == "converged" && school.seen() == wanted;
    })) << school.problems();
    EXPECT_EQ(school.seat("class/c1", shy), "parked");
}

TEST(PlatformTroubleTest, ADeadTokenIsSaidAndALivingOneIsTakenUp) {
    School school;
    ASSERT_EQ(school.once().status.code, 0);
    school.sandbox().fault({{"kind", "token_dead"}});
    school.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = 'p1-1'");
    school.start();
    const auto account = [&] { return school.get("/v1/status").at("accounts").at(0); };
    EXPECT_TRUE(eventually([&] { return account().at("state").as_string() == "stopped"; }));
    EXPECT_THAT(std::string{account().at("reason").as_string()}, testing::HasSubstr("error 5"));
    // Whoever follows the account's events may find the token dead before the school's pass does.
    EXPECT_TRUE(eventually([&] { return school.state() == "failed"; })) << school.state();
    EXPECT_THAT(school.problems(), testing::HasSubstr("token"));
    school.sandbox().clear_faults();
    EXPECT_TRUE(school.converges()) << school.problems();
    EXPECT_NE(account().at("state").as_string(), "stopped");
}

TEST(PlatformTroubleTest, AWrongTokenFailsAndTheRightOneAfterARestartWorks) {
    School school;
    school.write_token("n0t-the-right-0ne");
    const auto wrong = school.once();
    EXPECT_EQ(wrong.status.code, 1);
    EXPECT_THAT(wrong.error, testing::HasSubstr("error 5"));
    EXPECT_THAT(wrong.error, testing::Not(testing::HasSubstr("n0t-the-right-0ne")));
    EXPECT_TRUE(school.seen().empty());
    school.write_token(service_token);
    EXPECT_EQ(school.once().status.code, 0);
    EXPECT_EQ(school.seen(), school.expected());
}

}  // namespace
}  // namespace rosterd::test
