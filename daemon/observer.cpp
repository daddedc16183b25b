// Chat reads: platform -> observed, with departures.
#include "daemon/observer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "reconciler/succession.hpp"

namespace rosterd {
namespace {

using boost::asio::awaitable;

constexpr UnixSeconds chat_park_first = 300;
constexpr UnixSeconds chat_park_longest = 86'400;

/// Was in the chat for all we know, and nothing that we asked for takes him out.
bool was_there(const ObservedMember& member) {
    return !member.invited() && !member.being_removed();
}

/// Somebody who belongs, was in the chat, and is not there any more, left by himself. Where the
/// read cannot be relied upon to say who belongs, it is noted of everybody: what turns out to be
/// unwanted is forgotten by the next read that is believed.
void note_departures(const SchoolState& state, const ObservedChat& before,
                     const std::vector<ObservedMember>& now, Recorder& recorder) {
    if (state.picture == nullptr) return;
    const DesiredChat* desired = state.picture->desired.find(before.key);
    if (desired == nullptr) {  // its class may have gone up, and wait for an approval
        desired = successor_of(state.picture->comparison(state.memory.history, before.read_at),
                               state.memory.observed, before.key);
    }
    const bool unsure = !state.picture->implausible.empty() ||
                        (desired != nullptr && desired->wish == ChatWish::frozen);
    if (desired == nullptr && !unsure) return;
    const auto seats =
        desired == nullptr ? std::span<const Seat>{} : state.picture->desired.seats_of(*desired);
    for (const ObservedMember& member : before.members) {
        if (!was_there(member)) continue;
        if (std::ranges::binary_search(now, member.user(), {}, &ObservedMember::user)) continue;
        const PersonIndex person = state.picture->links.person_of(member.user());
        const bool belongs =
            unsure ||
            (person != no_index && std::ranges::binary_search(seats, person, {}, &Seat::person));
        if (!belongs) continue;
        recorder.departed(before.key, member.user());
        recorder.audit({.chat = before.key,
                        .operation = "left",
                        .person = person == no_index
                                      ? std::string{}
                                      : std::string{state.picture->person_id(person)},
                        .user = member.user(),
                        .outcome = "observed"});
    }
}

constexpr std::size_t smallest_to_vanish = 3;
constexpr std::size_t smallest_to_halve = 8;

/// Everybody, or more than half of many, is not in the list: an account that lost its rights is
/// told so in as many words as a class that left. Whom we may have removed does not count.
std::optional<MembersDoubt> doubt_of(const ObservedChat& before,
                                     const std::vector<ObservedMember>& now) {
    MembersDoubt doubt;
    for (const ObservedMember& member : before.members) {
        if (!was_there(member)) continue;
        ++doubt.before;
        if (!std::ranges::binary_search(now, member.user(), {}, &ObservedMember::user)) {
            ++doubt.missing;
        }
    }
    const bool vanished = doubt.before >= smallest_to_vanish && doubt.missing == doubt.before;
    const bool halved = doubt.before >= smallest_to_halve && doubt.missing * 2 > doubt.before;
    if (!vanished && !halved) return std::nullopt;
    return doubt;
}

/// The chat stays as it was known, and is read again. Nobody is marked as having left.
void note_doubt(SchoolState& state, const std::string& key, MembersDoubt doubt, UnixSeconds now,
                Recorder& recorder) {
    const auto [entry, is_new] = state.doubted.try_emplace(key);
    doubt.since = is_new ? now : entry->second.since;
    entry->second = doubt;
    if (!is_new) return;
    recorder.audit({.chat = key,
                    .operation = "members_doubted",
                    .outcome = "observed",
                    .reason = fmt::format("{} of {} people are not in the list of members",
                                          doubt.missing, doubt.before)});
}

void take_members(SchoolState& state, const std::string& key, ChatMembers read, UnixSeconds now,
                  Recorder& recorder) {
    ObservedChat* chat = state.memory.observed.find(key);
    if (const auto doubt = doubt_of(*chat, read.members)) {
        return note_doubt(state, key, *doubt, now, recorder);
    }
    state.doubted.erase(key);
    note_departures(state, *chat, read.members, recorder);
    for (const ObservedMember& member : read.members) {
        if (!member.invited()) recorder.settled(key, member.user());
    }
    chat->members = std::move(read.members);
    chat->read_at = now;
    recorder.unpark(key, 0);
    recorder.touch(key);
}

bool concerns_one_chat(ErrorKind kind) {
    return kind == ErrorKind::permanent_chat || kind == ErrorKind::permanent_person ||
           kind == ErrorKind::our_bug || kind == ErrorKind::invalid_input;
}

}  // namespace

awaitable<Result<void>> reread_chats(SchoolState* state, PlatformAccount* account,
                                     Recorder* recorder, const Clock* clock,
                                     std::vector<std::string> keys, Priority priority) {
    if (keys.empty()) co_return Result<void>{};
    std::vector<ChatNumber> numbers;
    for (const std::string& key : keys) {
        numbers.push_back(state->memory.observed.find(key)->number);
    }
    auto reads = co_await account->read_members(std::move(numbers), priority);
    Result<void> ended;
    for (std::size_t i = 0; i < reads.size(); ++i) {
        if (reads[i]) {
            take_members(*state, keys[i], std::move(*reads[i]), clock->now(), *recorder);
        } else if (concerns_one_chat(reads[i].error().kind)) {
            recorder->park(keys[i], 0, reads[i].error(), chat_park_first, chat_park_longest);
        } else if (ended) {
            ended = Error{reads[i].error()}.in("read members of " + keys[i]);
        }
    }
    auto saved = co_await recorder->commit();
    if (!saved) co_return saved;
    co_return ended;
}

}  // namespace rosterd
