// Good rows become the roster they describe. Bad ones are next door.
#include <gmock/gmock.h>

#include "tests/unit/journal/rows.hpp"

namespace rosterd::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(const Roster& roster, const std::vector<TextRef>& refs) {
    std::vector<std::string> list;
    for (const TextRef ref : refs) list.emplace_back(roster.text.view(ref));
    return list;
}

TEST(RosterBuilderTest, GoodRowsGiveNoFindings) {
    const auto built = Rows{}.small_school().build();
    EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
    EXPECT_TRUE(free_of_doubt(built.roster));
    EXPECT_EQ(rows_of(built.roster, Relation::person), 4U);
    EXPECT_EQ(rows_of(built.roster, Relation::enrolment), 2U);
    EXPECT_EQ(rows_of(built.roster, Relation::chat_edit), 0U);
}

TEST(RosterBuilderTest, IndexesFollowTheBytesOfTheIds) {
    Rows rows;
    for (const char* id : {"b", "a", "я", "B", "10", "9"}) rows.person(id);
    rows.add(Relation::school_class, {"z", "Z"}).add(Relation::school_class, {"y", "Y"});
    rows.add(Relation::enrolment, {"z", "a"}).add(Relation::enrolment, {"y", "я"});
    rows.add(Relation::enrolment, {"y", "10"});
    const Roster roster = rows.build().roster;
    EXPECT_THAT(texts(roster, roster.people.id), ElementsAre("10", "9", "B", "a", "b", "я"));
    EXPECT_THAT(texts(roster, roster.classes.id), ElementsAre("y", "z"));
    const Validity always;
    EXPECT_THAT(roster.enrolments,
                ElementsAre(Tie{0, 0, always}, Tie{0, 5, always}, Tie{1, 3, always}));
}

TEST(RosterBuilderTest, TheOrderOfRowsDoesNotMatter) {
    Rows forward;
    forward.person("a").person("b").add(Relation::school_class, {"1", "1"});
    forward.add(Relation::enrolment, {"1", "a"}).add(Relation::enrolment, {"1", "b"});
    Rows backward;
    backward.person("b").person("a").add(Relation::school_class, {"1", "1"});
    backward.add(Relation::enrolment, {"1", "b"}).add(Relation::enrolment, {"1", "a"});
    const Roster one = forward.build().roster;
    const Roster other = backward.build().roster;
    EXPECT_EQ(texts(one, one.people.id), texts(other, other.people.id));
    EXPECT_EQ(one.enrolments, other.enrolments);
}

TEST(RosterBuilderTest, ColumnsAreKept) {
    Rows rows;
    rows.add(Relation::person, {"x", "Петрова", "Анна", "Ивановна", "+7 (912) 345-67-89", "t"});
    rows.add(Relation::school_class,
             {"7v-26", "7В", "7", "В", "6v-25", "2026-09-01", "2027-06-01"});
    rows.add(Relation::study_group, {"g", "Алгебра", "1 группа", "0", "2026-09-01", "infinity"});
    const auto built = rows.build();
    const Roster& roster = built.roster;
    EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
    EXPECT_EQ(roster.text.view(roster.people.last_name[0]), "Петрова");
    EXPECT_EQ(roster.text.view(roster.people.middle_name[0]), "Ивановна");
    EXPECT_EQ(roster.text.view(roster.people.phone[0]), "+79123456789");
    EXPECT_EQ(roster.people.blocked[0], 1);
    EXPECT_EQ(roster.text.view(roster.classes.predecessor[0]), "6v-25");
    EXPECT_EQ(roster.classes.validity[0],
              (Validity{*parse_day("2026-09-01"), *parse_day("2027-06-01")}));
    EXPECT_EQ(roster.groups.whole_class[0], 0);
    EXPECT_EQ(roster.groups.validity[0].to, day_max);
}

TEST(RosterBuilderTest, AnEmptyStringIsNoValue) {
    Rows rows;
    rows.add(Relation::person, {"x", "", "", "", "", ""});
    rows.add(Relation::staff, {"x", "", "", "", ""});
    const auto built = rows.build();
    EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
    EXPECT_EQ(built.roster.staff.at(0).position, PositionType::other);
    EXPECT_EQ(built.roster.staff.at(0).validity, Validity{});
    EXPECT_EQ(built.roster.people.blocked[0], 0);
}

TEST(RosterBuilderTest, RolesAreReadAsTextAndAsArray) {
    Rows rows;
    rows.person("a").person("b").person("c");
    rows.add(Relation::staff, {"a", "teaching", "teacher, chats_admin"});
    rows.add(Relation::staff, {"b", "administration", "{school_admin,\"teacher\"}"});
    rows.add(Relation::staff, {"c", "other", "{}"});
    const auto built = rows.build();
    EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
    ASSERT_EQ(built.roster.staff.size(), 3U);
    EXPECT_EQ(built.roster.staff[0].roles, staff_role::teacher | staff_role::chats_admin);
    EXPECT_EQ(built.roster.staff[1].roles, staff_role::school_admin | staff_role::teacher);
    EXPECT_EQ(built.roster.staff[2].roles, 0);
}

