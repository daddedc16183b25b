// Rows that break their types or repeat each other: set aside, reported, never a removal.
#include <gmock/gmock.h>

#include "tests/unit/journal/rows.hpp"

namespace rosterd::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(BadRowsTest, ExactDuplicatesAreIgnoredAndCountedOncePerRelation) {
    Rows rows;
    rows.small_school();
    for (int i = 0; i < 3; ++i) rows.add(Relation::enrolment, {"7v", "s1"});
    rows.add(Relation::staff, {"t1", "teaching", "teacher"});
    const auto built = rows.build();
    ASSERT_EQ(built.findings.size(), 2U) << all(built.findings);
    EXPECT_EQ(built.findings[1].relation, "enrolment");
    EXPECT_EQ(built.findings[1].severity, Severity::note);
    EXPECT_EQ(built.findings[1].row, 3U);
    EXPECT_THAT(built.findings[1].message, HasSubstr("3 exact duplicate row(s)"));
    EXPECT_EQ(rows_of(built.roster, Relation::enrolment), 2U);
    EXPECT_TRUE(free_of_doubt(built.roster));
}

TEST(BadRowsTest, ADuplicatePersonIsANote) {
    Rows rows;
    rows.person("a").person("a");
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).severity, Severity::note);
    EXPECT_EQ(built.roster.people.size(), 1U);
    EXPECT_TRUE(free_of_doubt(built.roster));
}

TEST(BadRowsTest, OneIdWithTwoNamesKeepsTheFirstAndPutsThePersonInDoubt) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::person, {"s1", "Sidorova", "Olga"});
    const auto built = rows.build();
    const Finding finding = only(built.findings);
    EXPECT_EQ(finding.severity, Severity::error);
    EXPECT_EQ(to_string(finding).substr(0, 30), "person row 5 (person_id 's1'):");
    EXPECT_THAT(finding.message, HasSubstr("occurs twice with different data"));
    EXPECT_THAT(all(built.findings), Not(HasSubstr("Sidorova")));
    EXPECT_TRUE(person_in_doubt(built.roster, "s1"));
    EXPECT_TRUE(person_in_doubt(built.roster, "p1")) << "the guardian of a doubtful student";
    EXPECT_FALSE(person_in_doubt(built.roster, "s2"));
    const auto s1 = position(built.roster, built.roster.people.id, "s1");
    EXPECT_EQ(built.roster.text.view(built.roster.people.last_name[s1]), "Ivanova");
}

TEST(BadRowsTest, ContradictingClassesAndGroupsAreInDoubt) {
    Rows rows;
    rows.add(Relation::school_class, {"7v", "7V"}).add(Relation::school_class, {"7v", "7G"});
    rows.add(Relation::study_group, {"g", "Algebra", null, "t"});
    rows.add(Relation::study_group, {"g", "Algebra", null, "f"});
    const auto built = rows.build();
    EXPECT_EQ(built.findings.size(), 2U) << all(built.findings);
    EXPECT_TRUE(class_in_doubt(built.roster, "7v"));
    EXPECT_TRUE(group_in_doubt(built.roster, "g"));
}

struct PhoneCase {
    const char* name;
    const char* phone;
    const char* normalised;  // empty: malformed
};
class PhoneTest : public testing::TestWithParam<PhoneCase> {};

TEST_P(PhoneTest, IsNormalisedOrDroppedWithoutBeingShown) {
    Rows rows;
    rows.add(Relation::person, {"x", "Ivanova", "Anna", null, GetParam().phone});
    const auto built = rows.build();
    EXPECT_EQ(built.roster.text.view(built.roster.people.phone[0]), GetParam().normalised);
    if (*GetParam().normalised != '\0') {
        EXPECT_THAT(built.findings, IsEmpty()) << all(built.findings);
        return;
    }
    const Finding finding = only(built.findings);
    EXPECT_EQ(finding.severity, Severity::warning);
    EXPECT_EQ(finding.key, "person_id 'x'");
    EXPECT_FALSE(contains(to_string(finding), GetParam().phone));
    EXPECT_TRUE(free_of_doubt(built.roster)) << "a phone decides nothing about membership";
}

