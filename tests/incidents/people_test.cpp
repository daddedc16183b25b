// Lessons 9 to 12: administrators, edits by hand, questions asked late, and the school year.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/incidents/incident_school.hpp"

namespace rosterd::test {
namespace {

using rosterd::testing::instant;
using rosterd::testing::RosterMaker;
using rosterd::testing::since;
using rosterd::testing::until;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

/// Lesson 9. Owners were removed before their successors were appointed, and groups were left that
/// nobody could look after; a chat whose only administrator had gone could not even be moved.
TEST(Incident, NoChatLosesItsLastAdministrator) {
    IncidentSchool school{{.classes = 2, .pupils = 10}};
    school.world().account().can.create_members_max = 0;
    school.start();
    const UserId former = IncidentSchool::user_of_teacher(1);
    EXPECT_EQ(school.sent("add 1А класс").front(), "add 1А класс 1000") << "staff comes first";
    school.forget_sent();

    school.rows().end_class_teacher(IncidentSchool::class_id(1), IncidentSchool::teacher(1));
    school.journal_says();
    EXPECT_EQ(school.only_hold().guard, GuardKind::last_administrator);
    EXPECT_THAT(school.members(1), Contains(Pair(former, true)));

    school.refuses_change = [](const ChatChange& change) -> std::optional<Error> {
        if (change.kind != OperationKind::promote) return std::nullopt;
        return Error{ErrorKind::long_transient, "appointments rest"};
    };
    school.rows().class_teacher(IncidentSchool::class_id(1), IncidentSchool::teacher(2));
    school.journal_says();
    EXPECT_THAT(school.members(1), Contains(Pair(former, true)))
        << "the new one is there and may do nothing yet";
    school.refuses_change = {};
    school.minutes(30);
    EXPECT_THAT(school.sent(),
                ElementsAre("add 1А класс 2000", "promote 1А класс 2000", "remove 1А класс 1000"));
    EXPECT_THAT(school.state().holds, IsEmpty());
}

/// What the chat's page says of somebody, by the person's id or, of strangers, by the user.
std::string seat(IncidentSchool& school, int chat, std::string_view who) {
    const auto view = school.ask("/v1/schools/17/chats/class%2F" + IncidentSchool::class_id(chat));
    for (const auto& row : view.at("people").as_array()) {
        const auto* person = row.at("person").if_string();
        if ((person != nullptr && *person == who) ||
            boost::json::serialize(row.at("user")) == who) {
            return std::string{row.at("state").as_string()};
        }
    }
    return "not listed";
}

/// Lesson 10. Whoever had left was dragged back by the next run, for "left" and "was removed" were
/// one thing; guests were thrown out, and people removed from a list stayed for ever.
TEST(Incident, WhoLeftStaysOutAndAGuestIsNotOurs) {
    constexpr UserId guest = 99'999;
    IncidentSchool school{{.classes = 2, .pupils = 10}};
    const UnixSeconds tomorrow = school.world().now() + 86'400;
    school.rows().edit(IncidentSchool::chat(1), IncidentSchool::teacher(2), EditKind::add,
                       {.until = tomorrow});
    school.rows().edit(IncidentSchool::chat(1), IncidentSchool::pupil(1, 5), EditKind::remove,
                       {.until = tomorrow});
    school.start();
    const auto there = [&](UserId user) { return school.is_there(1, user); };
    EXPECT_TRUE(there(IncidentSchool::user_of_teacher(2)));
    EXPECT_FALSE(there(IncidentSchool::user_of_pupil(1, 5)));

    school.members(1).emplace(guest, false);
    school.members(1).erase(IncidentSchool::user_of_pupil(1, 1));  // he leaves by himself
    school.expel(1, 2, 2);                                         // he is removed by us
    ASSERT_TRUE(school.world().daemon().resync("17"));
    school.journal_says();
    EXPECT_EQ(seat(school, 1, "99999"), "stranger");
    EXPECT_EQ(seat(school, 1, "s1-01"), "left");
    EXPECT_FALSE(there(IncidentSchool::user_of_pupil(1, 2)));

    school.rows().enrol(IncidentSchool::class_id(1), IncidentSchool::pupil(1, 2));
    school.journal_says();
    school.restart();
    ASSERT_TRUE(school.world().daemon().resync("17"));
    school.hours(25);
    EXPECT_TRUE(there(guest));
    EXPECT_FALSE(there(IncidentSchool::user_of_pupil(1, 1))) << "not dragged back";
    EXPECT_TRUE(there(IncidentSchool::user_of_pupil(1, 2))) << "he never left by himself";
    EXPECT_FALSE(there(IncidentSchool::user_of_teacher(2))) << "her day is over";
    EXPECT_TRUE(there(IncidentSchool::user_of_pupil(1, 5))) << "his too";
}

/// Lesson 11. Nobody could say who had put owners into a group, why a guard had stayed silent, or
/// that a job had hung for weeks; the question came long after the logs were gone.
TEST(Incident, SomebodyAsksWhyAYearLater) {
    IncidentSchool school{{}};
    school.world().settings().poll = std::chrono::hours{6};
    school.start();
    for (int i = 1; i <= 8; ++i) {
        school.expel(1, i, i);
        school.rows().enrol(IncidentSchool::class_id(1), IncidentSchool::pupil(1, i),
                            until("2026-09-01"));
    }
    school.journal_says();
    school.hours(6);
    const auto explain = [&](const std::string& person) {
        return boost::json::serialize(
            school.ask("/v1/schools/17/explain?chat=class%2Fc1&person=" + person));
    };
    const Hold held = school.only_hold();
    EXPECT_THAT(explain("s1-01"), HasSubstr("waits for rosterctl approve " + held.id));
    ASSERT_TRUE(school.decide(held.id, true, "olga"));
    EXPECT_THAT(explain("s1-01"), HasSubstr(R"("released_by":"olga")"));

    school.refuses = [](std::string_view method) -> std::optional<Error> {
        if (method != "apply") return std::nullopt;
        return Error{ErrorKind::authority, "the token was withdrawn"};
    };
    school.expel(1, 9, 9);
    school.journal_says();
    school.hours(6);
    EXPECT_THAT(explain("s1-09"),
                HasSubstr("guard chat did not hold it: 1 people, the limit is 5"));
    school.refuses = {};

    school.hours(24 * 365);
    school.restart();
    const auto audit = boost::json::serialize(school.ask("/v1/audit?school=17&person=s1-01"));
    EXPECT_THAT(audit, HasSubstr(R"("operation":"remove")"));
    EXPECT_THAT(audit, HasSubstr(R"("by":"olga")"));
    EXPECT_THAT(audit, HasSubstr(R"("operation":"add")")) << "and how he came in";
    EXPECT_THAT(explain("s1-01"), HasSubstr("enrolment")) << "the row that ended";
    EXPECT_THAT(explain("s1-30"), HasSubstr("class.members: students"));
}

/// Three classes that go up a year and a new first one, of whose pupils the last has no account.
RosterMaker promoted_classes() {
    RosterMaker maker;
    const Validity before = until("2026-09-01");
    const Validity after = since("2026-09-01");
    for (int c = 1; c <= 3; ++c) {
        const std::string former = IncidentSchool::class_id(c);
        const std::string next = "n" + std::to_string(c);
        const std::string teacher = IncidentSchool::teacher(c);
        maker.school_class(former, {.name = fmt::format("{}А", c), .validity = before});
        maker.school_class(
            next, {.name = fmt::format("{}А", c + 1), .predecessor = former, .validity = after});
        maker.teacher(teacher).link(teacher, std::to_string(IncidentSchool::user_of_teacher(c)));
        maker.class_teacher(former, teacher, before).class_teacher(next, teacher, after);
        for (int i = 1; i <= 30; ++i) {
            const std::string pupil = IncidentSchool::pupil(c, i);
            maker.enrol(former, pupil, before).enrol(next, pupil, after);
            maker.link(pupil, std::to_string(IncidentSchool::user_of_pupil(c, i)));
        }
    }
    maker.school_class("f1", {.name = "1А", .validity = after}).teacher("t4").link("t4", "4000");
    maker.class_teacher("f1", "t4", after).enrol("f1", "f-01", after).enrol("f1", "f-02", after);
    return maker.link("f-01", "4001");
}

/// Lesson 12. At the turn of the year memberships were swapped, first-graders without an account
/// were forgotten, and a lesson began at the wrong hour, twice, or never ended after a crash.
TEST(Incident, FirstOfSeptember) {
    constexpr UnixSeconds vladivostok = 10 * 3'600;
    const auto local = [](const char* time) { return instant(time) - vladivostok; };
    IncidentSchool school{{.classes = 3}, local("2026-08-31T12:00:00Z"), "Asia/Vladivostok"};
    school.rows() = promoted_classes();
    school.start();
    ASSERT_THAT(school.world().account().chats(), SizeIs(3));
    const auto pupils_of_first = school.members(1);
    school.forget_sent();
    school.world().run_until(local("2026-09-01T00:10:00Z"));
    EXPECT_EQ(school.only_hold().guard, GuardKind::promotion);
    EXPECT_THAT(school.sent("rename"), IsEmpty()) << "the school decides about all of it, once";

    int answered = 0;
    school.refuses_change = [&](const ChatChange&) -> std::optional<Error> {
        if (++answered <= 1) return std::nullopt;
        return Error{ErrorKind::transient, "busy"};
    };
    ASSERT_TRUE(school.decide(school.only_hold().id, true, "olga"));
    school.restart();  // in the middle of it
    school.refuses_change = {};
    school.minutes(30);
    EXPECT_THAT(school.state().holds, IsEmpty()) << "approved once is approved";
    const auto& chats = school.world().account().chats();
    EXPECT_THAT(chats, SizeIs(4)) << "the new first class has its own";
    EXPECT_EQ(chats.at(1).title, "2А класс");
    EXPECT_EQ(chats.at(1).members, pupils_of_first);
    EXPECT_THAT(school.sent("remove"), IsEmpty());

    const auto first_class = [&] {
        return boost::json::serialize(school.ask("/v1/schools/17/chats/class%2Ff1"));
    };
    EXPECT_THAT(first_class(), HasSubstr("waiting_link"));
    school.rows().link("f-02", "4002");
    school.journal_says();
    EXPECT_THAT(school.sent("add 1А класс 4002"), SizeIs(1));

    // The school's clock, a crash at the beginning, a lost answer, and a crash at the end.
    school.world().journal().conferences()["k1"] = {.kind = ConferenceKind::video_call,
                                                    .chat = "class/n1",
                                                    .title = "Первый звонок",
                                                    .starts_at = instant("2026-09-01T08:30:00Z"),
                                                    .ends_at = instant("2026-09-01T09:10:00Z"),
                                                    .created_by = "t1"};
    school.world().run_until(local("2026-09-01T08:29:00Z"));
    EXPECT_THAT(school.world().calls().history(), IsEmpty());
    school.world().calls().lose_next_starts();
    school.minutes(2);
    school.restart();
    ASSERT_THAT(school.world().calls().history(), SizeIs(1)) << "started once";
    EXPECT_EQ(school.world().calls().history()[0].started_at, local("2026-09-01T08:30:00Z"));
    school.world().run_until(local("2026-09-01T09:00:00Z"));
    school.world().switch_off();
    school.world().run_until(local("2026-09-01T09:30:00Z"));
    EXPECT_EQ(school.world().calls().running_count(), 1U);
    school.start();
    EXPECT_EQ(school.world().calls().running_count(), 0U) << "ended by the next process";
    EXPECT_THAT(school.world().calls().history(), SizeIs(1));
}

}  // namespace
}  // namespace rosterd::test
