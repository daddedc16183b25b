// The turns of a school's chats, against when they were read.
#include "daemon/sweep_turn.hpp"

#include <algorithm>

#include "reconciler/rolling_sweep.hpp"

namespace rosterd {
namespace {

/// Between passes for the sweep's sake, however often chats are to be read.
constexpr UnixSeconds sweeps_apart_min = 60;

}  // namespace

bool may_be_read(const SchoolState& state, const ObservedChat& chat, UnixSeconds now) {
    const Parked* parked = state.memory.history.parked_at(chat.key, 0);
    return chat.state == ChatState::active && (parked == nullptr || parked->until <= now);
}

SweepTurn due_for_sweep(const SchoolState& state, UnixSeconds reread_after, UnixSeconds now) {
    const RollingSweep turns{state.school.id, reread_after};
    std::vector<const ObservedChat*> due;
    std::size_t readable = 0;
    for (const ObservedChat& chat : state.memory.observed.chats) {
        if (!may_be_read(state, chat, now)) continue;
        ++readable;
        const bool came = chat.read_at != 0 && chat.read_at < turns.last_turn(chat.key, now);
        if (came) due.push_back(&chat);
    }
    std::ranges::sort(due, {}, &ObservedChat::read_at);
    const std::size_t count = std::min(due.size(), RollingSweep::chats_at_once(readable));
    SweepTurn turn{.keys = {}, .goes_on = count < due.size()};
    for (std::size_t i = 0; i < count; ++i) turn.keys.push_back(due[i]->key);
    std::ranges::sort(turn.keys);
    return turn;
}

std::optional<UnixSeconds> next_sweep(const SchoolState& state, UnixSeconds reread_after,
                                      UnixSeconds now, bool goes_on) {
    if (active_chats(state).empty()) return std::nullopt;
    const RollingSweep turns{state.school.id, reread_after};
    const UnixSeconds next = goes_on ? now + turns.catch_up_after() : turns.next_turn(now);
    return std::max(now + sweeps_apart_min, next);
}

}  // namespace rosterd
