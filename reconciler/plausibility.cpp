// Compares row counts of two reads.
#include "reconciler/plausibility.hpp"

#include <fmt/format.h>

#include "reconciler/contract.hpp"

namespace rosterd {
namespace {

/// Relations from which membership follows: if one of these vanishes, people would be removed.
constexpr std::array membership_relations{
    Relation::person,
    Relation::staff,
    Relation::school_class,
    Relation::class_teacher,
    Relation::enrolment,
    Relation::guardian,
    Relation::study_group,
    Relation::study_group_class,
    Relation::study_group_teacher,
    Relation::study_group_student,
    Relation::profile_link,
};
constexpr std::uint64_t small_rows = 15;

}  // namespace

std::string implausibility(const RowCounts& accepted, const RowCounts& read) {
    for (const Relation relation : membership_relations) {
        const auto index = static_cast<std::size_t>(relation);
        const std::uint64_t before = accepted[index];
        const std::uint64_t now = read[index];
        const bool vanished = before > 0 && now == 0;
        const bool collapsed = before > small_rows && now * 2 < before;
        if (vanished || collapsed) {
            return fmt::format("{} fell from {} rows to {}", spec_of(relation).name, before, now);
        }
    }
    return {};
}

}  // namespace rosterd
