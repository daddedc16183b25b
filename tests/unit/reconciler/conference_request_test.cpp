// What people ask of conferences by hand: who may, what is kept, and every refusal by its code.
#include "reconciler/conference_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "reconciler/conference_book.hpp"
#include "tests/unit/reconciler/conference_school.hpp"

namespace rosterd::testing {
namespace {

using enum ConferenceVerb;
using Names = std::vector<std::string>;
using ::testing::ElementsAre;

const UnixSeconds now = moment_now().now;

/// conference_school.hpp's school at noon, with a lesson of each group, a journal's row c1 for the
/// one of history, and an own video call own-1 of class 7v by t1.
struct Office {
    ConferenceSchool school{};
    std::vector<ConferenceRecord> records{};

    Office() {
        school.lessons["alg1"] = {.group = "alg"};
        school.lessons["hist1"] = {};
        school.lessons["hist2"] = {.starts = clock_time(16), .ends = clock_time(16, 45)};
        school.lessons["over"] = {.starts = clock_time(8), .ends = clock_time(8, 45)};
        school.rows["c1"] = {.chat = "subject/hist", .lesson = "hist1", .created_by = "t1"};
        school.scenario.own.conferences = {{.number = 1,
                                            .kind = ConferenceKind::video_call,
                                            .chat = "class/7v",
                                            .starts_at = clock_time(17),
                                            .ends_at = clock_time(18),
                                            .created_by = "t1"}};
        plan();
    }
    void plan() {
        records.clear();
        for (const PlannedConference& each : school.plans()) records.push_back({.plan = each});
    }
    ConferenceRecord& record(const std::string& id) { return *find_conference(records, id); }

