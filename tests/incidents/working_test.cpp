// Lessons 4, 6 and 8: what one bad item stops, what a lost answer makes, and who waits for whom.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <map>
#include <set>
#include <string>

#include "tests/incidents/incident_school.hpp"

namespace rosterd::test {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

/// Lesson 4. One person who had blocked the organisation kept every later team from being served,
/// run after run, without a useful word; another tool reset its count of errors and said "success".
TEST(Incident, OneWhoBlocksTheSchoolStopsNobody) {
    IncidentSchool school{{.classes = 3, .pupils = 10}};
    school.world().account().can.create_members_max = 0;  // everybody is added one by one
    const UserId blocker = IncidentSchool::user_of_pupil(1, 1);
    int asked = 0;
    std::set<UnixSeconds> tries;  // of the bad chat
    bool blocks = true;
    school.refuses_change = [&](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::add) return std::nullopt;
        asked += change.user == blocker ? 1 : 0;
        if (change.user == blocker && blocks) {
            return Error{ErrorKind::permanent_person, "he allows nobody to add him"};
        }
        if (change.chat == 2 && blocks) {
            tries.insert(school.world().now());
            return Error{ErrorKind::permanent_chat, "the account has no rights here"};
        }
        return std::nullopt;
    };
    school.start();
    EXPECT_EQ(school.members(1).size(), 10U) << "everybody but him";
    EXPECT_EQ(school.members(3).size(), 11U) << "and the chats after the bad one";
    const Parked* his = school.state().memory.history.parked_at(IncidentSchool::chat(1), blocker);
    ASSERT_NE(his, nullptr);
    EXPECT_EQ(his->reason, "he allows nobody to add him");
    ASSERT_NE(school.state().memory.history.parked_at(IncidentSchool::chat(2), 0), nullptr);
    EXPECT_GE(school.world().daemon().totals().failed, 2U) << "failures are counted as such";
    const std::string seen = boost::json::serialize(school.ask("/v1/schools/17/chats/class%2Fc1"));
    EXPECT_THAT(seen, ::testing::HasSubstr("\"parked\""));

    school.hours(24);
    EXPECT_GE(asked, 3) << "there is a way back";
    EXPECT_LE(asked, 6) << "and nobody is pestered";
    EXPECT_GE(tries.size(), 6U) << "eleven refusals of one try are one";
    EXPECT_LE(tries.size(), 12U);
    blocks = false;
    school.hours(24);
    EXPECT_THAT(school.members(1), Contains(Key(blocker)));
    EXPECT_EQ(school.members(2).size(), 11U);
    EXPECT_EQ(school.state().last_end, PassEnd::converged);
}

