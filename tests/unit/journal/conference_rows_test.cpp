// Conferences, their people and the lessons they name: good rows in full, bad ones set aside.
#include <gmock/gmock.h>

#include "tests/unit/journal/rows.hpp"

namespace rosterd::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr LocalSeconds local(int year_days, int hour, int minute) {
    return LocalSeconds{year_days} * 86'400 + hour * 3'600 + minute * 60;
}
constexpr int twelfth_of_october = 20'738;  // days since 1970-01-01

void add_school(Rows& rows) {
    rows.small_school();
    rows.add(Relation::study_group, {"alg", "Algebra", null, "t"});
    rows.add(Relation::study_group_class, {"alg", "7v"});
    rows.add(Relation::lesson, {"l2", "alg", "2026-10-13 08:00", "2026-10-13 08:40"});
    rows.add(Relation::lesson, {"l1", "alg", "2026-10-12 08:00:00", "2026-10-12 08:40:00", "t"});
}

TEST(ConferenceRowTest, EveryColumnIsRead) {
    Rows rows;
    add_school(rows);
    rows.add(Relation::conference, {"c1", "online_lesson", "subject/alg", "l1", "Урок",
                                    "2026-10-12 08:00", "2026-10-12T08:40:30.5", "t1",
                                    "2026-10-12T08:30:00+03:00", "2026-10-12T09:00:00+03:00"});
    const auto built = rows.build();
    ASSERT_THAT(built.findings, IsEmpty()) << all(built.findings);
    const Roster& roster = built.roster;
    ASSERT_EQ(roster.conferences.size(), 1U);
    const Conference& row = roster.conferences[0];
    EXPECT_EQ(roster.text.view(row.id), "c1");
    EXPECT_EQ(row.kind, ConferenceKind::online_lesson);
    EXPECT_EQ(roster.text.view(row.chat_key), "subject/alg");
    ASSERT_NE(row.lesson, no_index);
    EXPECT_EQ(roster.text.view(row.title), "Урок");
    EXPECT_EQ(row.starts_at, local(twelfth_of_october, 8, 0));
    EXPECT_EQ(row.ends_at, local(twelfth_of_october, 8, 40) + 30);
    EXPECT_EQ(roster.text.view(roster.people.id.at(row.created_by)), "t1");
    EXPECT_EQ(row.deleted_at - row.finish_requested_at, 1'800);
    EXPECT_EQ(row.finish_requested_at, parse_instant("2026-10-12T05:30:00Z"));
    const Lesson& lesson = roster.lessons.at(row.lesson);
    EXPECT_EQ(roster.text.view(lesson.id), "l1");
    EXPECT_EQ(roster.text.view(roster.groups.id.at(lesson.group)), "alg");
    EXPECT_EQ(lesson.starts_at, local(twelfth_of_october, 8, 0));
    EXPECT_EQ(lesson.ends_at, local(twelfth_of_october, 8, 40));
    EXPECT_TRUE(lesson.cancelled);
}

TEST(ConferenceRowTest, OnlyLessonsOfConferencesAreKept) {
    Rows rows;
    add_school(rows);
    rows.add(Relation::conference,
             {"c1", "online_lesson", null, "l2", null, "2026-10-13 08:00", "2026-10-13 08:40"});
    const Roster roster = rows.build().roster;
    ASSERT_EQ(roster.lessons.size(), 1U);
    EXPECT_EQ(roster.text.view(roster.lessons[0].id), "l2");
    EXPECT_EQ(roster.conferences[0].lesson, 0U);
    EXPECT_TRUE(roster.conferences[0].chat_key.empty());
    EXPECT_EQ(roster.conferences[0].created_by, no_index);
    EXPECT_EQ(roster.conferences[0].deleted_at, 0);
    EXPECT_EQ(rows_of(roster, Relation::lesson), 1U);
    EXPECT_EQ(rows_of(roster, Relation::conference), 1U);
}

TEST(ConferenceRowTest, ConferencesAndTheirPeopleAreInOrderWhateverTheRowsOrder) {
    Rows rows;
    add_school(rows);
    for (const char* id : {"c2", "c1"}) {
        rows.add(Relation::conference, {id, "video_call", "class/7v", null, null,
                                        "2026-10-13 08:00", "2026-10-13 09:00"});
    }
    rows.add(Relation::conference_person, {"c2", "s2"});
    rows.add(Relation::conference_person, {"c2", "s1"});
    rows.add(Relation::conference_person, {"c1", "s2"});
    rows.add(Relation::conference_person, {"c1", "s2"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).severity, Severity::note);
    const Roster& roster = built.roster;
    EXPECT_EQ(roster.text.view(roster.conferences.at(0).id), "c1");
    std::vector<std::string> people;
    for (const ConferencePerson& row : roster.conference_people) {
        people.push_back(std::string{roster.text.view(roster.conferences[row.conference].id)} +
                         " " + std::string{roster.text.view(roster.people.id[row.person])});
    }
    EXPECT_THAT(people, ElementsAre("c1 s2", "c2 s1", "c2 s2"));
    EXPECT_EQ(rows_of(roster, Relation::conference_person), 3U);
}

struct BadConference {
    const char* name;
    std::vector<const char*> row;
    const char* message;
};
class BadConferenceTest : public testing::TestWithParam<BadConference> {};

TEST_P(BadConferenceTest, IsSetAsideReportedAndInDoubt) {
    Rows rows;
    add_school(rows);
    rows.add(Relation::conference, GetParam().row);
    const auto built = rows.build();
    const Finding finding = only(built.findings);
    EXPECT_EQ(finding.relation, "conference");
    EXPECT_EQ(finding.row, 1U);
    EXPECT_THAT(finding.message, HasSubstr(GetParam().message));
    EXPECT_THAT(built.roster.conferences, IsEmpty());
    EXPECT_THAT(built.roster.doubtful_conferences, ElementsAre("c1"));
    EXPECT_TRUE(free_of_doubt(built.roster));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadConferenceTest,
    testing::Values(
        BadConference{
            "UnknownKind",
            {"c1", "online_leson", null, null, null, "2026-10-13 08:00", "2026-10-13 09:00"},
            "did you mean online_lesson?"},
        BadConference{
            "NoKey",
            {"c1", "video_call", "7v", null, null, "2026-10-13 08:00", "2026-10-13 09:00"},
            "chat_key names no chat"},
        BadConference{
            "UnknownLesson",
            {"c1", "online_lesson", null, "l9", null, "2026-10-13 08:00", "2026-10-13 09:00"},
            "lesson_id 'l9' is not in lesson: add it there or delete this row"},
        BadConference{"NoStart",
                      {"c1", "video_call", "staff", null, null, null, "2026-10-13 09:00"},
                      "starts_at has no value"},
        BadConference{
            "AnInstant",
            {"c1", "video_call", "staff", null, null, "2026-10-13 08:00+03:00", "2026-10-13 09:00"},
            "without an offset"},
        BadConference{
            "EndsBeforeItStarts",
            {"c1", "video_call", "staff", null, null, "2026-10-13 09:00", "2026-10-13 09:00"},
            "ends_at '2026-10-13 09:00' is not after starts_at"},
        BadConference{"BadDeletion",
                      {"c1", "video_call", "staff", null, null, "2026-10-13 08:00",
                       "2026-10-13 09:00", null, null, "2026-10-13 09:00"},
                      "deleted_at '2026-10-13 09:00' is no instant"}),
    [](const auto& row) { return row.param.name; });

TEST(BadConferenceRowTest, ContradictionsKeepTheFirstInDoubt) {
    Rows rows;
    add_school(rows);
    rows.add(Relation::conference,
             {"c1", "video_call", "staff", null, null, "2026-10-13 08:00", "2026-10-13 09:00"});
    rows.add(Relation::conference,
             {"c1", "video_call", "staff", null, null, "2026-10-13 08:00", "2026-10-13 09:00"});
    rows.add(Relation::conference,
             {"c1", "video_call", "staff", null, null, "2026-10-13 08:00", "2026-10-13 10:00"});
    const auto built = rows.build();
    ASSERT_EQ(built.findings.size(), 2U) << all(built.findings);
    EXPECT_THAT(all(built.findings), HasSubstr("'c1' occurs twice with different data"));
    EXPECT_THAT(built.roster.doubtful_conferences, ElementsAre("c1"));
    ASSERT_EQ(built.roster.conferences.size(), 1U);
    EXPECT_EQ(built.roster.conferences[0].ends_at - built.roster.conferences[0].starts_at, 3'600);
}

TEST(BadConferenceRowTest, AnUnknownParticipantPutsTheConferenceInDoubt) {
    Rows rows;
    add_school(rows);
    rows.add(Relation::conference,
             {"c1", "video_call", "staff", null, null, "2026-10-13 08:00", "2026-10-13 09:00"});
    rows.add(Relation::conference_person, {"c1", "ghost"});
    rows.add(Relation::conference_person, {"c9", "s1"});
    const auto built = rows.build();
    EXPECT_THAT(all(built.findings), HasSubstr("person_id 'ghost' is not in person"));
    EXPECT_THAT(all(built.findings), HasSubstr("conference_id 'c9' is not in conference"));
    EXPECT_THAT(built.roster.doubtful_conferences, ElementsAre("c1", "c9"));
    EXPECT_THAT(built.roster.conference_people, IsEmpty());
    EXPECT_TRUE(free_of_doubt(built.roster));
}

TEST(BadConferenceRowTest, ALessonOfAnUnknownGroupIsReported) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::lesson, {"l1", "gone", "2026-10-13 08:00", "2026-10-13 08:40"});
    rows.add(Relation::lesson, {"l2", "gone", "2026-10-13", "2026-10-13 08:40"});
    const auto built = rows.build();
    EXPECT_THAT(all(built.findings), HasSubstr("lesson row 1 (lesson_id 'l1', group_id 'gone'): "
                                               "group_id 'gone' is not in study_group"));
    EXPECT_THAT(all(built.findings),
                HasSubstr("starts_at '2026-10-13' is no time of the school's clock"));
    EXPECT_TRUE(free_of_doubt(built.roster));
}

}  // namespace
}  // namespace rosterd::test