TEST(RosterBuilderTest, APersonTwiceInAClassAtDifferentTimesIsTwoIntervals) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::enrolment, {"7v", "t1", "2026-09-01", "2026-10-01"});
    rows.add(Relation::enrolment, {"7v", "t1", "2026-12-01", null});
    const auto built = rows.build();
    EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
    EXPECT_EQ(rows_of(built.roster, Relation::enrolment), 4U);
}

TEST(RosterBuilderTest, GuardiansAreKeptByStudent) {
    const Roster roster = Rows{}.small_school().build().roster;
    ASSERT_EQ(roster.guardians.size(), 1U);
    EXPECT_EQ(roster.text.view(roster.people.id[roster.guardians[0].left]), "s1");
    EXPECT_EQ(roster.text.view(roster.people.id[roster.guardians[0].right]), "p1");
}

TEST(RosterBuilderTest, ALargePersonIdIsText) {
    Rows rows;
    rows.person("9007199254740993").person("18446744073709551616");
    const auto built = rows.build();
    EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
    EXPECT_EQ(built.roster.people.size(), 2U);
}

TEST(RosterBuilderTest, LinksRequestsAndEditsAreRead) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::study_group, {"alg", "Algebra", null, "true"});
    rows.add(Relation::profile_link,
             {"s1", "vk", "101", null, "linked", "2026-09-02T10:00:00+03:00"});
    rows.add(Relation::profile_link, {"s2", "ejabberd", "s2@school", null, "requested"});
    rows.add(Relation::chat_request,
             {"r2", "subject", null, "alg", null, "t1", "2026-09-03 08:00:00+00"});
    rows.add(Relation::chat_request, {"r1", "custom", null, null, "Trip", "t1",
                                      "2026-09-03 08:00:00+00", "2026-09-04 08:00:00+00"});
    rows.add(Relation::chat_request_person, {"r1", "s1", "f"});
    rows.add(Relation::chat_edit, {"staff", "p1", "add", "t1", "2026-09-05T08:00:00Z"});
    rows.add(Relation::chat_edit,
             {"class/7v", "s1", "remove", null, "2026-09-04T08:00:00Z", "2026-10-01T00:00:00Z"});
    const auto built = rows.build();
    const Roster& roster = built.roster;
    EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
    ASSERT_EQ(roster.links.size(), 2U);
    EXPECT_EQ(roster.links[0].platform, Platform::vk);
    EXPECT_EQ(roster.text.view(roster.links[0].user), "101");
    EXPECT_EQ(roster.links[0].linked_at, *parse_instant("2026-09-02T07:00:00Z"));
    ASSERT_EQ(roster.requests.size(), 2U);
    EXPECT_EQ(roster.requests[0].kind, ChatKind::custom);
    EXPECT_EQ(roster.requests[0].about, no_index);
    EXPECT_EQ(roster.requests[0].deleted_at, *parse_instant("2026-09-04 08:00:00Z"));
    EXPECT_EQ(roster.requests[1].about, 0U);
    EXPECT_EQ(roster.chosen.at(0).request, 0U);
    ASSERT_EQ(roster.edits.size(), 2U);
    EXPECT_EQ(roster.edits[0].edit, EditKind::remove);
    EXPECT_EQ(roster.edits[0].made_by, no_index);
    EXPECT_EQ(roster.edits[1].until, std::numeric_limits<UnixSeconds>::max());
}

TEST(RosterBuilderTest, EditsOfOneSecondKeepTheirOrder) {
    Rows rows;
    rows.person("a");
    rows.add(Relation::chat_edit, {"staff", "a", "remove", null, "2026-09-05T08:00:00.1Z"});
    rows.add(Relation::chat_edit, {"staff", "a", "add", null, "2026-09-05T08:00:00.2Z"});
    const Roster roster = rows.build().roster;
    ASSERT_EQ(roster.edits.size(), 2U);
    EXPECT_EQ(roster.edits[0].edit, EditKind::remove);
    EXPECT_EQ(roster.edits[1].edit, EditKind::add);
}

TEST(RosterBuilderTest, ManyIdsAreFoundAgain) {
    Rows rows;
    std::vector<std::string> ids;
    for (int i = 0; i < 5'000; ++i) ids.push_back("person-" + std::to_string(i));
    for (const std::string& id : ids) rows.person(id.c_str());
    for (const std::string& id : ids) rows.add(Relation::staff, {id.c_str(), "teaching"});
    const auto built = rows.build();
    EXPECT_THAT(built.findings, IsEmpty());
    ASSERT_EQ(built.roster.staff.size(), ids.size());
    for (std::uint32_t i = 0; i < ids.size(); ++i) EXPECT_EQ(built.roster.staff[i].person, i);
}

}  // namespace
}  // namespace rosterd::test
