// The daemon's state in PostgreSQL: what the journal's pages read there, and a server that
// restarts.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

class PostgresStoreSystemTest : public testing::Test {
  protected:
    [[nodiscard]] std::string asked(const std::string& query) {
        std::string answer = school_.postgres().psql(query + ";");
        if (answer.ends_with('\n')) answer.pop_back();
        return answer;
    }

    School school_{{.base = JournalBase::postgres, .postgres_store = true}};
};

TEST_F(PostgresStoreSystemTest, TheViewsFollowTheChatsAndTheLinks) {
    school_.start();
    ASSERT_TRUE(school_.converges()) << school_.problems();
    const auto chats = std::to_string(school_.seen().size());
    const auto active = [&] {
        return asked("SELECT count(*) FROM rosterd.chat_status WHERE state = 'active'") == chats;
    };
    EXPECT_TRUE(eventually(active));
    EXPECT_EQ(asked("SELECT state FROM rosterd.link_status WHERE person_id = 't1'"), "linked");
    const std::string before =
        asked("SELECT members FROM rosterd.chat_status WHERE chat_key = 'class/c1'");
    school_.sql("UPDATE enrolment SET valid_to = '" + school_today() +
                "' WHERE person_id = 'p1-1'");
    const auto one_less = std::to_string(std::stoi(before) - 1);
    EXPECT_TRUE(eventually([&] {
        return asked("SELECT members FROM rosterd.chat_status WHERE chat_key = 'class/c1'") ==
               one_less;
    }));
    school_.stop();
}

TEST_F(PostgresStoreSystemTest, AServerThatRestartsUnderALivingDaemonLosesNothing) {
    school_.start();
    ASSERT_TRUE(school_.converges()) << school_.problems();
    const auto wanted = school_.seen();
    for (const char* const pupil : {"p1-1", "p1-2", "p2-1"}) {
        const std::int64_t event = school_.sandbox().last_event();
        school_.sql("UPDATE enrolment SET valid_to = '" + school_today() + "' WHERE person_id = '" +
                    pupil + "'");
        school_.postgres().stop();  // somewhere between the read and the end of the work
        EXPECT_TRUE(eventually([&] { return !school_.problems().empty(); }));
        school_.postgres().start();
        EXPECT_TRUE(school_.converges()) << school_.problems();
        const auto events = school_.sandbox().events_since(event);
        EXPECT_FALSE(events.empty());
        for (const Happening& each : events) EXPECT_EQ(events.count(each), 1U) << each;
    }
    EXPECT_NE(school_.seen(), wanted);
    EXPECT_EQ(school_.problems(), "");
    EXPECT_EQ(asked("SELECT count(DISTINCT person) FROM rosterd.audit WHERE operation = 'remove' "
                    "AND outcome = 'done'"),
              "6")
        << "three pupils and their parents; each removal is in the audit";
    school_.stop();
}

TEST_F(PostgresStoreSystemTest, ARestartedServerAndAKilledDaemonLoseNothing) {
    school_.start();
    ASSERT_TRUE(school_.converges()) << school_.problems();
    school_.postgres().stop();
    school_.crash();
    school_.postgres().start();
    school_.start();
    EXPECT_TRUE(school_.converges()) << school_.problems();
    EXPECT_EQ(school_.sandbox().calls("messages.createChat"),
              static_cast<std::int64_t>(school_.seen().size()))
        << "every chat was created once";
    school_.stop();
}

}  // namespace
}  // namespace rosterd::test
