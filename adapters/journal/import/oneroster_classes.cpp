// The mapping of classes and study groups: who learns and teaches where, and which class is whose.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/journal/import/oneroster_mapper.hpp"

namespace rosterd::journal {
namespace {

using enum OneRosterFile;

Cell cell(const std::string& text) {
    return text.empty() ? Cell{} : Cell{text};
}

/// A class or group itself ends only when its row is deleted.
Cell end_of(const OneRosterRow& row) {
    return row.deleted ? cell(row.changed_on) : Cell{};
}

template <class Seats>
void add_seats(JournalTable& table, const std::string& school, const std::string& id,
               const Seats& seats) {
    for (const auto& [person, period] : seats) {
        table.add(school, id, person, cell(period.from), cell(period.to));
    }
}

}  // namespace

void OneRosterMapper::map_enrollments() {
    for (const auto& [id, row] : package_.rows(enrollments)) {
        const std::string& user = row["userSourcedId"];
        const std::string& in = row["classSourcedId"];
        const std::string& school = row["schoolSourcedId"];
        const std::string& role = row["role"];
        if (role != "student" && role != "teacher") {
            report(enrollments, Severity::note, id, row,
                   fmt::format("role '{}' has no place in the journal; not used", role));
            continue;
        }
        if (!schools_.contains(school)) {
            report(enrollments, Severity::error, id, row,
                   fmt::format("refers to school '{}', which is not in orgs.csv", school));
            continue;
        }
        people_.emplace(school, user);
        if (role == "student") student_schools_[user].insert(school);
        const bool class_known = package_.find(classes, in) != nullptr;
        if (!class_known || package_.find(users, user) == nullptr) {
            report(enrollments, Severity::error, id, row,
                   fmt::format("refers to class '{}' and user '{}', one of which does not exist",
                               in, user));
        }
        const auto period = period_of(row, user);
        if (!period) continue;
        if (!class_known) {  // passed on, so that its reader knows not to conclude anything
            const auto relation = role == "student" ? Relation::enrolment : Relation::class_teacher;
            out_.tables[relation].add(school, in, user, cell(period->from), cell(period->to));
            continue;
        }
        (role == "student" ? students_ : teachers_)[in].emplace(user, *period);
    }
    for (const auto& [id, row] : package_.rows(classes)) {
        if (!schools_.contains(row["schoolSourcedId"])) {
            report(classes, Severity::error, id, row, "refers to a school that is not in orgs.csv");
        } else if (row["classType"] == "homeroom") {
            map_homeroom(id, row);
        } else {
            map_group(id, row);
        }
    }
}

/// `07` -> `7`; nothing for several grades.
std::optional<std::string> OneRosterMapper::grade_of(const Row& row) const {
    const auto grades = list_items(row["grades"]);
    if (grades.size() != 1) return std::nullopt;
    const auto digit = grades.front().find_first_not_of('0');
    return digit == std::string::npos ? grades.front() : grades.front().substr(digit);
}

void OneRosterMapper::map_homeroom(const std::string& id, const Row& row) {
    const std::string& school = row["schoolSourcedId"];
    const std::string& title = row["title"];
    const auto grade = grade_of(row);
    std::string letter;
    if (grade && title.starts_with(*grade)) {
        letter = title.substr(grade->size());
        while (letter.starts_with(' ') || letter.starts_with('-')) letter.erase(0, 1);
    }
    out_.tables[Relation::school_class].add(school, id, title, grade, cell(letter), Cell{}, Cell{},
                                            end_of(row));
    add_seats(out_.tables[Relation::class_teacher], school, id, teachers_[id]);
    add_seats(out_.tables[Relation::enrolment], school, id, students_[id]);
}

std::string OneRosterMapper::subject_of(const std::string& id, const Row& row) {
    const Row* course = package_.find(courses, row["courseSourcedId"]);
    if (course != nullptr) return (*course)["title"];
    report(classes, Severity::warning, id, row,
           fmt::format("refers to course '{}', which is not in courses.csv; its subject is taken "
                       "from the class",
                       row["courseSourcedId"]));
    return row["subjects"].empty() ? row["title"] : row["subjects"];
}

std::set<std::string> OneRosterMapper::classes_of_group(const Row& row,
                                                        const Seats& students) const {
    const std::string& parent = row["metadata.parentClassSourcedId"];
    if (!parent.empty()) return {parent};
    std::set<std::string> found;
    for (const auto& [id, other] : package_.rows(classes)) {
        if (other["classType"] != "homeroom" || other.deleted) continue;
        const auto pupils = students_.find(id);
        if (pupils == students_.end()) continue;
        for (const auto& [pupil, period] : pupils->second) {
            if (!period.to.empty()) continue;  // his class of earlier days
            const bool learns = std::ranges::any_of(students, [&](const auto& seat) {
                return seat.first == pupil && seat.second.to.empty();
            });
            if (learns) found.insert(id);
        }
    }
    return found;
}

bool OneRosterMapper::takes_whole_class(const Row& row, const std::set<std::string>& of,
                                        const Seats& students) const {
    if (!row["metadata.subgroup"].empty() || of.size() != 1) return false;
    const auto pupils = students_.find(*of.begin());
    return pupils != students_.end() && pupils->second == students;
}

/// What tells a group from others of its subject: `7В/Английский, подгруппа 1` -> `подгруппа 1`.
std::string OneRosterMapper::name_of_group(const Row& row, const std::set<std::string>& of) const {
    const std::string& subgroup = row["metadata.subgroup"];
    const bool number =
        !subgroup.empty() && subgroup.find_first_not_of("0123456789") == std::string::npos;
    if (number) return "подгруппа " + subgroup;
    std::string_view name = row["title"];
    const Row* parent = of.size() == 1 ? package_.find(classes, *of.begin()) : nullptr;
    if (parent != nullptr && name.starts_with((*parent)["title"] + "/")) {
        name.remove_prefix((*parent)["title"].size() + 1);
    }
    return std::string{name};
}

void OneRosterMapper::map_group(const std::string& id, const Row& row) {
    const std::string& school = row["schoolSourcedId"];
    const Seats& students = students_[id];
    const auto of = classes_of_group(row, students);
    const bool whole = takes_whole_class(row, of, students);
    for (const std::string& one : of) {
        if (package_.find(classes, one) != nullptr) continue;
        report(classes, Severity::error, id, row,
               fmt::format("metadata.parentClassSourcedId names '{}', which is not in classes.csv",
                           one));
    }
    out_.tables[Relation::study_group].add(school, id, subject_of(id, row),
                                           whole ? Cell{} : Cell{name_of_group(row, of)},
                                           cell_of(whole), Cell{}, end_of(row));
    for (const std::string& one : of) {
        out_.tables[Relation::study_group_class].add(school, id, one, Cell{}, Cell{});
    }
    add_seats(out_.tables[Relation::study_group_teacher], school, id, teachers_[id]);
    if (!whole) add_seats(out_.tables[Relation::study_group_student], school, id, students);
}

}  // namespace rosterd::journal
