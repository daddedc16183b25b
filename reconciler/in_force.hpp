// A roster on one day: which rows count, as CSR runs per class and group. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reconciler/roster.hpp"

namespace rosterd {

/// Sorted runs of indexes, one run per left index.
class Runs {
  public:
    Runs() = default;
    /// `pairs` must be sorted by (first, second); duplicates are dropped.
    Runs(std::size_t lefts, std::span<const std::pair<std::uint32_t, std::uint32_t>> pairs);
    [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t left) const {
        return {values_.data() + runs_[left].begin, values_.data() + runs_[left].end};
    }
    [[nodiscard]] std::size_t lefts() const { return runs_.size(); }

  private:
    friend class RunsBuilder;
    struct Run {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    std::vector<Run> runs_;  ///< in values_; two lefts may share one
    std::vector<std::uint32_t> values_;
};

/// What is in force on `day` (design §3: a teacher counts only with a staff row in force, a student
/// only while enrolled, a guardian only for a child enrolled now). Refers to no roster afterwards.
struct InForce {
    Day day;
    std::vector<std::uint8_t> positions;  ///< per person: bits of PositionType in force
    std::vector<std::uint8_t> roles;      ///< per person: staff_role bits in force
    std::vector<std::uint8_t> tied;       ///< per person: has any tie to the school
    std::vector<std::uint32_t> staff;     ///< people with a staff row in force, sorted
    Runs class_teachers;                  ///< class -> people
    /// class -> people who were its teachers once, are no more, and still work at the school
    Runs former_class_teachers;
    Runs class_students;
    Runs class_parents;
    Runs student_parents;  ///< person -> guardians
    Runs group_classes;    ///< group -> classes
    Runs group_teachers;
    Runs group_students;
};

[[nodiscard]] InForce in_force_on(const Roster& roster, Day day);

}  // namespace rosterd
