// Own conferences and marks in a roster: order, places, and what the journal says first.
#include "reconciler/own_conferences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/reconciler/conference_school.hpp"

namespace rosterd::testing {
namespace {

using Names = std::vector<std::string>;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Names ids_of(const Roster& roster) {
    Names ids;
    for (const Conference& row : roster.conferences) ids.emplace_back(roster.text.view(row.id));
    return ids;
}

/// "own-9: s1 s2"
Names people_of(const ConferenceSchool& school) {
    Names lines;
    const Roster& roster = school.world.roster;
    for (const ConferencePerson& each : roster.conference_people) {
        const auto id = roster.text.view(roster.conferences.at(each.conference).id);
        lines.push_back(std::string{id} + ": " + school.world.id(each.person));
    }
    return lines;
}

std::string lesson_of(const Roster& roster, std::size_t row) {
    const LessonIndex lesson = roster.conferences.at(row).lesson;
    return lesson == no_index ? "" : std::string{roster.text.view(roster.lessons.at(lesson).id)};
}

TEST(OwnConferenceIdTest, IsReadBackFromItsCanonicalFormOnly) {
    EXPECT_EQ(own_conference_id(10), "own-10");
    EXPECT_EQ(own_conference_number("own-10"), 10);
    for (const char* id : {"", "own-", "own-0", "own--5", "own-007", "own-7x", "own-+7", "7",
                           "own-99999999999999999999", "xown-7"}) {
        EXPECT_EQ(own_conference_number(id), 0) << id;
    }
}

TEST(MergeOwnConferencesTest, RowsAreSortedByIdAndKeepTheirPeople) {
    ConferenceSchool school;
    school.rows["a"] = {.people = {"s3", "s1"}};
    school.rows["z"] = {.people = {"s2"}};
    school.scenario.own.conferences = {{.number = 9, .chat = "class/7v", .people = {"t1", "s1"}},
                                       {.number = 10, .chat = "class/7v", .people = {"s2"}}};
    school.build();
    EXPECT_THAT(ids_of(school.world.roster), ElementsAre("a", "own-10", "own-9", "z"));
    EXPECT_THAT(people_of(school),
                ElementsAre("a: s1", "a: s3", "own-10: s2", "own-9: s1", "own-9: t1", "z: s2"));
}

TEST(MergeOwnConferencesTest, MergingAgainReplacesWhatWasMergedBefore) {
    ConferenceSchool school;
    school.rows["p"] = {.people = {"s2"}};
    school.scenario.own.conferences = {{.number = 9, .chat = "class/7v", .people = {"s1"}}};
    Roster& roster = school.build().world.roster;
    merge_own_conferences(roster, {{.number = 3, .chat = "class/7v", .people = {"s3"}}}, {});
    EXPECT_THAT(ids_of(roster), ElementsAre("own-3", "p"));
    EXPECT_THAT(people_of(school), ElementsAre("own-3: s3", "p: s2"));
    merge_own_conferences(roster, {}, {});
    EXPECT_THAT(ids_of(roster), ElementsAre("p"));
    EXPECT_THAT(people_of(school), ElementsAre("p: s2"));
}

TEST(MergeOwnConferencesTest, AJournalsRowWithAnOwnIdWins) {
    ConferenceSchool school;
    school.rows["own-9"] = {.title = "journal"};
    school.scenario.own.conferences = {{.number = 9, .chat = "class/7v", .title = "own"}};
    const Roster& roster = school.build().world.roster;
    EXPECT_THAT(ids_of(roster), ElementsAre("own-9"));
    EXPECT_EQ(roster.text.view(roster.conferences[0].title), "journal");
}

TEST(MergeOwnConferencesTest, PeopleWhoLeftTheJournalAreLeftOut) {
    ConferenceSchool school;
    school.scenario.own.conferences = {
        {.number = 1, .chat = "class/7v", .created_by = "ghost", .people = {"ghost", "s1"}}};
    school.build();
    EXPECT_THAT(people_of(school), ElementsAre("own-1: s1"));
    EXPECT_EQ(school.world.roster.conferences[0].created_by, no_index);
}

TEST(MergeOwnConferencesTest, ALessonThatIsNotInTheTimetableIsLost) {
    ConferenceSchool school;
    school.lessons["l1"] = {};
    school.scenario.own.conferences = {{.number = 1, .lesson = "l1"}, {.number = 2, .lesson = "x"}};
    const Roster& roster = school.build().world.roster;
    EXPECT_EQ(lesson_of(roster, 0), "l1");
    EXPECT_FALSE(roster.conferences[0].lesson_lost);
    EXPECT_TRUE(roster.conferences[1].lesson_lost);
}

TEST(MergeOwnConferencesTest, MarksAreSaidOfTheJournalsRowsOnly) {
    ConferenceSchool school;
    school.rows["c1"] = {.deleted_at = 7};
    school.rows["c2"] = {};
    school.scenario.own.conferences = {{.number = 1, .chat = "class/7v"}};
    school.scenario.own.marks = {{"c1", 5, 3, ""}, {"own-1", 5, 5, ""}, {"unknown", 5, 5, ""}};
    const Roster& roster = school.build().world.roster;
    EXPECT_EQ(roster.conferences[0].finish_requested_at, 5);
    EXPECT_EQ(roster.conferences[0].deleted_at, 7) << "the later word holds";
    EXPECT_EQ(roster.conferences[1].deleted_at, 0);
    EXPECT_EQ(roster.conferences[2].deleted_at, 0);
}

TEST(LessonsNamedTest, AreSortedAndOnce) {
    EXPECT_THAT(lessons_named({{.lesson = "b"}, {.lesson = ""}, {.lesson = "a"}, {.lesson = "b"}}),
                ElementsAre("a", "b"));
    EXPECT_THAT(lessons_named({}), IsEmpty());
}

TEST(AddLessonTest, ComesIntoItsPlaceAndOthersKeepTheirs) {
    ConferenceSchool school;
    school.lessons["b"] = {};
    school.lessons["d"] = {};
    school.rows["c1"] = {.lesson = "b"};
    school.rows["c2"] = {.lesson = "d"};
    school.rows["c3"] = {};
    Roster& roster = school.build().world.roster;
    for (const char* id : {"c", "a", "e", "c"}) add_lesson(roster, {id, "alg", 100, 200, true});
    EXPECT_EQ(roster.lessons.size(), 5U) << "one that is there is not added again";
    EXPECT_EQ(lesson_of(roster, 0), "b");
    EXPECT_EQ(lesson_of(roster, 1), "d");
    EXPECT_EQ(lesson_of(roster, 2), "");
    const auto found = find_lesson(roster, "c");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->group, "alg");
    EXPECT_EQ(found->starts_at, 100);
    EXPECT_EQ(found->ends_at, 200);
    EXPECT_TRUE(found->cancelled);
}

TEST(AddLessonTest, OneOfAnUnknownGroupIsLeftOut) {
    ConferenceSchool school;
    Roster& roster = school.build().world.roster;
    add_lesson(roster, {"x", "no group", 100, 200, false});
    EXPECT_THAT(roster.lessons, IsEmpty());
    EXPECT_FALSE(find_lesson(roster, "x"));
}

}  // namespace
}  // namespace rosterd::testing
