// The plan of a school from what is in memory.
#include "daemon/school_state.hpp"

namespace rosterd {

PictureInput picture_input(const SchoolState& state, const Profile& profile,
                           const PlatformAccount& account, Moment moment) {
    PictureInput input;
    input.profile = profile;
    input.platform = account.platform();
    input.title_characters_max = account.capabilities().title_characters_max;
    input.moment = moment;
    input.accepted = state.memory.accepted;
    input.links = state.memory.links;
    input.known_users = state.memory.known_users;
    input.initialised = state.memory.initialised;
    input.own = state.memory.own;
    return input;
}

Guarded current_plan(const SchoolState& state, const Capabilities& capabilities,
                     const GuardLimits& limits, const GuardHistory& history, UnixSeconds now) {
    const PlanInput input{state.picture->comparison(state.memory.history, now),
                          state.memory.observed, capabilities};
    GuardHistory known = history;
    known.planned = state.memory.planned;  // may have changed since `history` was asked for
    return guard_plan(make_plan(input), input, limits, known);
}

}  // namespace rosterd
