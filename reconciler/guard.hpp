// Checks that stop dangerous removals and leave everything else alone (design §8.2, 8.3). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "reconciler/plan.hpp"

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

enum class GuardKind : std::uint8_t { implausible_read, chat, empty_chat, school, hour };

/// Removals that wait for a person's approval.
struct Hold {
    std::string id;  ///< short, stable while the removals stay the same: first 12 digits of hash
    GuardKind guard;
    std::string hash;    ///< of exactly these operations; an approval is pinned to it
    std::string reason;  ///< "7 of 28 people would leave class/7v; the limit is 5 and 25 %"
    std::vector<Operation> operations;
};

struct GuardHistory {
    std::vector<UserId> removed_last_hour;  ///< each once, sorted
    std::vector<std::string> approved;      ///< hashes approved and not expired, sorted
    std::string implausible;                ///< why the read is not believed; empty: it is
};

struct Guarded {
    Plan released;            ///< what may run now, hash and price recomputed
    std::vector<Hold> holds;  ///< what may not
};

/// Splits a plan. Never held: additions, what a person did himself, what a hand edit says.
[[nodiscard]] Guarded guard_plan(const Plan& plan, const PlanInput& input,
                                 const GuardLimits& limits, const GuardHistory& history);

}  // namespace rosterd
