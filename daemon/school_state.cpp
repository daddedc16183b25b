// The plan of a school from what is in memory.
#include "daemon/school_state.hpp"

#include <algorithm>

#include "reconciler/source_mark.hpp"

namespace rosterd {

std::string name_of(const SchoolState& state) {
    return state.further ? further_name(state.school.id, state.school.account) : state.school.id;
}

std::string further_name(std::string_view school, std::string_view account) {
    return std::string{school} + "@" + std::string{account};
}

std::size_t count_schools(const Schools& schools) {
    return static_cast<std::size_t>(
        std::ranges::count_if(schools, [](const auto& each) { return !each.second.further; }));
}

ReadVerdict read_verdict(const SchoolState& state, UnixSeconds now) {
    ReadFacts facts{.now = now, .last_read = state.last_read};
    if (state.read_error) facts.failure = state.read_error->what;
    facts.frozen = state.frozen;
    if (state.picture != nullptr) {
        facts.implausible = state.picture->implausible;
        const auto& doubted = state.picture->doubted_classes;
        if (!doubted.empty()) facts.doubted = doubted.front().reason;
        facts.held_back = static_cast<std::size_t>(
            std::ranges::count(state.picture->findings, Severity::error, &Finding::severity));
    }
    return judge_read(facts);
}

std::uint64_t source_now(const SchoolState& state, std::string_view chat, UserId user) {
    if (state.picture == nullptr) return 0;
    const Picture& picture = *state.picture;
    return source_mark({picture.roster, picture.links, picture.desired, state.memory.links}, chat,
                       user);
}

const Approval* decision_about(const SchoolState& state, const Hold& hold, UnixSeconds now) {
    const auto& decisions = state.memory.approvals;
    const auto found = std::ranges::find_if(decisions, [&](const Approval& each) {
        return each.hash == hold.hash && each.expires > now;
    });
    return found == decisions.end() ? nullptr : &*found;
}

std::vector<Departure> departures_of(const SchoolState& state, std::string_view chat,
                                     std::string_view person) {
    std::vector<Departure> found;
    for (const Departure& departure : state.memory.history.departures) {
        if (departure.chat != chat) continue;
        const PersonIndex who = state.picture->links.person_of(departure.user);
        if (who != no_index && state.picture->person_id(who) == person) found.push_back(departure);
    }
    return found;
}

PictureInput picture_input(const SchoolState& state, const Profile& profile,
                           const PlatformAccount& account, Moment moment, InstantOf instant_of) {
    PictureInput input;
    input.profile = profile;
    input.platform = account.platform();
    input.people_make_chats = !account.capabilities().create_chats;
    input.title_characters_max = account.capabilities().title_characters_max;
    input.moment = moment;
    input.accepted = state.memory.accepted;
    input.accepted_classes = state.memory.accepted_classes;
    input.links = state.memory.links;
    input.known_users = state.memory.known_users;
    input.initialised = state.memory.initialised;
    input.own = state.memory.own;
    input.own_revision = state.own_revision;
    input.conferences = state.memory.conferences;
    input.active_chats = active_chats(state);
    input.instant_of = std::move(instant_of);
    return input;
}

std::vector<std::string> active_chats(const SchoolState& state) {
    std::vector<std::string> keys;  // chats are sorted by key
    for (const ObservedChat& chat : state.memory.observed.chats) {
        if (chat.state == ChatState::active) keys.push_back(chat.key);
    }
    return keys;
}

Guarded current_plan(const SchoolState& state, const Capabilities& capabilities,
                     const GuardLimits& limits, const GuardHistory& history, UnixSeconds now) {
    const PlanInput input{state.picture->comparison(state.memory.history, now),
                          state.memory.observed, capabilities, state.memory.account};
    GuardHistory known = history;
    known.planned = state.memory.planned;  // may have changed since `history` was asked for
    Plan plan = make_plan(input);
    Withheld paused = withhold(plan, paused_chats(state.pauses, now), input);
    Guarded guarded = guard_plan(plan, input, limits, known);
    guarded.paused = std::move(paused);
    return guarded;
}

}  // namespace rosterd
