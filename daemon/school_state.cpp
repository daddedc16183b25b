// The plan of a school from what is in memory.
#include "daemon/school_state.hpp"

namespace rosterd {

Guarded current_plan(const SchoolState& state, const Capabilities& capabilities,
                     const GuardLimits& limits, const GuardHistory& history, UnixSeconds now) {
    const PlanInput input{state.picture->comparison(state.memory.history, now),
                          state.memory.observed, capabilities};
    return guard_plan(make_plan(input), input, limits, history);
}

}  // namespace rosterd