/// Lesson 6. One group in twenty was made twice: the answer to its creation was lost or came late,
/// or the process died before it wrote the number down, and the next run made another.
TEST(Incident, ATimedOutCreationMakesOneChat) {
    const Error no_answer{ErrorKind::unknown_outcome, "no answer within ten seconds"};
    const auto create = [](IncidentSchool& school) {
        const auto kept = school.world().store().load("17", "main", school.world().now());
        EXPECT_THAT(kept->intents, SizeIs(1)) << "written down before it is asked for";
        school.world().account().created_unheard(
            IncidentSchool::title(1),
            {IncidentSchool::user_of_pupil(1, 1), IncidentSchool::user_of_pupil(1, 2)});
    };
    const auto expect_one_chat = [](IncidentSchool& school) {
        school.minutes(20);
        EXPECT_THAT(school.world().account().chats(), SizeIs(1));
        EXPECT_EQ(school.members(1).size(), 4U);
        EXPECT_TRUE(school.members(1).at(IncidentSchool::user_of_teacher(1)));
        EXPECT_EQ(school.state().last_end, PassEnd::converged);
    };
    {
        SCOPED_TRACE("the answer is lost");
        IncidentSchool school{{.pupils = 3}};
        bool lost = false;
        school.refuses = [&](std::string_view method) -> std::optional<Error> {
            if (lost || method != "create_chat") return std::nullopt;
            lost = true;
            create(school);
            return no_answer;
        };
        school.start();
        ASSERT_TRUE(lost);
        expect_one_chat(school);
    }
    {
        SCOPED_TRACE("the request is carried out when nobody waits for it any more");
        IncidentSchool school{{.pupils = 3}};
        bool asked = false;
        school.refuses = [&](std::string_view method) -> std::optional<Error> {
            if (asked || method != "create_chat") return std::nullopt;
            asked = true;
            return no_answer;
        };
        school.world().switch_on();
        ASSERT_TRUE(asked);
        school.world().run_until(school.world().now() + 5);
        create(school);
        expect_one_chat(school);
    }
    {
        SCOPED_TRACE("the process dies before it knows the number");
        IncidentSchool school{{.pupils = 3}};
        bool dead = false;
        school.refuses = [&](std::string_view method) -> std::optional<Error> {
            if (dead || method != "create_chat") return std::nullopt;
            create(school);
            dead = true;
            return no_answer;
        };
        school.world().store().fault = [&](std::string_view) -> std::optional<Error> {
            if (!dead) return std::nullopt;
            return Error{ErrorKind::transient, "store: the process is dead"};
        };
        school.start();
        ASSERT_TRUE(dead);
        school.world().switch_off();
        school.world().store().fault = {};
        school.start();
        expect_one_chat(school);
    }
}

/// Lesson 8. Each September a directory fell weeks behind its source, and those who were to leave
/// waited behind all who came; a tool that was told to slow down called again at once, without end.
TEST(Incident, SeptemberDoesNotStarveTheExpelled) {
    constexpr int adds_an_hour = 50;
    IncidentSchool school{{.classes = 10, .pupils = 25}};
    school.world().account().can.create_members_max = 0;
    std::map<UnixSeconds, int> added;  // by hour
    school.refuses_change = [&](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::add) return std::nullopt;
        if (added[school.world().now() / 3'600]++ < adds_an_hour) return std::nullopt;
        return Error{ErrorKind::long_transient, "flood control"};
    };
    std::map<std::string, std::size_t, std::less<>> asked;
    school.refuses = [&](std::string_view method) -> std::optional<Error> {
        ++asked[std::string{method}];
        return std::nullopt;
    };
    school.start();
    school.hours(2);
    const std::size_t there = school.sent("add").size();
    ASSERT_LT(there, 200U) << "most of September is still to come";
    ASSERT_THAT(school.members(1), Contains(Key(IncidentSchool::user_of_pupil(1, 1))));
    school.expel(1, 1, 1);
    school.journal_says();
    school.minutes(10);
    EXPECT_THAT(school.members(1), Not(Contains(Key(IncidentSchool::user_of_pupil(1, 1)))));
    EXPECT_LT(school.sent("add").size(), 250U) << "he did not wait for the others";

    const std::size_t reads = asked["read_members"];
    EXPECT_LE(reads, 3U) << "chats are read when somebody is to leave them, all of them at once";
    school.hours(5);
    EXPECT_THAT(school.sent("add"), SizeIs(10 * 26)) << "their teachers too";
    EXPECT_EQ(school.state().last_end, PassEnd::converged);
    EXPECT_LT(asked["apply"], 100U) << "who is told to wait waits";

    IncidentSchool small{{.pupils = 3}};  // one request holds its people and the appointment
    small.world().account().can.create_members_max = 0;
    bool rests = true;
    small.refuses_change = [&](const ChatChange& change) -> std::optional<Error> {
        if (!rests || change.kind != OperationKind::add) return std::nullopt;
        return Error{ErrorKind::long_transient, "flood control"};
    };
    small.start();
    rests = false;
    small.minutes(20);
    EXPECT_EQ(small.members(1).size(), 4U) << "nobody was parked for what he could not help";
}

}  // namespace
}  // namespace rosterd::test
