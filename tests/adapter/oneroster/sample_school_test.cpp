// The Russian sample school through the loader: who is where on both days.
#include "adapters/journal/oneroster/mapping.hpp"
#include "tests/support/places.hpp"

#include <gmock/gmock.h>

#include <set>

namespace rosterd::journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::filesystem::path sample =
    test::source_directory() / "tests/data/oneroster/ru-school-v1p2";
const std::string second_day = "2026-10-02";

ImportedJournal imported(bool with_delta, OneRosterOptions options = {}) {
    std::vector<std::filesystem::path> deltas;
    if (with_delta) deltas.push_back(sample / "delta-2026-10-02");
    auto journal = import_oneroster(sample / "bulk-2026-10-01", deltas, options);
    EXPECT_TRUE(journal) << journal.error().what;
    return *std::move(journal);
}

using Set = std::set<std::string>;

/// Values of one column over the rows whose days (the last two columns) cover `day` and whose
/// columns have the values given.
Set column(const JournalTables& tables, Relation relation, std::size_t wanted,
           const std::string& day, const std::map<std::size_t, Set>& where = {}) {
    Set found;
    const auto& table = tables[relation];
    const std::size_t width = table.width();
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const auto cells = table.row(row);
        if (cells[width - 2] && *cells[width - 2] > day) continue;
        if (cells[width - 1] && *cells[width - 1] <= day) continue;
        const bool matches = std::ranges::all_of(where, [&](const auto& condition) {
            return condition.second.contains(cells[condition.first].value_or(""));
        });
        if (matches) found.insert(cells[wanted].value_or(""));
    }
    return found;
}

Set pupils(const JournalTables& tables, const std::string& one, const std::string& day) {
    return column(tables, Relation::enrolment, 2, day, {{1, {one}}});
}
Set parents(const JournalTables& tables, const std::string& one, const std::string& day) {
    return column(tables, Relation::guardian, 1, day, {{2, pupils(tables, one, day)}});
}

TEST(OneRosterImportTest, TheFirstDayHasTheCountsOfThePackage) {
    const auto [tables, findings] = imported(false, {.lessons = sample / "lessons.csv"});
    EXPECT_THAT(findings, IsEmpty());
    EXPECT_EQ(tables[Relation::school].rows(), 1U);
    EXPECT_EQ(tables[Relation::person].rows(), 30U);
    EXPECT_EQ(tables[Relation::staff].rows(), 8U);
    EXPECT_EQ(tables[Relation::school_class].rows(), 3U);
    EXPECT_EQ(tables[Relation::class_teacher].rows(), 3U);
    EXPECT_EQ(tables[Relation::enrolment].rows(), 13U);
    EXPECT_EQ(tables[Relation::guardian].rows(), 12U);
    EXPECT_EQ(tables[Relation::study_group].rows(), 14U);
    EXPECT_EQ(tables[Relation::study_group_teacher].rows(), 14U);
    EXPECT_EQ(tables[Relation::lesson].rows(), 8U);
    EXPECT_EQ(tables[Relation::change_marker].rows(), 1U);
    EXPECT_THAT(
        tables[Relation::school].row(0),
        ElementsAre("sch-7", "СОШ № 7 (пример)", "Asia/Yekaterinburg", "bars-max", "main", "1"));
}

TEST(OneRosterImportTest, TheThreeDefinitionsOfTheStaffRoomGiveSevenFourAndEight) {
    const auto tables = imported(false).tables;
    const std::string day = "2026-10-01";
    EXPECT_THAT(column(tables, Relation::staff, 1, day, {{2, {"administration", "teaching"}}}),
                ElementsAre("d1", "p1", "t1", "t2", "t3", "t4", "z1"));
    EXPECT_THAT(column(tables, Relation::staff, 1, day, {{3, {"teacher"}}}),
                ElementsAre("t1", "t2", "t3", "t4"));
    EXPECT_THAT(column(tables, Relation::staff, 1, day, {{3, {"school_admin,chats_admin"}}}),
                ElementsAre("z1"));
    EXPECT_EQ(column(tables, Relation::staff, 1, day).size(), 8U);
}

TEST(OneRosterImportTest, ClassesHaveGradeLetterTeacherAndPupils) {
    const auto tables = imported(false).tables;
    const std::string day = "2026-10-01";
    EXPECT_THAT(tables[Relation::school_class].row(0),
                ElementsAre("sch-7", "cls-10ap", "10А (П)", "10", "А (П)", std::nullopt,
                            std::nullopt, std::nullopt));
    EXPECT_THAT(tables[Relation::school_class].row(1)[3], "7");
    EXPECT_THAT(column(tables, Relation::class_teacher, 2, day, {{1, {"cls-8a"}}}),
                ElementsAre("t2"));
    EXPECT_THAT(pupils(tables, "cls-8a", day), ElementsAre("s10", "s7", "s8", "s9"));
}

TEST(OneRosterImportTest, GuardiansComeFromBothDirectionsAndAreOnlyParents) {
    const auto tables = imported(false).tables;
    const std::string day = "2026-10-01";
    EXPECT_THAT(parents(tables, "cls-7v", day), ElementsAre("g1", "g2", "g3", "g4", "g5", "g6"));
    EXPECT_THAT(parents(tables, "cls-8a", day), ElementsAre("g3", "g4", "g7", "g8"));
    EXPECT_THAT(parents(tables, "cls-10ap", day), ElementsAre("g9", "t4"));
}

