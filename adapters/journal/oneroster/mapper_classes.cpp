// The mapping of classes and study groups: who learns and teaches where, and which class is whose.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/journal/oneroster/mapper.hpp"
#include "reconciler/roster_builder_fields.hpp"

namespace rosterd::journal {
namespace {

using enum OneRosterFile;

/// A class or group itself ends only when its row is deleted.
Cell end_of(const OneRosterRow& row) {
    return row.deleted ? cell_or_null(row.changed_on) : Cell{};
}

/// The latest end among seats; an open end is the latest of all.
template <class Seats>
std::string latest_end(const Seats& seats) {
    std::string latest;
    bool first = true;
    for (const auto& [seat, row] : seats) {
        const std::string& to = seat.second.to;
        if (first || to.empty() || (!latest.empty() && to > latest)) latest = to;
        first = false;
        if (latest.empty()) break;
    }
    return latest;
}

}  // namespace

void OneRosterMapper::add_seats(Relation relation, const std::string& school, const std::string& id,
                                const Seats& seats) {
    for (const auto& [seat, row] : seats) {
        add(school, relation, *row, id, seat.first, cell_or_null(seat.second.from),
            cell_or_null(seat.second.to));
    }
}

const std::string& OneRosterMapper::school_of(const Row& enrollment) const {
    const Row* of = package_.find(classes, enrollment["classSourcedId"]);
    const bool known = of != nullptr && out_.schools.contains((*of)["schoolSourcedId"]);
    return known ? (*of)["schoolSourcedId"] : enrollment["schoolSourcedId"];
}

void OneRosterMapper::map_enrollment(const Row& row) {
    const std::string& user = row["userSourcedId"];
    const std::string& in = row["classSourcedId"];
    const std::string& school = school_of(row);
    const bool student = row["role"] == "student";
    if (!out_.schools.contains(school)) {
        return report("", Severity::error, row,
                      fmt::format("refers to class '{}' and school '{}', neither of which is known",
                                  printable(in), printable(school)));
    }
    if (!student && row["role"] != "teacher") {
        return report(
            school, Severity::note, row,
            fmt::format("role '{}' has no place in the journal; not used", printable(row["role"])));
    }
    people_.emplace(school, user);
    if (student) student_schools_[user].insert(school);
    const bool class_known = package_.find(classes, in) != nullptr;
    if (!class_known || package_.find(users, user) == nullptr) {
        report_dangling(school, row,
                        fmt::format("refers to class '{}' and user '{}', one of which does not "
                                    "exist",
                                    printable(in), printable(user)));
    }
    const auto period = period_of(row, user);
    if (!period) return;
    if (!class_known) {  // passed on, so that its reader knows not to conclude anything
        return add(school, student ? Relation::enrolment : Relation::class_teacher, row, in, user,
                   cell_or_null(period->from), cell_or_null(period->to));
    }
    (student ? students_ : teachers_)[in].emplace(std::pair{user, *period}, &row);
}

void OneRosterMapper::map_enrollments() {
    for (const auto& [key, row] : package_.rows(enrollments)) map_enrollment(row);
    for (const auto& [id, seats] : students_) {
        const Row& one = *package_.find(classes, id);
        if (one["classType"] != "homeroom" || one.deleted) continue;
        const std::string end = latest_end(seats);
        for (const auto& [seat, row] : seats) {
            if (seat.second.to == end) homerooms_[seat.first].insert(id);
        }
    }
}

void OneRosterMapper::map_classes() {
    for (const auto& [key, row] : package_.rows(classes)) {
        const std::string& school = row["schoolSourcedId"];
        if (!out_.schools.contains(school)) {
            if (package_.find(orgs, school) == nullptr) {
                report("", Severity::error, row,
                       fmt::format("refers to school '{}', which is not in orgs.csv",
                                   printable(school)));
            }
        } else if (row["classType"] == "homeroom") {
            map_homeroom(school, row);
        } else {
            map_group(school, row);
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

void OneRosterMapper::map_homeroom(const std::string& school, const Row& row) {
    const std::string& title = row["title"];
    const auto grade = grade_of(row);
    std::string letter;
    if (grade && title.starts_with(*grade)) {
        letter = title.substr(grade->size());
        while (letter.starts_with(' ') || letter.starts_with('-')) letter.erase(0, 1);
    }
    add(school, Relation::school_class, row, row.id, cell_or_null(title), grade,
        cell_or_null(letter), cell_or_null(row["metadata.predecessorSourcedId"]), Cell{},
        end_of(row));
    if (package_.find(classes, row.id) != &row) return;  // contradicts the first row of its id
    add_seats(Relation::class_teacher, school, row.id, teachers_[row.id]);
    add_seats(Relation::enrolment, school, row.id, students_[row.id]);
}

std::string OneRosterMapper::subject_of(const std::string& school, const Row& row) {
    const Row* course = package_.find(courses, row["courseSourcedId"]);
    if (course != nullptr) return (*course)["title"];
    report(school, Severity::warning, row,
           fmt::format("refers to course '{}', which is not in courses.csv; its subject is taken "
                       "from the class",
                       printable(row["courseSourcedId"])));
    return row["subjects"].empty() ? row["title"] : row["subjects"];
}

std::set<std::string> OneRosterMapper::classes_of_group(const Row& row,
                                                        const Seats& students) const {
    const std::string& parent = row["metadata.parentClassSourcedId"];
    if (!parent.empty()) return {parent};
    const std::string end = latest_end(students);
    std::set<std::string> found;
    for (const auto& [seat, said_by] : students) {
        if (seat.second.to != end) continue;  // who left the group earlier
        const auto homerooms = homerooms_.find(seat.first);
        if (homerooms == homerooms_.end()) continue;
        found.insert(homerooms->second.begin(), homerooms->second.end());
    }
    return found;
}

bool OneRosterMapper::takes_whole_class(const Row& row, const std::set<std::string>& of,
                                        const Seats& students) const {
    if (!row["metadata.subgroup"].empty() || of.size() != 1) return false;
    const auto pupils = students_.find(*of.begin());
    const auto same_seat = [](const auto& one, const auto& other) {
        return one.first == other.first;
    };
    return pupils != students_.end() && std::ranges::equal(pupils->second, students, same_seat);
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

void OneRosterMapper::map_group(const std::string& school, const Row& row) {
    const std::string& id = row.id;
    const Seats& students = students_[id];
    const auto of = classes_of_group(row, students);
    const bool whole = takes_whole_class(row, of, students);
    add(school, Relation::study_group, row, id, cell_or_null(subject_of(school, row)),
        whole ? Cell{} : cell_or_null(name_of_group(row, of)), cell_of(whole), Cell{}, end_of(row));
    if (package_.find(classes, id) != &row) return;  // contradicts the first row of its id
    for (const std::string& one : of) {
        if (package_.find(classes, one) == nullptr) {
            report_dangling(school, row,
                            fmt::format("metadata.parentClassSourcedId names '{}', which is not in "
                                        "classes.csv",
                                        printable(one)));
        }
        add(school, Relation::study_group_class, row, id, one, Cell{}, Cell{});
    }
    add_seats(Relation::study_group_teacher, school, id, teachers_[id]);
    if (!whole) add_seats(Relation::study_group_student, school, id, students);
}

}  // namespace rosterd::journal
