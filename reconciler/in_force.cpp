// Filters a roster to one day and turns ties into runs. One pass over the rows of each relation.
#include "reconciler/in_force.hpp"

#include <algorithm>

namespace rosterd {

/// Makes runs left after left. Values of one run must come sorted, or settle() must follow.
class RunsBuilder {
  public:
    RunsBuilder(std::size_t lefts, std::size_t values) {
        made_.runs_.assign(lefts, {});
        made_.values_.reserve(values);
    }
    /// With the runs of `base` at hand for share().
    RunsBuilder(std::size_t lefts, const Runs& base, std::size_t values)
        : RunsBuilder{lefts, base.values_.size() + values} {
        made_.values_.assign(base.values_.begin(), base.values_.end());
    }

    void begin(std::uint32_t left) {
        left_ = left;
        made_.runs_[left] = {size(), size()};
    }
    /// A value equal to the run's last one is dropped.
    void push(std::uint32_t value) {
        Runs::Run& run = made_.runs_[left_];
        if (run.end > run.begin && made_.values_.back() == value) return;
        made_.values_.push_back(value);
        ++run.end;
    }
    void append(std::span<const std::uint32_t> values) {
        made_.values_.insert(made_.values_.end(), values.begin(), values.end());
        made_.runs_[left_].end = size();
    }
    /// The whole run of `left` is the run of `base_left`: no value is written again.
    void share(std::uint32_t left, const Runs& base, std::uint32_t base_left) {
        made_.runs_[left] = base.runs_[base_left];
    }
    /// Sorts the run in hand and drops its duplicates.
    void settle() {
        const auto first =
            made_.values_.begin() + static_cast<std::ptrdiff_t>(made_.runs_[left_].begin);
        std::sort(first, made_.values_.end());
        made_.values_.erase(std::unique(first, made_.values_.end()), made_.values_.end());
        made_.runs_[left_].end = size();
    }
    [[nodiscard]] Runs take() { return std::move(made_); }

  private:
    [[nodiscard]] std::uint32_t size() const {
        return static_cast<std::uint32_t>(made_.values_.size());
    }

    Runs made_;
    std::uint32_t left_ = 0;
};

namespace {

/// In place of a person's only class: he is enrolled in more than one.
constexpr ClassIndex several = no_index - 1;

/// The ties in force that `keep` (left, right) accepts; `ties` is sorted by (left, right).
template <class Keep>
Runs runs_of(std::size_t lefts, const std::vector<Tie>& ties, Day day, Keep keep) {
    RunsBuilder builder{lefts, ties.size()};
    std::uint32_t left = no_index;
    for (const Tie& tie : ties) {
        if (!tie.validity.covers(day) || !keep(tie.left, tie.right)) continue;
        if (tie.left != left) builder.begin(left = tie.left);
        builder.push(tie.right);
    }
    return builder.take();
}

/// Guardians of the students of each class.
Runs parents_of_classes(const Runs& class_students, const Runs& student_parents,
                        std::size_t guardians) {
    const auto classes = static_cast<ClassIndex>(class_students.lefts());
    RunsBuilder builder{classes, guardians};
    for (ClassIndex c = 0; c < classes; ++c) {
        builder.begin(c);
        for (const PersonIndex student : class_students.of(c)) {
            builder.append(student_parents.of(student));
        }
        builder.settle();
    }
    return builder.take();
}

/// The students of study groups, group after group.
class GroupStudents {
  public:
    /// `homes`: per person his class, `several`, or no_index when he is not enrolled.
    GroupStudents(const Roster& roster, const InForce& in_force,
                  const std::vector<ClassIndex>& homes)
        : roster_{roster}, in_force_{in_force}, homes_{homes} {}

    Runs make() {
        const auto groups = static_cast<GroupIndex>(roster_.groups.size());
        const Runs& base = in_force_.class_students;
        RunsBuilder builder{groups, base, roster_.group_students.size()};
        auto row = roster_.group_students.begin();
        for (GroupIndex group = 0; group < groups; ++group) {
            const auto end = std::find_if(row, roster_.group_students.end(),
                                          [&](const Tie& tie) { return tie.left != group; });
            const auto classes = in_force_.group_classes.of(group);
            if (roster_.groups.whole_class[group] == 0) {
                builder.begin(group);
                for (; row != end; ++row) {
                    if (counts(*row, classes)) builder.push(row->right);
                }
            } else if (classes.size() == 1) {
                builder.share(group, base, classes.front());
            } else {
                builder.begin(group);
                for (const ClassIndex c : classes) builder.append(base.of(c));
                builder.settle();
            }
            row = end;
        }
        return builder.take();
    }