TEST(OneRosterImportTest, GroupsAreWholeHalvesOrAcrossClasses) {
    const auto tables = imported(false).tables;
    const std::string day = "2026-10-01";
    EXPECT_EQ(column(tables, Relation::study_group, 1, day, {{4, {"1"}}}).size(), 9U);
    EXPECT_THAT(
        column(tables, Relation::study_group, 1, day, {{4, {"0"}}}),
        ElementsAre("grp-7v-eng-1", "grp-7v-eng-2", "grp-7v-inf-1", "grp-7v-inf-2", "grp-mix-inf"));
    EXPECT_THAT(column(tables, Relation::study_group_student, 2, day, {{1, {"grp-7v-eng-2"}}}),
                ElementsAre("s4", "s5", "s6"));
    EXPECT_THAT(column(tables, Relation::study_group_class, 2, day, {{1, {"grp-mix-inf"}}}),
                ElementsAre("cls-10ap", "cls-8a"));
    EXPECT_THAT(column(tables, Relation::study_group, 3, day, {{1, {"grp-7v-eng-2"}}}),
                ElementsAre("подгруппа 2"));
    EXPECT_THAT(column(tables, Relation::study_group, 2, day, {{1, {"grp-mix-inf"}}}),
                ElementsAre("Основы журналистики"));
    EXPECT_THAT(column(tables, Relation::study_group, 3, day, {{1, {"grp-7v-hist"}}}),
                ElementsAre(""));
}

TEST(OneRosterImportTest, TheDeltaMovesExactlyThePeopleItNames) {
    const auto before = imported(false).tables;
    const auto [after, findings] = imported(true);
    EXPECT_THAT(findings, IsEmpty());
    const auto now = [&](Relation relation, std::size_t wanted,
                         const std::map<std::size_t, Set>& where) {
        return column(after, relation, wanted, second_day, where);
    };
    // s2 moves and his guardian follows; s8 and with him g7 leave; g10 comes to s5.
    EXPECT_THAT(pupils(after, "cls-7v", second_day), ElementsAre("s1", "s3", "s4", "s5", "s6"));
    EXPECT_THAT(pupils(after, "cls-8a", second_day), ElementsAre("s10", "s2", "s7", "s9"));
    EXPECT_EQ(pupils(after, "cls-10ap", second_day), pupils(before, "cls-10ap", second_day));
    EXPECT_THAT(parents(after, "cls-7v", second_day),
                ElementsAre("g1", "g10", "g2", "g3", "g4", "g6"));
    EXPECT_THAT(parents(after, "cls-8a", second_day), ElementsAre("g3", "g4", "g5", "g8"));
    EXPECT_EQ(parents(after, "cls-10ap", second_day), parents(before, "cls-10ap", second_day));
    // The class teacher of 8А changes; t2 keeps teaching geography there.
    EXPECT_THAT(now(Relation::class_teacher, 2, {{1, {"cls-8a"}}}), ElementsAre("t3"));
    EXPECT_THAT(now(Relation::study_group_teacher, 2, {{1, {"grp-8a-geo"}}}), ElementsAre("t2"));
    // t5 is hired, p1 dismissed: still seven.
    EXPECT_THAT(now(Relation::staff, 1, {{2, {"administration", "teaching"}}}),
                ElementsAre("d1", "t1", "t2", "t3", "t4", "t5", "z1"));
    // Nothing else moves.
    EXPECT_EQ(now(Relation::study_group_teacher, 2, {}),
              column(before, Relation::study_group_teacher, 2, second_day));
    EXPECT_EQ(now(Relation::study_group, 1, {{4, {"1"}}}),
              column(before, Relation::study_group, 1, second_day, {{4, {"1"}}}));
    EXPECT_THAT(now(Relation::study_group_student, 2, {{1, {"grp-7v-eng-1"}}}),
                ElementsAre("s1", "s3"));
    EXPECT_EQ(now(Relation::study_group_student, 2, {{1, {"grp-mix-inf"}}}),
              column(before, Relation::study_group_student, 2, second_day, {{1, {"grp-mix-inf"}}}));
}

TEST(OneRosterImportTest, WhoLeftKeepsARowThatSaysWhen) {
    const auto after = imported(true).tables;
    EXPECT_THAT(pupils(after, "cls-8a", "2026-10-01"), ElementsAre("s10", "s7", "s8", "s9"));
    EXPECT_EQ(column(after, Relation::staff, 5, "2026-10-01", {{1, {"p1"}}}), Set{second_day});
    EXPECT_EQ(after[Relation::person].rows(), 32U);
}

TEST(OneRosterImportTest, TheSameFoldersGiveTheSameTablesAndADeltaAnotherMarker) {
    EXPECT_EQ(imported(true).tables, imported(true).tables);
    EXPECT_NE(imported(true).tables[Relation::change_marker].row(0)[1],
              imported(false).tables[Relation::change_marker].row(0)[1]);
}

}  // namespace
}  // namespace rosterd::journal