    Result<ConferenceDecision> ask(const ConferenceRequest& request) {
        school.build();
        const Evaluated& world = school.world;
        const HandState hand{{world.roster, world.in_force, world.profile, world.desired},
                             world.links,
                             school.scenario.own,
                             school.scenario.moment,
                             school.scenario.initialised,
                             1};
        return decide_conference({hand, records, school.active_chats, school.instant_of, 2},
                                 request);
    }
    /// The code of the refusal, else the kind of the error, else "".
    std::string refusal(const ConferenceRequest& request) {
        const auto decided = ask(request);
        if (decided) return "";
        return decided.error().code.empty() ? std::string{to_string(decided.error().kind)}
                                            : std::string{decided.error().code};
    }
};

ConferenceRequest a_lesson(std::string actor = "t1") {
    return {.verb = create, .actor = std::move(actor), .chat = "subject/hist", .lesson = "hist2"};
}
ConferenceRequest a_call(std::string actor = "t1", std::string chat = "class/7v") {
    return {.verb = create,
            .actor = std::move(actor),
            .kind = ConferenceKind::video_call,
            .chat = std::move(chat),
            .starts = clock_time(19),
            .ends = clock_time(20)};
}
ConferenceRequest of(ConferenceVerb verb, std::string conference, std::string actor = "") {
    return {.verb = verb, .actor = std::move(actor), .conference = std::move(conference)};
}

std::vector<MessageId> told(const ConferenceDecision& decision) {
    std::vector<MessageId> messages;
    for (const HandNotice& notice : decision.notices) messages.push_back(notice.message);
    return messages;
}

TEST(DecideConferenceTest, ALessonIsPlannedAsTheTimetableHasIt) {
    Office office;
    ConferenceRequest request = a_lesson();
    request.title = "Контрольная";
    request.people = {{"s2", "s1", "s2", "t1"}};
    const auto decided = office.ask(request);
    ASSERT_TRUE(decided) << decided.error().what;
    EXPECT_EQ(decided->conference, "own-2");
    const OwnConference wanted{.number = 2,
                               .chat = "subject/hist",
                               .lesson = "hist2",
                               .title = "Контрольная",
                               .created_by = "t1",
                               .created_at = now,
                               .people = {"s1", "s2", "t1"}};
    EXPECT_THAT(decided->change.conferences, ElementsAre(wanted)) << "somebody named twice once";
    EXPECT_EQ(decided->plan.local_starts, clock_time(16));
    EXPECT_EQ(decided->plan.people, 3U);
    EXPECT_THAT(told(*decided), ElementsAre(MessageId::conference_runs_by_itself));
}

TEST(DecideConferenceTest, ALessonAloneTellsItsChat) {
    Office office;
    ConferenceRequest request = a_lesson();
    request.chat.reset();
    const auto decided = office.ask(request);
    ASSERT_TRUE(decided) << decided.error().what;
    EXPECT_EQ(decided->plan.chat, "subject/hist");
}

TEST(DecideConferenceTest, R019TheUnlinkedAreNamed) {
    Office office;
    const auto decided = office.ask(a_call());
    ASSERT_TRUE(decided) << decided.error().what;
    ASSERT_EQ(decided->notices.size(), 2U);
    for (const HandNotice& notice : decided->notices) {
        if (notice.message != MessageId::unlinked_members) continue;
        EXPECT_EQ(notice.people, Names{"s3"});
    }
}

struct Refused {
    std::string name;
    std::function<void(Office&, ConferenceRequest&)> given;
    std::string code;
};
class RefusedCreationTest : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedCreationTest, SaysWhy) {
    Office office;
    ConferenceRequest request = a_lesson();
    GetParam().given(office, request);
    EXPECT_EQ(office.refusal(request), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedCreationTest,
    ::testing::Values(
        Refused{"Nothing", [](auto&, auto&) {}, ""},
        Refused{"UnknownActor", [](auto&, auto& r) { r.actor = "ghost"; }, "not_found"},
        Refused{"UnknownLesson", [](auto&, auto& r) { r.lesson = "ghost"; }, "not_found"},
        Refused{"UnknownChat", [](auto&, auto& r) { r.chat = "class/0"; }, "not_found"},
        Refused{"UnknownPerson", [](auto&, auto& r) { r.people = {{"ghost"}}; }, "not_found"},
        Refused{"StartWithoutEnd", [](auto&, auto& r) { r.starts = clock_time(16); },
                "invalid_input"},
        Refused{"NoTimeAtAll", [](auto&, auto& r) { r.lesson.reset(); },
                "conference_time_unsuitable"},
        Refused{"NoChat", [](auto&, auto& r) { r = a_call("", ""); }, "conference_needs_chat"},
        Refused{"R124LessonNeeded",
                [](auto&, auto& r) {
                    r = a_call("t1", "subject/hist");
                    r.kind = ConferenceKind::online_lesson;
                },
                "lesson_needed"},
        Refused{"R124LessonOfACall", [](auto&, auto& r) { r.kind = ConferenceKind::video_call; },
                "lesson_not_allowed"},
        Refused{"R124AnotherGroup", [](auto&, auto& r) { r.lesson = "alg1"; },
                "lesson_of_another_group"},
        Refused{"R141LessonTaken", [](auto&, auto& r) { r.lesson = "hist1"; },
                "lesson_has_conference"},
        Refused{"R137LessonOver", [](auto&, auto& r) { r.lesson = "over"; }, "lesson_over"},
        Refused{"R137LessonCancelled",
                [](auto& o, auto&) { o.school.lessons["hist2"].cancelled = true; }, "lesson_over"},
        Refused{"R122ChatNotThere",
                [](auto& o, auto&) {
                    rule_of(o.school.scenario.profile, ChatKind::subject).created =
                        Creation::by_hand;
                },
                "conference_needs_chat"},
        Refused{"EndsBeforeItStarts",
                [](auto&, auto& r) {
                    r.starts = clock_time(17);
                    r.ends = clock_time(16);
                },
                "conference_time_unsuitable"},
        Refused{"LongerThanADay",
                [](auto&, auto& r) {
                    r.starts = clock_time(17);
                    r.ends = clock_time(41) + 1;
                },
                "conference_time_unsuitable"},
        Refused{"InMoreThanAYear",
                [](auto&, auto& r) {
                    r.starts = clock_time(24 * 367);
                    r.ends = clock_time(24 * 367 + 1);
                },
                "conference_time_unsuitable"},
        Refused{"TitleTooLong", [](auto&, auto& r) { r.title = std::string(129, 'x'); },
                "title_unsuitable"},
        Refused{"TitleLongEnough", [](auto&, auto& r) { r.title = std::string(128, 'x'); }, ""},
        Refused{"NotOfTheChat", [](auto&, auto& r) { r.people = {{"s1", "s8"}}; }, "not_a_member"}),
    [](const auto& row) { return row.param.name; });

struct Actor {
    std::string name;
    std::string actor;
    std::string chat;
    ConferenceCreator creator;
    std::string code;
};
class ConferenceActorTest : public ::testing::TestWithParam<Actor> {};

TEST_P(ConferenceActorTest, MayPlanInTheChatOrIsToldWhyNot) {
    Office office;
    office.school.scenario.journal.unlink("t2");
    office.school.scenario.profile.conferences.creator = GetParam().creator;
    office.school.scenario.profile.conferences.needs_lesson = LessonNeed::never;
    EXPECT_EQ(office.refusal(a_call(GetParam().actor, GetParam().chat)), GetParam().code);
}

constexpr auto anybody = ConferenceCreator::anybody;
constexpr auto linked = ConferenceCreator::linked;
constexpr auto teacher = ConferenceCreator::linked_teacher;

INSTANTIATE_TEST_SUITE_P(
    Table, ConferenceActorTest,
    ::testing::Values(Actor{"TheOperator", "", "class/7v", teacher, ""},
                      Actor{"ThePrincipal", "head", "class/7v", linked, ""},
                      Actor{"TheChatsAdministrator", "it", "class/8a", linked, ""},
                      Actor{"TheClassTeacher", "t1", "class/7v", linked, ""},
                      Actor{"TheSubjectTeacher", "t1", "subject/hist", teacher, ""},
                      Actor{"AnotherClass", "t1", "class/8a", linked, "may_not_plan_conference"},
                      Actor{"OtherStaff", "cook", "class/7v", linked, "may_not_plan_conference"},
                      Actor{"APupil", "s1", "class/7v", anybody, "only_staff"},
                      Actor{"AParent", "p1", "parents/7v", anybody, "only_staff"},
                      Actor{"R020Unlinked", "t2", "subject/alg", linked, "creator_not_linked"},
                      Actor{"UnlinkedWhereAnybodyMay", "t2", "subject/alg", anybody, ""},
                      Actor{"R137AnotherSubject", "head", "subject/hist", teacher,
                            "only_own_group"},
                      Actor{"R137OnlyOfSubjects", "head", "class/7v", teacher, ""}),
    [](const auto& row) { return row.param.name; });

TEST(ManageConferenceTest, CreatorsTeachersAndAdministratorsMay) {
    for (const char* actor : {"", "head", "it", "t1"}) {
        Office office;
        EXPECT_EQ(office.refusal(of(erase, "c1", actor)), "") << actor;
        EXPECT_EQ(office.refusal(of(erase, "own-1", actor)), "") << actor;
    }
    for (const char* actor : {"t2", "cook", "s1", "p1"}) {
        Office office;
        for (const ConferenceVerb verb : {edit, finish, erase}) {
            EXPECT_EQ(office.refusal(of(verb, "c1", actor)), "may_not_manage_conference") << actor;
        }
    }
    Office office;
    EXPECT_EQ(office.refusal(of(erase, "none")), "not_found");
}

TEST(EditConferenceTest, TheJournalsAreChangedThere) {
    Office office;
    EXPECT_EQ(office.refusal(of(edit, "c1")), "conference_kept_by_journal");
}

TEST(EditConferenceTest, AJournalsRowWithAnOwnIdIsTheJournals) {
    Office office;
    office.school.rows["own-1"] = {.created_by = "t1"};
    office.school.rows["own-01"] = {.created_by = "t1"};
    office.plan();
    for (const char* id : {"own-1", "own-01"}) {
        EXPECT_EQ(office.refusal(of(edit, id)), "conference_kept_by_journal") << id;
        const auto erased = office.ask(of(erase, id));
        ASSERT_TRUE(erased);
        EXPECT_THAT(erased->change.conferences, ::testing::IsEmpty());
        ASSERT_EQ(erased->change.marks.size(), 1U);
        EXPECT_EQ(erased->change.marks[0].conference, id);
    }
}

TEST(EditConferenceTest, AbsentMembersStayAsTheyAre) {
    Office office;
    ConferenceRequest request = of(edit, "own-1", "t1");
    request.title = "Классный час";
    const auto decided = office.ask(request);
    ASSERT_TRUE(decided) << decided.error().what;
    OwnConference wanted = office.school.scenario.own.conferences[0];
    wanted.title = "Классный час";
    EXPECT_THAT(decided->change.conferences, ElementsAre(wanted));
    EXPECT_TRUE(office.ask(of(edit, "own-1"))->change.empty()) << "it is so already";
}

TEST(EditConferenceTest, ARunningOneTakesATitleAndAnEndOnly) {
    Office office;
    office.record("own-1").state = ConferenceState::active;
    ConferenceRequest request = of(edit, "own-1");
    request.title = "other";
    request.starts = clock_time(17);
    request.ends = clock_time(19);
    EXPECT_EQ(office.refusal(request), "");
    request.starts = clock_time(17, 1);
    EXPECT_EQ(office.refusal(request), "conference_runs");
    request = of(edit, "own-1");
    request.people = {{"s1"}};
    EXPECT_EQ(office.refusal(request), "conference_runs");
    request = of(edit, "own-1");
    request.chat = "class/8a";
    EXPECT_EQ(office.refusal(request), "conference_runs");
}

TEST(EditConferenceTest, ARunningOneOfALessonCanBeMadeLonger) {
    Office office;
    auto& own = office.school.scenario.own.conferences;
    own.push_back({.number = 2, .chat = "subject/hist", .lesson = "hist2", .created_by = "t1"});
    office.plan();
    office.record("own-2").state = ConferenceState::active;
    ConferenceRequest request = of(edit, "own-2");
    request.starts = clock_time(16);
    request.ends = clock_time(17);
    EXPECT_EQ(office.refusal(request), "") << "it starts when its lesson starts";
    request.starts = clock_time(15);
    EXPECT_EQ(office.refusal(request), "conference_runs");
}

TEST(EditConferenceTest, WhatIsOverStaysAsItWas) {
    Office office;
    office.record("own-1").state = ConferenceState::ended;
    EXPECT_EQ(office.refusal(of(edit, "own-1")), "lesson_over");
    office.record("own-1").state = ConferenceState::cancelled;
    office.record("own-1").plan.deleted = true;
    EXPECT_EQ(office.refusal(of(edit, "own-1")), "lesson_over");
}

TEST(FinishConferenceTest, R133ARunningOneEnds) {
    Office office;
    for (const char* id : {"c1", "own-1"}) {
        office.record(id).state = ConferenceState::active;
        const auto decided = office.ask(of(finish, id, "t1"));
        ASSERT_TRUE(decided) << decided.error().what;
        EXPECT_EQ(decided->plan.finish_requested_at, now);
        EXPECT_THAT(told(*decided), ElementsAre(MessageId::call_over));
        OwnRows rows = office.school.scenario.own;
        apply(decided->change, rows);
        if (id[0] == 'c') {
            EXPECT_THAT(rows.marks, ElementsAre(ConferenceMark{"c1", now, 0, "t1"}));
        } else {
            EXPECT_EQ(rows.conferences.at(0).finish_requested_at, now);
        }
    }
}

TEST(FinishConferenceTest, R132WhatHasNotBegunCannotEnd) {
    Office office;
    EXPECT_EQ(office.refusal(of(finish, "c1")), "conference_not_started");
    office.record("c1").state = ConferenceState::failed;
    EXPECT_EQ(office.refusal(of(finish, "c1")), "conference_not_started");
    office.record("c1").ended_at = now;
    EXPECT_EQ(office.refusal(of(finish, "c1")), "call_over");
}

TEST(FinishConferenceTest, WhatEndedHasEnded) {
    Office office;
    office.record("c1").state = ConferenceState::ended;
    const auto decided = office.ask(of(finish, "c1"));
    ASSERT_TRUE(decided);
    EXPECT_TRUE(decided->change.empty());
}

TEST(EraseConferenceTest, KeepsAMarkThatWasThere) {
    Office office;
    office.school.scenario.own.marks = {{"c1", 5, 0, "head"}};
    office.plan();
    const auto decided = office.ask(of(erase, "c1", "t1"));
    ASSERT_TRUE(decided);
    EXPECT_TRUE(decided->plan.deleted);
    EXPECT_THAT(decided->change.marks, ElementsAre(ConferenceMark{"c1", 5, now, "t1"}));
}

TEST(ConferenceVerbTest, HasAWordForTheAudit) {
    EXPECT_EQ(word(create), "conference_create");
    EXPECT_EQ(word(edit), "conference_edit");
    EXPECT_EQ(word(finish), "conference_finish");
    EXPECT_EQ(word(erase), "conference_delete");
}

}  // namespace
}  // namespace rosterd::testing
