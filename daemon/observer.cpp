// Chat reads: platform -> observed, with departures.
#include "daemon/observer.hpp"

#include <algorithm>

namespace rosterd {
namespace {

using boost::asio::awaitable;

constexpr UnixSeconds chat_park_first = 300;
constexpr UnixSeconds chat_park_longest = 86'400;

/// Somebody who belongs, was in the chat, and is not there any more, left by himself.
void note_departures(const SchoolState& state, const ObservedChat& before,
                     const std::vector<ObservedMember>& now, Recorder& recorder) {
    if (state.picture == nullptr) return;
    const DesiredChat* desired = state.picture->desired.find(before.key);
    if (desired == nullptr || before.read_at == 0) return;
    const auto seats = state.picture->desired.seats_of(*desired);
    for (const ObservedMember& member : before.members) {
        if (member.invited()) continue;
        if (std::ranges::binary_search(now, member.user(), {}, &ObservedMember::user)) continue;
        const PersonIndex person = state.picture->links.person_of(member.user());
        const bool belongs =
            person != no_index && std::ranges::binary_search(seats, person, {}, &Seat::person);
        if (!belongs) continue;
        recorder.departed(before.key, member.user());
        recorder.audit({.chat = before.key,
                        .operation = "left",
                        .person = std::string{state.picture->person_id(person)},
                        .user = member.user(),
                        .outcome = "observed"});
    }
}

void take_members(SchoolState& state, const std::string& key, ChatMembers read, UnixSeconds now,
                  Recorder& recorder) {
    ObservedChat* chat = state.memory.observed.find(key);
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
