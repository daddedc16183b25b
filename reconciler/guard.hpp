// Checks that stop dangerous removals and leave everything else alone (design §8.2, 8.3). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "reconciler/plan.hpp"
#include "reconciler/planned_state.hpp"

namespace rosterd {

/// Trips when more than `people` and more than `share` of those present would be removed.
struct GuardLimit {
    std::uint32_t people;
    double share;
};

struct GuardLimits {
    GuardLimit chat{5, 0.25};
    GuardLimit school{15, 0.03};
    std::uint32_t hour_people = 25;  ///< people removed in the last hour, this plan included
};

enum class GuardKind : std::uint8_t {
    implausible_read,
    profile_change,  ///< the school got other rules: its whole plan waits
    promotion,       ///< many classes are renamed, succeeded or closed at once
    chat,
    empty_chat,
    school,
    hour,
};

/// Operations that wait for a person's approval: removals, or all of a planned change.
struct Hold {
    std::string id;  ///< short, stable while the removals stay the same: first 12 digits of hash
    GuardKind guard;
    std::string hash;    ///< of exactly these operations; an approval is pinned to it
    std::string reason;  ///< "7 of 28 people would leave class/7v; the limit is 5 and 25 %"
    std::vector<Operation> operations;
    std::vector<CarriedChat> carried{};  ///< of a planned change
};

struct GuardHistory {
    std::vector<UserId> removed_last_hour;  ///< each once, sorted
    std::vector<std::string> approved;      ///< hashes approved and not expired, sorted
    PlannedState planned;
    std::string implausible;  ///< why the read is not believed; empty: it is
};

struct Guarded {
    Plan released;            ///< what may run now, hash and price recomputed
    std::vector<Hold> holds;  ///< what may not
    /// A planned change that a person approved begins now: the fingerprints of all it does, to be
    /// remembered before the first of them runs. Sorted.
    std::vector<std::uint64_t> approved{};
};

/// What the platform has for a planned chat: under its own key, or its predecessor's; or null.
[[nodiscard]] const ObservedChat* observed_chat(const Plan& plan, const Observed& observed,
                                                const PlannedChat& chat);

/// Splits a plan. Never held: what a person did himself, what a hand edit says, and additions that
/// are no part of a planned change. What a person approved as part of one passes every guard but
/// that against implausible reads.
[[nodiscard]] Guarded guard_plan(const Plan& plan, const PlanInput& input,
                                 const GuardLimits& limits, const GuardHistory& history);

}  // namespace rosterd
