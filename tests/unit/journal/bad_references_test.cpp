// Rows that refer to what is not there: named, set aside, and their other side is in doubt.
#include <gmock/gmock.h>

#include "tests/unit/journal/rows.hpp"

namespace rosterd::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

TEST(BadReferencesTest, ADanglingClassPutsThePupilHisParentsAndTheChatsInDoubt) {
    Rows rows;
    for (const char* id : {"s1", "p1"}) rows.person(id);
    rows.add(Relation::enrolment, {"9x", "s1"}).add(Relation::guardian, {"p1", "s1"});
    const auto built = rows.build();
    const Finding finding = only(built.findings);
    EXPECT_EQ(finding.severity, Severity::error);
    EXPECT_EQ(to_string(finding),
              "enrolment row 1 (class_id '9x', person_id 's1'): class_id '9x' is not in class: add "
              "it to class or delete this row; the row is not used, and nobody is removed because "
              "of it");
    EXPECT_TRUE(person_in_doubt(built.roster, "s1"));
    EXPECT_TRUE(person_in_doubt(built.roster, "p1"));
    EXPECT_THAT(built.roster.doubtful_chats, ElementsAre("class/9x", "parents/9x"));
    EXPECT_THAT(built.roster.enrolments, IsEmpty());
}

TEST(BadReferencesTest, ADanglingPersonPutsTheClassInDoubt) {
    Rows rows;
    rows.small_school().add(Relation::enrolment, {"7v", "ghost"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("person_id 'ghost' is not in person"));
    EXPECT_TRUE(class_in_doubt(built.roster, "7v"));
    EXPECT_THAT(built.roster.doubtful_chats, IsEmpty());
}

TEST(BadReferencesTest, ADanglingClassTeacherPutsTheClassInDoubt) {
    Rows rows;
    rows.small_school().add(Relation::class_teacher, {"7v", "ghost"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).relation, "class_teacher");
    EXPECT_TRUE(class_in_doubt(built.roster, "7v"));
}

TEST(BadReferencesTest, ADanglingStaffRowIsReported) {
    Rows rows;
    rows.small_school().add(Relation::staff, {"ghost", "teaching"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).severity, Severity::error);
    EXPECT_EQ(only(built.findings).key, "person_id 'ghost'");
    EXPECT_EQ(rows_of(built.roster, Relation::staff), 1U);
}

TEST(BadReferencesTest, AMissingParentPutsTheStudentAndHisOtherParentsInDoubt) {
    Rows rows;
    rows.small_school().add(Relation::guardian, {"ghost", "s1"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("parent_id 'ghost' is not in person"));
    EXPECT_TRUE(person_in_doubt(built.roster, "s1"));
    EXPECT_TRUE(person_in_doubt(built.roster, "p1"));
}

TEST(BadReferencesTest, AMissingStudentPutsTheParentInDoubt) {
    Rows rows;
    rows.small_school().add(Relation::guardian, {"p1", "ghost"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("student_id 'ghost' is not in person"));
    EXPECT_TRUE(person_in_doubt(built.roster, "p1"));
    EXPECT_FALSE(person_in_doubt(built.roster, "s1"));
}

TEST(BadReferencesTest, ADanglingGroupLeavesItsSubjectChatAlone) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::study_group_class, {"gone", "7v"});
    rows.add(Relation::study_group_teacher, {"gone", "t1"});
    rows.add(Relation::study_group_student, {"gone", "s2"});
    const auto built = rows.build();
    EXPECT_EQ(built.findings.size(), 3U) << all(built.findings);
    EXPECT_THAT(built.roster.doubtful_chats, ElementsAre("subject/gone"));
    EXPECT_TRUE(person_in_doubt(built.roster, "t1"));
    EXPECT_TRUE(person_in_doubt(built.roster, "s2"));
    EXPECT_FALSE(class_in_doubt(built.roster, "7v")) << "the class's chats do not follow from it";
}

TEST(BadReferencesTest, ADanglingClassOfAGroupPutsTheGroupInDoubt) {
    Rows rows;
    rows.add(Relation::study_group, {"alg", "Algebra", null, "t"});
    rows.add(Relation::study_group_class, {"alg", "9x"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).relation, "study_group_class");
    EXPECT_TRUE(group_in_doubt(built.roster, "alg"));
    EXPECT_THAT(built.roster.doubtful_chats, ElementsAre("class/9x", "parents/9x"));
}

TEST(BadReferencesTest, ADanglingPersonOfAGroupPutsTheGroupInDoubt) {
    Rows rows;
    rows.add(Relation::study_group, {"alg", "Algebra", null, "f"});
    rows.add(Relation::study_group_student, {"alg", "ghost"});
    const auto built = rows.build();
    EXPECT_TRUE(group_in_doubt(built.roster, "alg"));
}

TEST(BadReferencesTest, TheUserOfAMissingPersonIsNobodys) {
    Rows rows;
    rows.person("a");
    rows.add(Relation::profile_link, {"ghost", "vk", "42", null, "linked"});
    rows.add(Relation::profile_link, {"ghost", "max", "7", null, "linked"});
    const auto built = rows.build();
    EXPECT_EQ(built.findings.size(), 2U) << all(built.findings);
    EXPECT_EQ(built.findings[0].severity, Severity::error);
    EXPECT_THAT(built.roster.doubtful_users,
                ElementsAre(Pair(Platform::vk, "42"), Pair(Platform::max, "7")));
    EXPECT_THAT(built.roster.links, IsEmpty());
}

TEST(BadReferencesTest, TheRestOfTheSchoolGoesOn) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::enrolment, {"9x", "t1"});
    const auto built = rows.build();
    EXPECT_EQ(rows_of(built.roster, Relation::enrolment), 2U);
    EXPECT_FALSE(class_in_doubt(built.roster, "7v"));
    EXPECT_FALSE(person_in_doubt(built.roster, "s1"));
}

}  // namespace
}  // namespace rosterd::test
