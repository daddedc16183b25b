// What a school lacks, as `rosterctl journal check` says it.
#include <gmock/gmock.h>

#include "adapters/journal/check.hpp"
#include "tests/unit/journal/rows.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string lines_of(Rows& rows) {
    std::string text;
    for (const CheckLine& line : check_school(rows.build().roster, 2)) {
        text += line.where + ": " + line.what + "\n";
    }
    return text;
}

TEST(CheckSchoolTest, ACompleteSchoolLacksNothing) {
    Rows rows;
    rows.small_school().person("t2");
    rows.add(Relation::staff, {"t2", "administration", "school_admin"});
    EXPECT_THAT(lines_of(rows), IsEmpty());
}

TEST(CheckSchoolTest, AnEmptySchoolAsksAboutItsId) {
    Rows rows;
    EXPECT_THAT(lines_of(rows), HasSubstr("is school_id written the same way"));
}

TEST(CheckSchoolTest, MissingRelationsAreNamed) {
    Rows rows;
    rows.person("a");
    const std::string lines = lines_of(rows);
    EXPECT_THAT(lines, HasSubstr("staff: the school has no staff"));
    EXPECT_THAT(lines, HasSubstr("class: the school has no classes"));
    EXPECT_THAT(lines, HasSubstr("person: 1 person(s) who are neither staff"));
}

TEST(CheckSchoolTest, AStaffRoomWithoutAnAdministratorIsReported) {
    Rows rows;
    rows.small_school();
    EXPECT_THAT(lines_of(rows), HasSubstr("nobody has the role chats_admin or school_admin"));
}

TEST(CheckSchoolTest, ClassesAndGroupsThatLackPeopleAreListedUpToALimit) {
    Rows rows;
    rows.small_school();
    for (const char* id : {"8a", "8b", "8c"}) rows.add(Relation::school_class, {id, id});
    rows.add(Relation::study_group, {"g1", "Algebra", null, "t"});
    rows.add(Relation::study_group, {"g2", "Chess", null, "f"});
    const std::string lines = lines_of(rows);
    EXPECT_THAT(lines, HasSubstr("class_teacher: 3 class(es) without a class teacher"));
    EXPECT_THAT(lines, HasSubstr("'8a', '8b' and 1 more"));
    EXPECT_THAT(lines, HasSubstr("enrolment: 3 class(es) without a pupil"));
    EXPECT_THAT(lines, HasSubstr("study_group_teacher: 2 study group(s) without a teacher"));
    EXPECT_THAT(lines, HasSubstr("without a class, so without pupils: 'g1'"));
    EXPECT_THAT(lines, HasSubstr("for a part of a class without a pupil: 'g2'"));
}

}  // namespace
}  // namespace rosterd::test
