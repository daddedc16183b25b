// Filters a roster to one day and turns ties into runs. Linear in the rows, one sort per relation.
#include "reconciler/in_force.hpp"

#include <algorithm>

namespace rosterd {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

/// The ties in force; `ties` is sorted by (left, right), so the result is too.
std::vector<Pair> current(const std::vector<Tie>& ties, Day day) {
    std::vector<Pair> pairs;
    pairs.reserve(ties.size());
    for (const Tie& tie : ties) {
        if (tie.validity.covers(day)) pairs.emplace_back(tie.left, tie.right);
    }
    return pairs;
}

void sort_unique(std::vector<Pair>& pairs) {
    std::ranges::sort(pairs);
    const auto rest = std::ranges::unique(pairs);
    pairs.erase(rest.begin(), rest.end());
}

/// Guardians of the students of each class.
Runs parents_of_classes(const Runs& class_students, const Runs& student_parents) {
    std::vector<Pair> pairs;
    for (ClassIndex c = 0; c < class_students.lefts(); ++c) {
        for (const PersonIndex student : class_students.of(c)) {
            for (const PersonIndex parent : student_parents.of(student)) pairs.emplace_back(c, parent);
        }
    }
    sort_unique(pairs);
    return Runs{class_students.lefts(), pairs};
}

/// Whole-class groups take the students of their classes; the others their own rows, as far as
/// those are enrolled in one of the group's classes (anywhere, where it has none).
Runs students_of_groups(const Roster& roster, const InForce& in_force,
                        const std::vector<std::uint8_t>& enrolled) {
    std::vector<Pair> pairs;
    const std::vector<Pair> own = current(roster.group_students, in_force.day);
    auto row = own.begin();
    for (GroupIndex group = 0; group < roster.groups.size(); ++group) {
        const auto classes = in_force.group_classes.of(group);
        if (roster.groups.whole_class[group] != 0) {
            const std::size_t first = pairs.size();
            for (const ClassIndex c : classes) {
                for (const PersonIndex s : in_force.class_students.of(c)) pairs.emplace_back(group, s);
            }
            if (classes.size() > 1) {
                std::sort(pairs.begin() + static_cast<std::ptrdiff_t>(first), pairs.end());
            }
        }
        for (; row != own.end() && row->first == group; ++row) {
            if (roster.groups.whole_class[group] != 0) continue;
            const bool here = classes.empty()
                                  ? enrolled[row->second] != 0
                                  : std::ranges::any_of(classes, [&](ClassIndex c) {
                                        return std::ranges::binary_search(
                                            in_force.class_students.of(c), row->second);
                                    });
            if (here) pairs.push_back(*row);
        }
    }
    return Runs{roster.groups.size(), pairs};
}

/// Keeps pairs whose person has a staff row in force.
std::vector<Pair> only_staff(std::vector<Pair> pairs, const std::vector<std::uint8_t>& positions) {
    std::erase_if(pairs, [&](const Pair& pair) { return positions[pair.second] == 0; });
    return pairs;
}

}  // namespace

Runs::Runs(std::size_t lefts, std::span<const Pair> pairs) {
    starts_.assign(lefts + 1, 0);
    values_.reserve(pairs.size());
    std::size_t at = 0;
    for (std::uint32_t left = 0; left < lefts; ++left) {
        starts_[left] = static_cast<std::uint32_t>(values_.size());
        for (; at < pairs.size() && pairs[at].first == left; ++at) {
            const bool repeated =
                values_.size() > starts_[left] && values_.back() == pairs[at].second;
            if (!repeated) values_.push_back(pairs[at].second);
        }
    }
    starts_[lefts] = static_cast<std::uint32_t>(values_.size());
}

InForce in_force_on(const Roster& roster, Day day) {
    const std::size_t people = roster.people.size();
    InForce result;
    result.day = day;
    result.positions.assign(people, 0);
    result.roles.assign(people, 0);
    result.tied.assign(people, 0);
    for (const StaffRow& row : roster.staff) {
        if (!row.validity.covers(day)) continue;
        auto& positions = result.positions[row.person];
        if (positions == 0) result.staff.push_back(row.person);
        positions = static_cast<std::uint8_t>(positions | (1U << static_cast<unsigned>(row.position)));
        result.roles[row.person] = static_cast<std::uint8_t>(result.roles[row.person] | row.roles);
        result.tied[row.person] = 1;
    }

    const std::size_t classes = roster.classes.size();
    const std::size_t groups = roster.groups.size();
    const auto enrolments = current(roster.enrolments, day);
    std::vector<std::uint8_t> enrolled(people, 0);
    for (const auto& [c, student] : enrolments) enrolled[student] = result.tied[student] = 1;
    result.class_students = Runs{classes, enrolments};

    auto guardians = current(roster.guardians, day);
    std::erase_if(guardians, [&](const Pair& pair) { return enrolled[pair.first] == 0; });
    for (const auto& [student, parent] : guardians) result.tied[parent] = 1;
    result.student_parents = Runs{people, guardians};
    result.class_parents = parents_of_classes(result.class_students, result.student_parents);

    result.class_teachers =
        Runs{classes, only_staff(current(roster.class_teachers, day), result.positions)};
    result.group_classes = Runs{groups, current(roster.group_classes, day)};
    result.group_teachers =
        Runs{groups, only_staff(current(roster.group_teachers, day), result.positions)};
    result.group_students = students_of_groups(roster, result, enrolled);
    return result;
}

}  // namespace rosterd