  private:
    /// A row of a subgroup or elective counts for who is enrolled in one of the group's classes
    /// (anywhere, where it has none).
    [[nodiscard]] bool counts(const Tie& row, std::span<const ClassIndex> classes) const {
        if (!row.validity.covers(in_force_.day)) return false;
        const ClassIndex home = homes_[row.right];
        if (home == no_index || classes.empty()) return home != no_index;
        if (home != several) return std::ranges::find(classes, home) != classes.end();
        return std::ranges::any_of(classes, [&](ClassIndex c) {
            return std::ranges::binary_search(in_force_.class_students.of(c), row.right);
        });
    }

    const Roster& roster_;
    const InForce& in_force_;
    const std::vector<ClassIndex>& homes_;
};

void apply_staff(const Roster& roster, InForce& result) {
    for (const StaffRow& row : roster.staff) {
        if (!row.validity.covers(result.day)) continue;
        auto& positions = result.positions[row.person];
        if (positions == 0) result.staff.push_back(row.person);
        positions =
            static_cast<std::uint8_t>(positions | (1U << static_cast<unsigned>(row.position)));
        result.roles[row.person] = static_cast<std::uint8_t>(result.roles[row.person] | row.roles);
        result.tied[row.person] = 1;
    }
}

/// Who taught a class before `day`, does not on it, and still works here.
Runs former_teachers(const Roster& roster, const InForce& now) {
    RunsBuilder builder{roster.classes.size(), 0};
    ClassIndex left = no_index;
    for (const Tie& tie : roster.class_teachers) {
        const bool over = tie.validity.to <= now.day;
        if (!over || now.positions[tie.right] == 0) continue;
        if (std::ranges::binary_search(now.class_teachers.of(tie.left), tie.right)) continue;
        if (tie.left != left) builder.begin(left = tie.left);
        builder.push(tie.right);
    }
    return builder.take();
}

}  // namespace

Runs::Runs(std::size_t lefts, std::span<const std::pair<std::uint32_t, std::uint32_t>> pairs) {
    RunsBuilder builder{lefts, pairs.size()};
    std::uint32_t current = no_index;
    for (const auto& [left, value] : pairs) {
        if (left != current) builder.begin(current = left);
        builder.push(value);
    }
    *this = builder.take();
}

InForce in_force_on(const Roster& roster, Day day) {
    const std::size_t people = roster.people.size();
    InForce result;
    result.day = day;
    result.positions.assign(people, 0);
    result.roles.assign(people, 0);
    result.tied.assign(people, 0);
    apply_staff(roster, result);

    const std::size_t classes = roster.classes.size();
    const std::size_t groups = roster.groups.size();
    const auto any = [](std::uint32_t, std::uint32_t) { return true; };
    const auto of_staff = [&](std::uint32_t, PersonIndex person) {
        return result.positions[person] != 0;
    };
    std::vector<ClassIndex> homes(people, no_index);
    result.class_students =
        runs_of(classes, roster.enrolments, day, [&](ClassIndex c, PersonIndex student) {
            homes[student] = homes[student] == no_index || homes[student] == c ? c : several;
            result.tied[student] = 1;
            return true;
        });
    result.student_parents =
        runs_of(people, roster.guardians, day, [&](PersonIndex student, PersonIndex parent) {
            if (homes[student] == no_index) return false;
            result.tied[parent] = 1;
            return true;
        });
    result.class_parents =
        parents_of_classes(result.class_students, result.student_parents, roster.guardians.size());
    result.class_teachers = runs_of(classes, roster.class_teachers, day, of_staff);
    result.former_class_teachers = former_teachers(roster, result);
    result.group_classes = runs_of(groups, roster.group_classes, day, any);
    result.group_teachers = runs_of(groups, roster.group_teachers, day, of_staff);
    result.group_students = GroupStudents{roster, result, homes}.make();
    return result;
}

}  // namespace rosterd
