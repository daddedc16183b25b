// Changes so large that a person plans them: the promotion of 1 September, and a school's switch to
// other rules. They are found in the plan itself (docs/decisions/0003). Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reconciler/guard.hpp"

namespace rosterd {

/// The part of a plan that one planned change asks for.
struct PlannedChange {
    GuardKind guard;                      ///< promotion or profile_change
    std::string reason;                   ///< what changes and how much of what, in a sentence
    std::vector<std::size_t> operations;  ///< indexes into Plan::operations
    std::vector<std::size_t> carried;     ///< indexes into Plan::carried
};

/// At least so many classes, and at least half of the school's, must change for a promotion.
inline constexpr std::size_t promotion_classes_min = 3;

/// Nothing when the plan holds no such change, or only what goes on anyway: removals of people who
/// ended their link, who a hand edit removes, or who left the school (few enough for the chat's own
/// limit, and not because the chat ends). `candidates` tells which operations may belong to it.
[[nodiscard]] std::optional<PlannedChange> find_planned_change(
    const Plan& plan, const PlanInput& input, const GuardLimits& limits, const PlannedState& state,
    const std::vector<std::uint8_t>& candidates);

/// Of everything in a profile that decides about chats and people; titles of the profile itself
/// and permissions of its users do not count.
[[nodiscard]] std::string rules_hash(const Profile& profile);

/// The school ran before, and by other rules than these.
[[nodiscard]] bool has_other_rules(const PlannedState& state, const Profile& profile);

/// What to remember after guarding a plan: the first rules, rules that changed without a
/// consequence, an approved change with its operations, and that they are all done.
[[nodiscard]] PlannedState next_planned_state(PlannedState state, const Guarded& guarded,
                                              const Profile& profile, const Roster& roster);

}  // namespace rosterd
