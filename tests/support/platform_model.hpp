// A naive platform: does what a plan says, one operation at a time, and refuses what a real one
// would refuse. It knows no rules and no people.
#pragma once

#include <stdexcept>

#include "reconciler/plan.hpp"

namespace rosterd::testing {

/// A plan asked for something that no platform could do.
struct ImpossibleOperation : std::logic_error {
    using std::logic_error::logic_error;
};

/// Changes `observed` (and, for invitations, `history`) as the plan's operations do, in order.
/// Throws ImpossibleOperation: a second create, a change in a chat that does not exist, adding
/// somebody who is there, removing or demoting somebody who is not.
void apply_plan(const Plan& plan, const Capabilities& capabilities, UnixSeconds now,
                Observed& observed, History& history);

}  // namespace rosterd::testing
