// Which journal rows count on one day.
#include "reconciler/in_force.hpp"

#include <gtest/gtest.h>

#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

using Names = std::vector<std::string>;

Evaluated on(const RosterMaker& journal, std::string_view date = today_text) {
    Scenario scenario;
    scenario.journal = journal;
    scenario.moment.today = day(date);
    return scenario.evaluate();
}

Names students(const Evaluated& world, std::string_view in) {
    return world.ids(world.in_force.class_students.of(class_index(world.roster, in)));
}

Names group_students(const Evaluated& world, std::string_view group) {
    return world.ids(world.in_force.group_students.of(group_index(world.roster, group)));
}

Names group_teachers(const Evaluated& world, std::string_view group) {
    return world.ids(world.in_force.group_teachers.of(group_index(world.roster, group)));
}

}  // namespace

TEST(RunsTest, EveryLeftHasItsSortedRunWithoutDuplicates) {
    const std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs{
        {0, 3}, {0, 7}, {2, 1}, {2, 1}, {2, 2}};
    const Runs runs{4, pairs};
    ASSERT_EQ(runs.lefts(), 4U);
    EXPECT_EQ(runs.of(0).size(), 2U);
    EXPECT_TRUE(runs.of(1).empty());
    ASSERT_EQ(runs.of(2).size(), 2U);
    EXPECT_EQ(runs.of(2)[0], 1U);
    EXPECT_EQ(runs.of(2)[1], 2U);
    EXPECT_TRUE(runs.of(3).empty());
    EXPECT_EQ(Runs{}.lefts(), 0U);
}

TEST(InForceTest, ARowCountsFromItsFirstDayUntilTheDayBeforeItsEnd) {
    RosterMaker journal;
    journal.school_class("7v").enrol("7v", "s1", between("2026-09-01", "2026-10-15"));
    EXPECT_EQ(students(on(journal, "2026-08-31"), "7v"), Names{});
    EXPECT_EQ(students(on(journal, "2026-09-01"), "7v"), Names{"s1"});
    EXPECT_EQ(students(on(journal, "2026-10-14"), "7v"), Names{"s1"});
    EXPECT_EQ(students(on(journal, "2026-10-15"), "7v"), Names{});
}

TEST(InForceTest, EveryKindOfTieHasTheSameEdges) {
    const Validity ended = until(today_text);
    const Validity last_day = until("2026-10-16");
    const Validity ahead = since("2026-10-16");
    const Validity first_day = since(today_text);
    struct Row {
        Validity validity;
        bool counts;
    };
    for (const Row& row :
         {Row{ended, false}, Row{last_day, true}, Row{ahead, false}, Row{first_day, true}}) {
        RosterMaker journal;
        journal.school_class("7v").teacher("t1").enrol("7v", "s1").enrol("7v", "s2");
        journal.class_teacher("7v", "t1", row.validity).guardian("p1", "s1", row.validity);
        journal.staff("t2", PositionType::teaching, staff_role::teacher, row.validity);
        journal.group("whole", {.whole_class = true});
        journal.group_class("whole", "7v", row.validity);
        journal.group_teacher("whole", "t1", row.validity);
        journal.group("part", {.whole_class = false, .classes = {"7v"}});
        journal.group_student("part", "s1", row.validity);
        const Evaluated world = on(journal);
        const auto expected = [&](const char* id) { return row.counts ? Names{id} : Names{}; };
        EXPECT_EQ(world.ids(world.in_force.class_teachers.of(0)), expected("t1"));
        EXPECT_EQ(world.ids(world.in_force.class_parents.of(0)), expected("p1"));
        EXPECT_EQ(world.ids(world.in_force.student_parents.of(world.index("s1"))), expected("p1"));
        EXPECT_EQ(group_teachers(world, "whole"), expected("t1"));
        EXPECT_EQ(group_students(world, "whole"), row.counts ? (Names{"s1", "s2"}) : Names{});
        EXPECT_EQ(group_students(world, "part"), expected("s1"));
        EXPECT_EQ(world.in_force.roles[world.index("t2")] != 0, row.counts);
        EXPECT_EQ(world.in_force.tied[world.index("t2")] != 0, row.counts);
    }
}

TEST(InForceTest, ATeacherWithoutAStaffRowDoesNotCount) {
    RosterMaker journal;
    journal.school_class("7v").enrol("7v", "s1");
    journal.class_teacher("7v", "t1").group("g", {.classes = {"7v"}, .teachers = {"t1", "t2"}});
    journal.staff("t2", PositionType::teaching, staff_role::teacher, until(today_text));
    journal.staff("t3", PositionType::other, 0);
    journal.class_teacher("7v", "t3").group_teacher("g", "t3", {});
    const Evaluated world = on(journal);
    EXPECT_EQ(world.ids(world.in_force.class_teachers.of(0)), Names{"t3"});
    EXPECT_EQ(group_teachers(world, "g"), Names{"t3"});
    EXPECT_FALSE(world.in_force.tied[world.index("t1")]);
    EXPECT_FALSE(world.in_force.tied[world.index("t2")]);
    EXPECT_TRUE(world.in_force.tied[world.index("t3")]);
}

TEST(InForceTest, StaffRowsOfOnePersonJoin) {
    RosterMaker journal;
    journal.staff("t1", PositionType::teaching, staff_role::teacher);
    journal.staff("t1", PositionType::administration, staff_role::school_admin);
    journal.staff("t1", PositionType::other, staff_role::chats_admin, until("2020-01-01"));
    const Evaluated world = on(journal);
    const auto person = world.index("t1");
    EXPECT_EQ(world.in_force.roles[person], staff_role::teacher | staff_role::school_admin);
    EXPECT_EQ(world.in_force.positions[person], 0b011);
    EXPECT_EQ(world.ids(world.in_force.staff), Names{"t1"});
}