INSTANTIATE_TEST_SUITE_P(
    Table, PhoneTest,
    testing::Values(PhoneCase{"Spaced", "+7 (912) 345-67-89", "+79123456789"},
                    PhoneCase{"Tight", "+7(912)3456789", "+79123456789"},
                    PhoneCase{"Eight", "89123456789", "+79123456789"},
                    PhoneCase{"EightSpaced", "8 (912) 345-67-89", "+79123456789"},
                    PhoneCase{"Bare", "+79123456789", "+79123456789"},
                    PhoneCase{"SevenWithoutPlus", "79123456789", "+79123456789"},
                    PhoneCase{"TooShort", "+7 (912) 345-67-8", ""},
                    PhoneCase{"TooLong", "+7 (912) 345-67-891", ""},
                    PhoneCase{"Landline", "+7 (343) 345-67-89", ""},
                    PhoneCase{"PlusEight", "+89123456789", ""},
                    PhoneCase{"Words", "мамин 89123456789", ""},
                    PhoneCase{"TwoOfThem", "89123456789, 89123456780", ""}),
    [](const auto& row) { return row.param.name; });

TEST(BadRowsTest, AWordThatIsNoPositionNamesTheNearest) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::staff, {"s1", "teching", "teacher"});
    const auto built = rows.build();
    const Finding finding = only(built.findings);
    EXPECT_EQ(finding.severity, Severity::warning);
    EXPECT_THAT(to_string(finding), HasSubstr("staff row 2 (person_id 's1'): position_type "
                                              "'teching' is unknown: expected administration, "
                                              "teaching or other; did you mean teaching?"));
    EXPECT_EQ(rows_of(built.roster, Relation::staff), 1U);
    EXPECT_TRUE(person_in_doubt(built.roster, "s1"));
}

TEST(BadRowsTest, AnUnknownRoleQuarantinesTheRow) {
    Rows rows;
    rows.person("a").add(Relation::staff, {"a", "teaching", "teacher,chatadmin"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message,
                HasSubstr("roles has an unknown word 'chatadmin': expected teacher, school_admin "
                          "or chats_admin; did you mean chats_admin?"));
    EXPECT_THAT(built.roster.staff, IsEmpty());
    EXPECT_TRUE(person_in_doubt(built.roster, "a"));
}

TEST(BadRowsTest, AnUnknownWordThatMayBeANameIsNotShown) {
    Rows rows;
    rows.person("a").add(Relation::staff, {"a", "Анна Петрова", "teacher"});
    const auto built = rows.build();
    EXPECT_THAT(to_string(only(built.findings)), Not(HasSubstr("Анна")));
}

TEST(BadRowsTest, ABadDateQuarantinesTheTieAndNamesTheForm) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::enrolment, {"7v", "t1", "01.09.2026", null});
    const auto built = rows.build();
    EXPECT_THAT(to_string(only(built.findings)),
                HasSubstr("enrolment row 3 (class_id '7v', person_id 't1'): valid_from "
                          "'01.09.2026' is no date: expected YYYY-MM-DD"));
    EXPECT_TRUE(person_in_doubt(built.roster, "t1"));
    EXPECT_FALSE(class_in_doubt(built.roster, "7v"));
}

TEST(BadRowsTest, AnIntervalThatEndsBeforeItBeginsIsSetAside) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::enrolment, {"7v", "t1", "2026-10-02", "2026-10-01"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("is after valid_to '2026-10-01'"));
    EXPECT_TRUE(person_in_doubt(built.roster, "t1"));
}

TEST(BadRowsTest, AnEmptyIntervalOfATieIsReportedWithoutDoubt) {
    Rows rows;
    rows.small_school();
    rows.add(Relation::enrolment, {"7v", "t1", "2026-10-01", "2026-10-01"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("counts on no day"));
    EXPECT_TRUE(free_of_doubt(built.roster));
    EXPECT_EQ(rows_of(built.roster, Relation::enrolment), 2U);
}

TEST(BadRowsTest, AClassWithABadDateStaysButIsHeldBack) {
    Rows rows;
    rows.person("a").add(Relation::school_class, {"7v", "7V", null, null, null, "soon", null});
    rows.add(Relation::enrolment, {"7v", "a"});
    const auto built = rows.build();
    EXPECT_EQ(only(built.findings).severity, Severity::error);
    EXPECT_TRUE(class_in_doubt(built.roster, "7v"));
    EXPECT_EQ(rows_of(built.roster, Relation::enrolment), 1U) << "its rows are not dangling";
}

TEST(BadRowsTest, AMissingNameHoldsTheClassBack) {
    Rows rows;
    rows.add(Relation::school_class, {"7v", null});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("name has no value"));
    EXPECT_TRUE(class_in_doubt(built.roster, "7v"));
}

