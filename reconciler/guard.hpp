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
    GuardLimit rule{10, 0.25};  ///< of all chats of one kind together: the parents of every class
    GuardLimit school{15, 0.03};
    std::uint32_t hour_people = 25;  ///< people removed in the last hour, this plan included
};

enum class GuardKind : std::uint8_t {
    implausible_read,
    profile_change,  ///< the school got other rules: its whole plan waits
    promotion,       ///< many classes are renamed, succeeded or closed at once
    chat,
    empty_chat,
    last_administrator,  ///< nobody but the service account would administer the chat
    rule,
    school,
    hour,
};

/// Operations that wait for a person's approval: removals, demotions, or all of a planned change.
struct Hold {
    std::string id;  ///< short, stable while the removals stay the same: first 12 digits of hash
    GuardKind guard;
    std::string hash;    ///< of exactly these operations; an approval is pinned to it
    std::string reason;  ///< "7 of 28 people would leave class/7v; the limit is 5 and 25 %"
    std::vector<Operation> operations;
    std::vector<CarriedChat> carried{};  ///< of a planned change
    /// Fingerprints of all this, sorted; of an implausible read its own (fingerprint_of_read())
    /// too.
    std::vector<std::uint64_t> steps{};
};

/// What a person approved and what has not expired. It stays good for what is left of it, however
/// often the work was interrupted; what is added to it is held anew.
struct ApprovedHold {
    std::string hash;
    std::string by{};
    std::vector<std::uint64_t> steps{};  ///< Hold::steps of what was approved
    /// It was held because the read was not believed: only such an approval passes that guard.
    bool of_implausible_read = false;
};

struct GuardHistory {
    std::vector<UserId> removed_last_hour;  ///< without approval; each once, sorted
    std::vector<ApprovedHold> approved;
    PlannedState planned;
    std::string implausible;  ///< why the read is not believed; empty: it is
};

/// How near a guard came to holding something: why it did, and why it did not.
struct GuardMargin {
    GuardKind guard;
    std::string about;        ///< the chat's key or the kind of chats; empty: the school
    std::size_t people = 0;   ///< who would be removed
    std::size_t present = 0;  ///< of how many; 0 for the hour, which counts people only
    GuardLimit limit{0, 0};
    bool held = false;
};

struct Guarded {
    Plan released;            ///< what may run now, hash and price recomputed
    std::vector<Hold> holds;  ///< what may not
    /// A planned change that a person approved begins now: the fingerprints of all it does, to be
    /// remembered before the first of them runs. Sorted.
    std::vector<std::uint64_t> approved{};
    std::vector<GuardMargin> margins{};  ///< of each guard that had something to count
};

/// What the platform has for a planned chat: under its own key, or its predecessor's; or null.
[[nodiscard]] const ObservedChat* observed_chat(const Plan& plan, const Observed& observed,
                                                const PlannedChat& chat);

/// Splits a plan. Never held: what a person did himself, what a hand edit says, and additions that
/// are no part of a planned change. What a person approved passes every guard but that against
/// implausible reads, which only an approval of such a hold passes.
/// Held are removals, on an implausible read demotions too, and what would leave a chat to the
/// service account alone (docs/decisions/0011).
[[nodiscard]] Guarded guard_plan(const Plan& plan, const PlanInput& input,
                                 const GuardLimits& limits, const GuardHistory& history);

}  // namespace rosterd