TEST(InForceTest, AGuardianCountsOnlyForAChildEnrolledNow) {
    RosterMaker journal;
    journal.school_class("7v").school_class("8a");
    journal.enrol("7v", "s1", until(today_text)).enrol("8a", "s2").enrol("8a", "s3");
    journal.guardian("p1", "s1").guardian("p2", "s1").guardian("p2", "s2").guardian("p3", "s3");
    journal.guardian("p4", "nobody");
    const Evaluated world = on(journal);
    EXPECT_EQ(world.ids(world.in_force.class_parents.of(class_index(world.roster, "7v"))), Names{});
    EXPECT_EQ(world.ids(world.in_force.class_parents.of(class_index(world.roster, "8a"))),
              (Names{"p2", "p3"}));
    EXPECT_FALSE(world.in_force.tied[world.index("p1")]);
    EXPECT_TRUE(world.in_force.tied[world.index("p2")]);
    EXPECT_FALSE(world.in_force.tied[world.index("s1")]);
    EXPECT_FALSE(world.in_force.tied[world.index("p4")]);
    EXPECT_FALSE(world.in_force.tied[world.index("nobody")]);
}

TEST(InForceTest, AParentOfTwoChildrenInOneClassIsThereOnce) {
    RosterMaker journal;
    journal.school_class("7v").enrol("7v", "s1").enrol("7v", "s2");
    journal.guardian("p1", "s1").guardian("p1", "s2");
    const Evaluated world = on(journal);
    EXPECT_EQ(world.ids(world.in_force.class_parents.of(0)), Names{"p1"});
}

TEST(InForceTest, TwoEnrolmentRowsOfOnePersonCountOnce) {
    RosterMaker journal;
    journal.school_class("7v");
    journal.enrol("7v", "s1", between("2026-09-01", "2027-01-01")).enrol("7v", "s1");
    EXPECT_EQ(students(on(journal), "7v"), Names{"s1"});
}

TEST(InForceTest, AWholeClassGroupHasTheStudentsOfItsClassesWhateverItsOwnRowsSay) {
    RosterMaker journal;
    journal.school_class("7v").school_class("7a").school_class("8a");
    journal.enrol("7v", "s1").enrol("7v", "s2").enrol("7a", "s3").enrol("8a", "s4");
    journal.group("g", {.whole_class = true, .classes = {"7v", "7a"}, .students = {"s1", "s4"}});
    EXPECT_EQ(group_students(on(journal), "g"), (Names{"s1", "s2", "s3"}));
}

TEST(InForceTest, AGroupOfItsOwnHasItsStudentsThatAreEnrolledInOneOfItsClasses) {
    RosterMaker journal;
    journal.school_class("7v").school_class("7a").school_class("8a");
    journal.enrol("7v", "s1").enrol("7v", "s2").enrol("7a", "s3").enrol("8a", "s4");
    journal.enrol("7a", "s5", until(today_text));
    journal.group("g", {.whole_class = false,
                        .classes = {"7v", "7a"},
                        .students = {"s1", "s3", "s4", "s5", "stray"}});
    EXPECT_EQ(group_students(on(journal), "g"), (Names{"s1", "s3"}));
}

TEST(InForceTest, AGroupWithoutClassesHasItsStudentsThatAreInTheSchool) {
    RosterMaker journal;
    journal.school_class("7v").school_class("8a");
    journal.enrol("7v", "s1").enrol("8a", "s2").enrol("8a", "s3", until(today_text));
    journal.group("g", {.whole_class = false, .students = {"s1", "s2", "s3", "stray"}});
    EXPECT_EQ(group_students(on(journal), "g"), (Names{"s1", "s2"}));
}

TEST(InForceTest, AWholeClassGroupWithoutClassesHasNobody) {
    RosterMaker journal;
    journal.school_class("7v").enrol("7v", "s1");
    journal.group("g", {.whole_class = true, .students = {"s1"}});
    EXPECT_EQ(group_students(on(journal), "g"), Names{});
}

TEST(InForceTest, AMovedStudentIsInTheNewClassOnTheVeryDay) {
    RosterMaker journal;
    journal.school_class("7v").school_class("7a");
    journal.enrol("7v", "s1", until(today_text)).enrol("7a", "s1", since(today_text));
    EXPECT_EQ(students(on(journal, "2026-10-14"), "7v"), Names{"s1"});
    EXPECT_EQ(students(on(journal, "2026-10-14"), "7a"), Names{});
    EXPECT_EQ(students(on(journal), "7v"), Names{});
    EXPECT_EQ(students(on(journal), "7a"), Names{"s1"});
    EXPECT_TRUE(on(journal).in_force.tied[0]);
}

TEST(InForceTest, TheOrderOfRowsMeansNothing) {
    RosterMaker journal = small_school();
    const Evaluated straight = on(journal);
    const Evaluated reversed = on(journal.reversed());
    EXPECT_EQ(students(straight, "7v"), students(reversed, "7v"));
    EXPECT_EQ(straight.in_force.tied, reversed.in_force.tied);
    EXPECT_EQ(straight.in_force.roles, reversed.in_force.roles);
}

TEST(InForceTest, AnEmptySchoolIsNoTrouble) {
    const Evaluated world = on(RosterMaker{});
    EXPECT_TRUE(world.in_force.tied.empty());
    EXPECT_TRUE(world.in_force.staff.empty());
    EXPECT_EQ(world.in_force.class_students.lefts(), 0U);
}

}  // namespace rosterd::testing
