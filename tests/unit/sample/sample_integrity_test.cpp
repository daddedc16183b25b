// Sample rows against the contract: widths, required cells, references, uniqueness.
#include <gmock/gmock.h>

#include "adapters/journal/sample/sample_school.hpp"
#include "tests/unit/sample/census.hpp"

namespace rosterd::journal {
namespace {

using test::at;

class SampleIntegrityTest : public testing::TestWithParam<const char*> {
  protected:
    SampleIntegrityTest() {
        auto made = generate_school({.kind = SchoolKind::town, .profile = GetParam()});
        EXPECT_TRUE(made);
        tables_ = *std::move(made);
    }

    std::set<std::string> ids(Relation relation) const {
        std::set<std::string> found;
        for (std::size_t row = 0; row < tables_[relation].rows(); ++row) {
            found.insert(at(tables_[relation], row, 1));
        }
        return found;
    }
    void expect_refers(Relation relation, std::string_view column_name,
                       const std::set<std::string>& to) const {
        const auto columns = spec_of(relation).columns;
        const auto column = static_cast<std::size_t>(
            std::ranges::find(columns, column_name, &Column::name) - columns.begin());
        ASSERT_LT(column, columns.size()) << spec_of(relation).name << '.' << column_name;
        for (std::size_t row = 0; row < tables_[relation].rows(); ++row) {
            if (!tables_[relation].row(row)[column]) continue;
            EXPECT_TRUE(to.contains(at(tables_[relation], row, column)))
                << spec_of(relation).name << " row " << row + 1;
        }
    }

