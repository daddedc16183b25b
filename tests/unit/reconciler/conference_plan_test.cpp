// What journal, timetable and rules make of a row: its chat, times, people, keys and objections.
#include "reconciler/conference_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/conference_book.hpp"
#include "tests/unit/reconciler/conference_school.hpp"

namespace rosterd::testing {
namespace {

using enum ConferenceKind;
using Names = std::vector<std::string>;

/// Everybody's chats are on the platform, one row c1 for a lesson of history.
ConferenceSchool lesson_of_history() {
    ConferenceSchool school;
    school.lessons["l1"] = {};
    school.rows["c1"] = {.chat = "subject/hist", .lesson = "l1", .created_by = "t1"};
    return school;
}

// --- chat ----------------------------------------------------------------------------------------

TEST(ConferencePlanTest, TheChatIsTheRowsElseThatOfTheLessonsGroup) {
    ConferenceSchool school = lesson_of_history();
    EXPECT_EQ(school.plan("c1").chat, "subject/hist");
    school.rows["c1"].chat = "class/7v";
    EXPECT_EQ(school.plan("c1").chat, "class/7v");
    school.rows["c1"].chat = "";
    EXPECT_EQ(school.plan("c1").chat, "subject/hist");
    school.rows["c1"].lesson = "";
    const PlannedConference nowhere = school.plan("c1");
    EXPECT_EQ(nowhere.chat, "");
    EXPECT_EQ(nowhere.objection, "conference_needs_chat");
    EXPECT_EQ(nowhere.people, 0U);
}

TEST(ConferencePlanTest, ARowIsTakenOverFieldByField) {
    ConferenceSchool school = lesson_of_history();
    school.rows["c1"].title = "Контрольная";
    school.rows["c1"].finish_requested_at = 5;
    PlannedConference wanted{.id = "c1", .chat = "subject/hist", .lesson = "l1"};
    wanted.title = "Контрольная";
    wanted.subject = "История";
    wanted.classes = "7В";
    wanted.creator = "t1";
    wanted.local_starts = clock_time(14);
    wanted.local_ends = clock_time(14, 45);
    wanted.starts = moscow(clock_time(14));
    wanted.ends = moscow(clock_time(14, 45));
    wanted.times = {clock_time(14), clock_time(14, 45), clock_time(14), clock_time(14, 45)};
    wanted.exclusive = {"class/7v"};
    wanted.people = 4;
    wanted.finish_requested_at = 5;
    EXPECT_EQ(school.plan("c1"), wanted);
}

TEST(ConferencePlanTest, PlansAreSortedAndTheDeletedAreAmongThem) {
    ConferenceSchool school;
    school.rows["b"] = {};
    school.rows["a"] = {.deleted_at = 5};
    const auto plans = school.plans();
    ASSERT_EQ(plans.size(), 2U);
    EXPECT_TRUE(plans[0].deleted);
    EXPECT_EQ(plans[1].id, "b");
}

// --- times ---------------------------------------------------------------------------------------

TEST(ConferenceTimesTest, R125AConferenceFollowsItsLesson) {
    ConferenceSchool school = lesson_of_history();
    school.plans();
    school.lessons["l1"].starts = clock_time(15);
    school.lessons["l1"].ends = clock_time(15, 40);
    for (int read = 0; read < 2; ++read) {
        const PlannedConference moved = school.plan("c1");
        EXPECT_EQ(moved.local_starts, clock_time(15)) << "read " << read;
        EXPECT_EQ(moved.local_ends, clock_time(15, 40));
        EXPECT_EQ(moved.starts, moscow(clock_time(15)));
    }
}

TEST(ConferenceTimesTest, R125OneWhoseTimesWereEditedDoesNot) {
    ConferenceSchool school = lesson_of_history();
    school.rows["c1"].ends = clock_time(15);
    school.plans();
    school.lessons["l1"].starts = clock_time(10);
    school.lessons["l1"].ends = clock_time(10, 45);
    const PlannedConference plan = school.plan("c1");
    EXPECT_EQ(plan.local_starts, clock_time(14));
    EXPECT_EQ(plan.local_ends, clock_time(15));
}

TEST(ConferenceTimesTest, AnEditAfterTheFirstReadCountsToo) {
    ConferenceSchool school = lesson_of_history();
    school.plans();
    school.rows["c1"].starts = clock_time(14, 10);
    EXPECT_EQ(school.plan("c1").local_starts, clock_time(14, 10));
    school.lessons["l1"].starts = clock_time(10);
    EXPECT_EQ(school.plan("c1").local_starts, clock_time(14, 10));
}

TEST(ConferenceTimesTest, ARowThatMovedWithItsLessonFollowsOn) {
    ConferenceSchool school = lesson_of_history();
    school.plans();
    school.lessons["l1"].starts = school.rows["c1"].starts = clock_time(15);
    school.lessons["l1"].ends = school.rows["c1"].ends = clock_time(15, 45);
    EXPECT_EQ(school.plan("c1").local_starts, clock_time(15));
    school.lessons["l1"].starts = clock_time(9);
    school.lessons["l1"].ends = clock_time(9, 45);
    EXPECT_EQ(school.plan("c1").local_starts, clock_time(9));
}

TEST(ConferenceTimesTest, AnotherLessonIsLookedAtAnew) {
    ConferenceSchool school = lesson_of_history();
    school.lessons["l2"] = {.starts = clock_time(16), .ends = clock_time(16, 45)};
    school.plans();
    school.rows["c1"].lesson = "l2";
    EXPECT_EQ(school.plan("c1").local_starts, clock_time(14))
        << "its times are not those of the lesson that it has now";
}

TEST(ConferenceTimesTest, WhatTheBookKeepsIsEnoughToFollow) {
    ConferenceSchool school = lesson_of_history();
    const UnixSeconds now = moment_now().now;
    std::vector<ConferenceRecord> records;
    for (const LocalSeconds at : {clock_time(14), clock_time(15), clock_time(16)}) {
        school.lessons["l1"].starts = at;
        school.lessons["l1"].ends = at + quarter;
        school.known = records;
        if (at != clock_time(14)) {
            EXPECT_EQ(school.build().world.roster.conferences.at(0).starts_at, clock_time(14));
        } else {
            school.rows["c1"].ends = at + quarter;
        }
        const auto plans = plan_conferences(school.build().asked());
        static_cast<void>(take_over({plans, {}, true}, 1, now, records));
        EXPECT_EQ(records.at(0).plan.local_starts, at);
        EXPECT_EQ(records.at(0).plan.local_ends, at + quarter);
    }
}

TEST(ConferenceTimesTest, AnHourThatTheClockSkipsKeepsTheLength) {
    ConferenceSchool school = lesson_of_history();
    const UnixSeconds gap = moscow(clock_time(15));
    school.instant_of = [gap](LocalSeconds time) { return std::max(gap, moscow(time)); };
    const PlannedConference inside = school.plan("c1");
    EXPECT_EQ(inside.starts, gap);
    EXPECT_EQ(inside.ends, gap + 3 * quarter);
    EXPECT_EQ(inside.local_ends, clock_time(14, 45)) << "the clock's words stay";
    school.rows["c1"].ends = clock_time(15, 30);
    EXPECT_EQ(school.plan("c1").ends, moscow(clock_time(15, 30))) << "only its start was skipped";
}

TEST(ConferenceTimesTest, ALostLessonKeepsTheTimesThatWereKnown) {
    ConferenceSchool school;
    school.lessons["l1"] = {};
    school.scenario.own.conferences = {{.number = 1, .lesson = "l1"}};
    const PlannedConference before = school.plan("own-1");
    EXPECT_EQ(before.local_starts, clock_time(14));
    school.lessons.clear();
    const PlannedConference lost = school.plan("own-1");
    EXPECT_TRUE(lost.lesson_cancelled);
    EXPECT_EQ(lost.starts, before.starts) << "and not in 1970";
    EXPECT_EQ(lost.local_ends, before.local_ends);
}

TEST(ConferenceTimesTest, ACancelledLessonSaysSo) {
    ConferenceSchool school = lesson_of_history();
    EXPECT_FALSE(school.plan("c1").lesson_cancelled);
    school.lessons["l1"].cancelled = true;
    EXPECT_TRUE(school.plan("c1").lesson_cancelled);
}

// --- objections ----------------------------------------------------------------------------------

struct Objected {
    std::string name;
    std::function<void(ConferenceSchool&)> given;
    std::string objection;
};
class ConferenceObjectionTest : public ::testing::TestWithParam<Objected> {};

TEST_P(ConferenceObjectionTest, IsTheFirstThatApplies) {
    ConferenceSchool school = lesson_of_history();
    GetParam().given(school);
    EXPECT_EQ(school.plan("c1").objection, GetParam().objection);
}

ConferenceRule& rule(ConferenceSchool& school) {
    return school.scenario.profile.conferences;
}
RowFacts& row(ConferenceSchool& school) {
    return school.rows["c1"];
}
void delete_chat(ConferenceSchool& school, const std::string& group) {
    school.scenario.journal.request("r1",
                                    {.kind = ChatKind::subject, .about = group, .deleted_at = 20});
}
void on_request(ConferenceSchool& school) {
    rule_of(school.scenario.profile, ChatKind::subject).created = Creation::by_hand;
}

INSTANTIATE_TEST_SUITE_P(
    Table, ConferenceObjectionTest,
    ::testing::Values(
        Objected{"None", [](auto&) {}, ""},
        Objected{"UnknownChat", [](auto& s) { row(s).chat = "subject/none"; },
                 "conference_needs_chat"},
        Objected{"DeletedChat", [](auto& s) { delete_chat(s, "hist"); }, "chat_is_deleted"},
        Objected{"ChatNotAskedFor", [](auto& s) { on_request(s); }, "conference_needs_chat"},
        Objected{"ChatNotAskedForButThere",
                 [](auto& s) {
                     on_request(s);
                     s.active_chats = {"subject/hist"};
                 },
                 ""},
        Objected{"VideoCallWithALesson", [](auto& s) { row(s).kind = video_call; },
                 "lesson_not_allowed"},
        Objected{"VideoCallWithoutOne",
                 [](auto& s) {
                     row(s).kind = video_call;
                     row(s).lesson = "";
                 },
                 ""},
        Objected{"LessonNeededInASubjectChat", [](auto& s) { row(s).lesson = ""; },
                 "lesson_needed"},
        Objected{"NotNeededInAClassChat",
                 [](auto& s) {
                     row(s).lesson = "";
                     row(s).chat = "class/7v";
                 },
                 ""},
        Objected{"NeededAlways",
                 [](auto& s) {
                     rule(s).needs_lesson = LessonNeed::always;
                     row(s).lesson = "";
                     row(s).chat = "class/7v";
                 },
                 "lesson_needed"},
        Objected{"NeverNeeded",
                 [](auto& s) {
                     rule(s).needs_lesson = LessonNeed::never;
                     row(s).lesson = "";
                 },
                 ""},
        Objected{"LessonOfAnotherGroup", [](auto& s) { row(s).chat = "subject/alg"; },
                 "lesson_of_another_group"},
        Objected{"ALessonInTheClassChat", [](auto& s) { row(s).chat = "class/7v"; }, ""},
        Objected{"CreatorNotLinked", [](auto& s) { s.scenario.journal.unlink("t1"); },
                 "creator_not_linked"},
        Objected{"AnybodyMayCreate",
                 [](auto& s) {
                     rule(s).creator = ConferenceCreator::anybody;
                     s.scenario.journal.unlink("t1");
                 },
                 ""},
        Objected{"CreatorLeftTheSchool",
                 [](auto& s) { s.scenario.journal.unlink("t1").end_staff("t1"); }, ""},
        Objected{"NobodyCreatedIt", [](auto& s) { row(s).created_by = ""; }, ""},
        Objected{"ChatBeforeLessonBeforeCreator",
                 [](auto& s) {
                     s.scenario.journal.unlink("t1");
                     row(s).lesson = "";
                 },
                 "lesson_needed"},
        Objected{"ChatFirst",
                 [](auto& s) {
                     s.scenario.journal.unlink("t1");
                     row(s).lesson = "";
                     delete_chat(s, "hist");
                 },
                 "chat_is_deleted"}),
    [](const auto& row) { return row.param.name; });

TEST(ConferenceObjectionTest, R141ALessonHasOneConference) {
    ConferenceSchool school = lesson_of_history();
    school.rows["c2"] = school.rows["c1"];
    EXPECT_EQ(school.plan("c1").objection, "");
    EXPECT_EQ(school.plan("c2").objection, "lesson_has_conference");
    school.rows["c1"].deleted_at = 5;
    EXPECT_EQ(school.plan("c2").objection, "");
    EXPECT_EQ(school.plan("c1").objection, "") << "a deleted one is not judged";
}

TEST(ConferenceObjectionTest, R141TheOneThatWasStartedKeepsTheLesson) {
    ConferenceSchool school = lesson_of_history();
    school.rows["c0"] = school.rows["c2"] = school.rows["c1"];
    school.plans();
    school.known[1].start_asked_at = 5;
    const auto plans = plan_conferences(school.build().asked());
    EXPECT_EQ(plans.at(0).objection, "lesson_has_conference");
    EXPECT_EQ(plans.at(1).objection, "");
    EXPECT_EQ(plans.at(2).objection, "lesson_has_conference");
}

TEST(ConferenceObjectionTest, R141AVideoCallTakesNoLessonAway) {
    ConferenceSchool school = lesson_of_history();
    school.rows["c0"] = school.rows["c1"];
    school.rows["c0"].kind = video_call;
    EXPECT_EQ(school.plan("c0").objection, "lesson_not_allowed");
    EXPECT_EQ(school.plan("c1").objection, "") << "what may not have a lesson holds none";
}

// --- participants --------------------------------------------------------------------------------

struct Held {
    std::string name;
    ConferenceKind kind;
    std::string chat;
    Names chosen;
    Names people;
};
class ParticipantsTest : public ::testing::TestWithParam<Held> {};

TEST_P(ParticipantsTest, AreThoseOfTheChatOrAPart) {
    ConferenceSchool school;
    school.scenario.journal.request("r1", {.title = "Поход", .created_by = "t1"});
    for (const char* each : {"s1", "p2", "t2"}) school.scenario.journal.chosen("r1", each);
    school.scenario.journal.guardian("t2", "s1");
    school.rows["c1"] = {
        .kind = GetParam().kind, .chat = GetParam().chat, .people = GetParam().chosen};
    EXPECT_EQ(school.people("c1"), GetParam().people);
    EXPECT_EQ(school.plan("c1").people, GetParam().people.size());
}

INSTANTIATE_TEST_SUITE_P(
    R128, ParticipantsTest,
    ::testing::Values(
        Held{"Class", online_lesson, "class/7v", {}, {"s1", "s2", "s3", "t1"}},
        Held{"ChosenOnes", online_lesson, "class/7v", {"s3", "t1"}, {"s3", "t1"}},
        Held{"NobodyFromOutside", online_lesson, "class/7v", {"s1", "s8", "head"}, {"s1"}},
        Held{"ParentsInTheirVideoCall",
             video_call,
             "parents/7v",
             {},
             {"p1", "p2", "p3", "t1", "t2"}},
        Held{"ChosenParents", video_call, "parents/7v", {"p2"}, {"p2"}},
        Held{"StaffOnlyInAParentsLesson", online_lesson, "parents/7v", {}, {"t1", "t2"}},
        Held{"NoParentsElsewhere", video_call, "custom/r1", {}, {"s1", "t1", "t2"}},
        Held{"UnknownChat", video_call, "custom/none", {}, {}}),
    [](const auto& row) { return row.param.name; });

// --- keys ----------------------------------------------------------------------------------------

Names keys_of(const std::string& chat, CallExclusivity exclusivity) {
    ConferenceSchool school;
    school.scenario.journal.group(
        "elective", {.subject = "Шахматы", .classes = {"8a", "7v"}, .teachers = {"t1"}});
    school.scenario.journal.request("r1", {.title = "Поход"});
    school.scenario.profile.conferences.exclusive_per = exclusivity;
    school.rows["c1"] = {.kind = video_call, .chat = chat};
    return school.plan("c1").exclusive;
}

TEST(ExclusiveKeysTest, R134ACallPerClass) {
    constexpr auto per = CallExclusivity::school_class;
    EXPECT_EQ(keys_of("class/7v", per), Names{"class/7v"});
    EXPECT_EQ(keys_of("subject/hist", per), Names{"class/7v"});
    EXPECT_EQ(keys_of("subject/elective", per), (Names{"class/7v", "class/8a"}));
    EXPECT_EQ(keys_of("parents/7v", per), Names{"parents/7v"}) << "parents are not their class";
    EXPECT_EQ(keys_of("staff", per), Names{"staff"});
    EXPECT_EQ(keys_of("custom/r1", per), Names{"custom/r1"});
    EXPECT_EQ(keys_of("", per), Names{});
}

TEST(ExclusiveKeysTest, Q10ACallPerChatOrNoLimit) {
    for (const char* chat : {"class/7v", "subject/hist", "subject/elective", "parents/7v"}) {
        EXPECT_EQ(keys_of(chat, CallExclusivity::group), Names{chat});
        EXPECT_EQ(keys_of(chat, CallExclusivity::none), Names{});
    }
}

TEST(ExclusiveKeysTest, AGroupOfSeveralClassesNamesThemAll) {
    ConferenceSchool school;
    school.scenario.journal.group("elective", {.classes = {"8a", "7v"}, .teachers = {"t1"}});
    school.rows["c1"] = {.kind = video_call, .chat = "subject/elective"};
    const std::string classes = school.plan("c1").classes;
    EXPECT_EQ(classes, "7В, 8a");
}

}  // namespace
}  // namespace rosterd::testing
