// Counts what a school of sample rows would become, straight from the rows: no reconciler in it.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/journal/import/journal_tables.hpp"

namespace rosterd::journal::test {

/// The value at (row, column); an empty text for NULL.
inline std::string at(const JournalTable& table, std::size_t row, std::size_t column) {
    return table.row(row)[column].value_or("");
}

struct Census {
    std::size_t pupils = 0, classes = 0, groups = 0, people = 0, staff = 0, teachers = 0;
    std::size_t parents = 0, guardians = 0, lessons = 0;
    std::size_t chats = 0;  ///< one staff room, class and parents chats, one for each group
    std::size_t memberships = 0, subject_memberships = 0;
    std::map<std::string, std::set<std::string>> pupils_of_class;  ///< enrolled now
    std::map<std::string, std::set<std::string>> parents_of;       ///< by pupil
};

inline Census census(const JournalTables& tables) {
    Census count;
    const auto& enrolment = tables[Relation::enrolment];
    for (std::size_t row = 0; row < enrolment.rows(); ++row) {
        if (!enrolment.row(row)[4]) {
            count.pupils_of_class[at(enrolment, row, 1)].insert(at(enrolment, row, 2));
        }
    }
    std::set<std::string> parents;
    const auto& guardian = tables[Relation::guardian];
    for (std::size_t row = 0; row < guardian.rows(); ++row) {
        count.parents_of[at(guardian, row, 2)].insert(at(guardian, row, 1));
        parents.insert(at(guardian, row, 1));
    }
    const auto& staff = tables[Relation::staff];
    std::size_t staff_room = 0;
    for (std::size_t row = 0; row < staff.rows(); ++row) {
        if (staff.row(row)[5]) continue;
        ++count.staff;
        if (at(staff, row, 2) != "other") ++staff_room;
        if (at(staff, row, 3).find("teacher") != std::string::npos) ++count.teachers;
    }
    std::map<std::string, std::set<std::string>> students_of_group;
    const auto& chosen = tables[Relation::study_group_student];
    for (std::size_t row = 0; row < chosen.rows(); ++row) {
        students_of_group[at(chosen, row, 1)].insert(at(chosen, row, 2));
    }
    std::map<std::string, std::string> class_of_group;
    const auto& group_class = tables[Relation::study_group_class];
    for (std::size_t row = 0; row < group_class.rows(); ++row) {
        class_of_group[at(group_class, row, 1)] = at(group_class, row, 2);
    }
    const auto& group = tables[Relation::study_group];
    for (std::size_t row = 0; row < group.rows(); ++row) {
        const std::string id = at(group, row, 1);
        const auto& students = at(group, row, 4) == "1" ? count.pupils_of_class[class_of_group[id]]
                                                        : students_of_group[id];
        count.subject_memberships += students.size() + 2;  // the teacher, the chats' administrator
    }
    for (const auto& [id, pupils] : count.pupils_of_class) {
        std::set<std::string> of_class;
        for (const std::string& pupil : pupils) {
            const auto known = count.parents_of.find(pupil);
            if (known == count.parents_of.end()) continue;
            of_class.insert(known->second.begin(), known->second.end());
        }
        count.pupils += pupils.size();
        count.memberships += pupils.size() + 2 + of_class.size() + 2;
    }
    count.memberships += count.subject_memberships + staff_room;
    count.classes = tables[Relation::school_class].rows();
    count.groups = group.rows();
    count.people = tables[Relation::person].rows();
    count.parents = parents.size();
    count.guardians = guardian.rows();
    count.lessons = tables[Relation::lesson].rows();
    count.chats = 1 + 2 * count.classes + count.groups;
    return count;
}

}  // namespace rosterd::journal::test
