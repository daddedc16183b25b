// Compares row counts of two reads.
#include "reconciler/plausibility.hpp"

#include <fmt/format.h>

#include <algorithm>

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
constexpr UnixSeconds seconds_between_falls = 86'400;
constexpr std::uint64_t fall_divisor = 20;

}  // namespace

std::string implausibility(const RowCounts& accepted, const RowCounts& read) {
    std::string fallen;
    for (const Relation relation : membership_relations) {
        const auto index = static_cast<std::size_t>(relation);
        const std::uint64_t before = accepted[index];
        const std::uint64_t now = read[index];
        const bool vanished = before > 0 && now == 0;
        const bool collapsed = before > small_rows && now * 2 < before;
        if (vanished || collapsed) {
            fallen += fmt::format("{}{} fell from {} rows to {}", fallen.empty() ? "" : ", ",
                                  spec_of(relation).name, before, now);
        }
    }
    return fallen;
}

ReadReference next_reference(const ReadReference& reference, const RowCounts& read,
                             UnixSeconds now) {
    if (reference.fell_at == 0) return {read, now};
    const bool falls = now - reference.fell_at >= seconds_between_falls;
    ReadReference next{reference.rows, falls ? now : reference.fell_at};
    for (std::size_t i = 0; i < read.size(); ++i) {
        std::uint64_t& rows = next.rows[i];
        if (falls) rows -= (rows + fall_divisor - 1) / fall_divisor;
        rows = std::max(rows, read[i]);
    }
    return next;
}

}  // namespace rosterd