TEST(BadRowsTest, AFlagThatIsNoFlagPutsThePersonInDoubt) {
    Rows rows;
    rows.add(Relation::person, {"a", "Ivanova", "Anna", null, null, "yes"});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message,
                HasSubstr("blocked 'yes' is no flag: expected true or false"));
    EXPECT_TRUE(person_in_doubt(built.roster, "a"));
}

TEST(BadRowsTest, AnOverlongIdIsNotUsedAndCutInTheMessage) {
    Rows rows;
    const std::string id(id_bytes_max + 1, 'x');
    rows.person(id.c_str());
    const auto built = rows.build();
    const Finding finding = only(built.findings);
    EXPECT_THAT(finding.message, HasSubstr("person_id is 201 bytes long: at most 200"));
    EXPECT_LT(finding.key.size(), 100U);
    EXPECT_EQ(built.roster.people.size(), 0U);
}

TEST(BadRowsTest, AnIdAtTheLimitIsUsed) {
    Rows rows;
    const std::string id(id_bytes_max, 'x');
    rows.person(id.c_str());
    EXPECT_EQ(rows.build().roster.people.size(), 1U);
}

TEST(BadRowsTest, AnOverlongFieldPutsThePersonInDoubt) {
    Rows rows;
    const std::string name(field_bytes_max + 1, 'x');
    rows.add(Relation::person, {"a", name.c_str()});
    const auto built = rows.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("last_name is 4001 bytes long"));
    EXPECT_TRUE(person_in_doubt(built.roster, "a"));
}

TEST(BadRowsTest, ControlCharactersInAnIdAreRefusedAndNotPrinted) {
    Rows rows;
    rows.person("a\nb");
    const auto built = rows.build();
    const Finding finding = only(built.findings);
    EXPECT_EQ(finding.key, "person_id 'a?b'");
    EXPECT_THAT(finding.message, HasSubstr("control characters"));
}

TEST(BadRowsTest, ANulInAnIdIsRefused) {
    RosterBuilder builder{School{}};
    std::vector<Field> fields(spec_of(Relation::person).columns.size());
    fields[0] = "1";
    fields[1] = std::string_view{"a\0b", 3};
    builder.add(Relation::person, fields);
    const auto built = builder.build();
    EXPECT_THAT(only(built.findings).message, HasSubstr("control characters"));
}

TEST(BadRowsTest, BytesThatAreNotUtf8AreRefused) {
    Rows rows;
    rows.person("a\xff");
    rows.add(Relation::person, {"b", "\xc3\x28"});
    const auto built = rows.build();
    ASSERT_EQ(built.findings.size(), 2U) << all(built.findings);
    EXPECT_EQ(built.findings[0].key, "person_id 'a?'");
    EXPECT_THAT(built.findings[1].message, HasSubstr("last_name is not UTF-8"));
    EXPECT_EQ(built.roster.people.size(), 1U);
}

TEST(BadRowsTest, AMissingIdIsNamed) {
    Rows rows;
    rows.add(Relation::person, {null, "Ivanova"});
    const auto built = rows.build();
    EXPECT_THAT(to_string(only(built.findings)), HasSubstr("person row 1: person_id has no value"));
}

TEST(BadRowsTest, FindingsAreCappedAndTheRestIsCounted) {
    Rows rows;
    for (int i = 0; i < 1'500; ++i) rows.add(Relation::staff, {"nobody", "teaching"});
    const auto built = rows.build();
    ASSERT_LE(built.findings.size(), BuiltRoster::findings_max + 1);
    EXPECT_THAT(built.findings.back().message, HasSubstr("more findings are not listed"));
}

}  // namespace
}  // namespace rosterd::test