    JournalTables tables_;
};

TEST_P(SampleIntegrityTest, EveryCellSuitsItsColumn) {
    for (const RelationSpec& spec : journal_contract()) {
        const auto& table = tables_[spec.relation];
        for (std::size_t row = 0; row < table.rows(); ++row) {
            EXPECT_EQ(at(table, row, 0), "1");
            for (std::size_t index = 0; index < spec.columns.size(); ++index) {
                const Column& column = spec.columns[index];
                const auto& cell = table.row(row)[index];
                const auto where = std::string{spec.name} + '.' + std::string{column.name};
                if (!cell) {
                    EXPECT_FALSE(column.required) << where;
                    continue;
                }
                switch (column.type) {
                    case ColumnType::text:
                        EXPECT_FALSE(cell->empty()) << where;
                        break;
                    case ColumnType::boolean:
                        EXPECT_THAT(*cell, testing::AnyOf("0", "1")) << where;
                        break;
                    case ColumnType::day:
                        EXPECT_TRUE(parse_day(*cell)) << where;
                        break;
                    case ColumnType::local_time:
                        EXPECT_TRUE(parse_instant(*cell + "Z")) << where;
                        break;
                    case ColumnType::instant:
                        EXPECT_TRUE(parse_instant(*cell)) << where;
                        break;
                }
            }
        }
    }
}

TEST_P(SampleIntegrityTest, EveryReferenceIsMet) {
    const auto people = ids(Relation::person);
    const auto classes = ids(Relation::school_class);
    const auto groups = ids(Relation::study_group);
    using enum Relation;
    for (const Relation relation : {staff, class_teacher, enrolment, study_group_teacher,
                                    study_group_student, profile_link}) {
        expect_refers(relation, "person_id", people);
    }
    expect_refers(guardian, "parent_id", people);
    expect_refers(guardian, "student_id", people);
    for (const Relation relation : {class_teacher, enrolment, study_group_class}) {
        expect_refers(relation, "class_id", classes);
    }
    for (const Relation relation :
         {study_group_class, study_group_teacher, study_group_student, lesson, chat_request}) {
        expect_refers(relation, "group_id", groups);
    }
    expect_refers(chat_request, "created_by", people);
}

TEST_P(SampleIntegrityTest, IdsAreUniqueAndNoRowOccursTwice) {
    for (const Relation relation : {Relation::person, Relation::school_class, Relation::study_group,
                                    Relation::lesson, Relation::chat_request}) {
        EXPECT_EQ(ids(relation).size(), tables_[relation].rows()) << spec_of(relation).name;
    }
    for (const JournalTable& table : tables_.tables()) {
        std::set<std::vector<Cell>> rows;
        for (std::size_t row = 0; row < table.rows(); ++row) {
            rows.emplace(table.row(row).begin(), table.row(row).end());
        }
        EXPECT_EQ(rows.size(), table.rows()) << spec_of(table.relation()).name;
    }
}

TEST_P(SampleIntegrityTest, ClassTeachersAndTeachersOfGroupsAreStaffInForce) {
    std::set<std::string> staff;
    const auto& rows = tables_[Relation::staff];
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        if (!rows.row(row)[5]) staff.insert(at(rows, row, 1));
    }
    expect_refers(Relation::class_teacher, "person_id", staff);
    expect_refers(Relation::study_group_teacher, "person_id", staff);
    EXPECT_EQ(tables_[Relation::class_teacher].rows(), tables_[Relation::school_class].rows());
    EXPECT_EQ(tables_[Relation::study_group_teacher].rows(), tables_[Relation::study_group].rows());
}

TEST_P(SampleIntegrityTest, DividedGroupsCoverTheirClassOnceAndElectivesTakeSeveral) {
    const auto found = test::census(tables_);
    const auto& group = tables_[Relation::study_group];
    std::map<std::string, std::vector<std::string>> classes_of;
    const auto& group_class = tables_[Relation::study_group_class];
    for (std::size_t row = 0; row < group_class.rows(); ++row) {
        classes_of[at(group_class, row, 1)].push_back(at(group_class, row, 2));
    }
    std::map<std::string, std::vector<std::string>> students_of;
    const auto& student = tables_[Relation::study_group_student];
    for (std::size_t row = 0; row < student.rows(); ++row) {
        students_of[at(student, row, 1)].push_back(at(student, row, 2));
    }
    std::size_t divided = 0;
    std::size_t across = 0;
    for (std::size_t row = 0; row < group.rows(); ++row) {
        const std::string id = at(group, row, 1);
        if (at(group, row, 4) == "1") {
            EXPECT_FALSE(students_of.contains(id));
            continue;
        }
        EXPECT_FALSE(students_of[id].empty()) << id;
        if (classes_of[id].size() > 1) ++across;
        if (!id.ends_with("-1") || !id.starts_with(classes_of[id].front())) continue;
        ++divided;
        auto both = students_of[id];
        const auto& other = students_of[id.substr(0, id.size() - 1) + "2"];
        both.insert(both.end(), other.begin(), other.end());
        EXPECT_THAT(both, testing::UnorderedElementsAreArray(
                              found.pupils_of_class.at(classes_of[id].front())));
    }
    EXPECT_GE(divided, 3U);
    EXPECT_GE(across, 2U);
}

TEST_P(SampleIntegrityTest, NobodyIsInTwoClassesOnOneDayAndSomebodyHasChanged) {
    const auto& enrolment = tables_[Relation::enrolment];
    std::map<std::string, std::size_t> open;
    std::size_t ended = 0;
    for (std::size_t row = 0; row < enrolment.rows(); ++row) {
        if (enrolment.row(row)[4]) {
            ++ended;
        } else {
            ++open[at(enrolment, row, 2)];
        }
    }
    for (const auto& [pupil, rows] : open) EXPECT_EQ(rows, 1U) << pupil;
    EXPECT_EQ(open.size(), 900U);
    EXPECT_GE(ended, 1U);
}

INSTANTIATE_TEST_SUITE_P(Profiles, SampleIntegrityTest, testing::Values("sgo", "bars-max"),
                         [](const auto& row) { return std::string{row.param}.substr(0, 3); });

}  // namespace
}  // namespace rosterd::journal
