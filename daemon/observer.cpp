// Chat reads: platform -> observed, with departures.
#include "daemon/observer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "daemon/newcomers.hpp"
#include "daemon/parking_times.hpp"
#include "daemon/quarantine.hpp"
#include "reconciler/succession.hpp"

namespace rosterd {
namespace {

using boost::asio::awaitable;

/// What may be over in a moment is not waited for until tomorrow.
constexpr UnixSeconds silence_park_longest = 900;

/// Was in the chat for all we know, and nothing that we asked for takes him out.
bool was_there(const ObservedMember& member) {
    return !member.invited() && !member.being_removed();
}

/// Somebody who belongs, was in the chat, and is not there any more, left by himself. Where nobody
/// can say who belongs, it is noted of everybody: what turns out to be unwanted is forgotten by the
/// next read that is believed. That is so where the read cannot be relied upon, and where the chat
/// is no class's just now: the next one, which has not begun, may go on in it.
void note_departures(const SchoolState& state, const ObservedChat& before,
                     const std::vector<ObservedMember>& now, Recorder& recorder) {
    if (state.picture == nullptr) return;
    const DesiredChat* desired = state.picture->desired.find(before.key);
    if (desired == nullptr) {  // its class may have gone up, and wait for an approval
        desired = successor_of(state.picture->comparison(state.memory.history, before.read_at),
                               state.memory.observed, before.key);
    }
    const bool class_in_doubt =
        std::ranges::any_of(state.picture->doubted_classes, [&](const ClassDoubt& doubt) {
            return std::ranges::binary_search(doubt.chats, before.key);
        });
    const bool unsure = !state.picture->implausible.empty() || class_in_doubt ||
                        desired == nullptr || desired->wish == ChatWish::frozen;
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

constexpr UnixSeconds day = 86'400;
/// So often a title that people change is given back within a day.
constexpr std::size_t title_returns_max = 3;

void note_drift(SchoolState& state, const std::string& key, std::string what, UnixSeconds now,
                Recorder& recorder) {
    std::erase_if(state.drifts, [&](const Drift& each) { return each.at <= now - drifts_kept; });
    state.drifts.push_back({now, key});
    recorder.audit({.chat = key,
                    .operation = "drift_found",
                    .outcome = "observed",
                    .reason = std::move(what)});
}

/// Who came, who is gone and whose administration changed, as counts; empty: nothing.
std::string difference(const ObservedChat& before, const std::vector<ObservedMember>& now) {
    std::size_t came = 0;
    std::size_t gone = 0;
    std::size_t roles = 0;
    for (const ObservedMember& member : now) {
        if (member.invited()) continue;
        const ObservedMember* was = find_member(before, member.user());
        if (was == nullptr || was->invited()) {
            ++came;
        } else if (was->admin() != member.admin()) {
            ++roles;
        }
    }
    for (const ObservedMember& member : before.members) {
        const bool there =
            std::ranges::binary_search(now, member.user(), {}, &ObservedMember::user);
        if (!member.invited() && !there) ++gone;
    }
    if (came + gone + roles == 0) return {};
    return fmt::format("{} came, {} gone, {} changed role", came, gone, roles);
}

/// Our own renaming left `chat.title` as it is on the platform: another one is somebody else's,
/// unless it is the wished one, which a lost answer of ours has set. True when a person did it.
bool take_title(SchoolState& state, const std::string& key, const std::string& title,
                UnixSeconds now, Recorder& recorder) {
    ObservedChat* chat = state.memory.observed.find(key);
    if (chat->title == title) return false;
    chat->title = title;  // not for the audit: people write names into titles
    recorder.touch(key);
    const DesiredChat* desired =
        state.picture == nullptr ? nullptr : state.picture->desired.find(key);
    if (desired != nullptr && state.picture->desired.title(*desired) == title) return false;
    std::vector<UnixSeconds>& changes = state.title_changes[key];
    std::erase_if(changes, [&](UnixSeconds at) { return at <= now - day; });
    changes.push_back(now);
    recorder.audit({.chat = key,
                    .operation = "renamed_by_hand",
                    .outcome = "observed",
                    .reason = fmt::format("{} times within a day", changes.size())});
    if (changes.size() <= title_returns_max) return true;
    recorder.park(key, title_of_chat,
                  {ErrorKind::refused,
                   fmt::format("people changed the title {} times within a day; it stays as it is",
                               changes.size())},
                  day, day);
    return true;
}

void take_members(SchoolState& state, const std::string& key, ChatMembers read, bool of_sweep,
                  UnixSeconds now, Recorder& recorder) {
    ObservedChat* chat = state.memory.observed.find(key);
    if (const auto doubt = doubt_of(*chat, read.members)) {
        return note_doubt(state, key, *doubt, now, recorder);
    }
    state.doubted.erase(key);
    note_departures(state, *chat, read.members, recorder);
    chat->newcomers = newcomers_of(state, *chat, read, now, recorder);
    if (of_sweep && chat->read_at != 0) {
        if (auto what = difference(*chat, read.members); !what.empty()) {
            note_drift(state, key, std::move(what), now, recorder);
        }
    }
    for (const ObservedMember& member : read.members) {
        if (member.invited()) continue;
        // What was refused about somebody who was there already is not over because he still is.
        const ObservedMember* known = find_member(*chat, member.user());
        if (known == nullptr || known->invited()) recorder.settled(key, member.user());
    }
    chat->members = std::move(read.members);
    chat->read_at = now;
    state.unreadable.erase(key);
    recorder.unpark(key, 0);
    recorder.touch(key);
}

bool concerns_one_chat(ErrorKind kind) {
    return kind == ErrorKind::permanent_chat || kind == ErrorKind::permanent_person ||
           kind == ErrorKind::our_bug || kind == ErrorKind::invalid_input;
}

/// It may be this chat that does not answer, or the platform as a whole.
bool may_be_the_chat(ErrorKind kind) {
    return kind == ErrorKind::transient || kind == ErrorKind::unknown_outcome;
}

/// None of several answered: that is the platform.
bool is_away(const std::vector<Result<ChatMembers>>& reads) {
    return reads.size() > 1 && std::ranges::all_of(reads, [](const Result<ChatMembers>& read) {
               return !read && may_be_the_chat(read.error().kind);
           });
}

/// Titles that cannot be seen just now count as the ones that we know until the chat's next turn.
awaitable<Result<void>> look_at_titles(SchoolState* state, PlatformAccount* account,
                                       Recorder* recorder, const Clock* clock, Look look) {
    for (const std::string& key : look.titles) {
        const ObservedChat* chat = state->memory.observed.find(key);
        if (chat == nullptr || chat->state != ChatState::active) continue;
        const Parked* parked = state->memory.history.parked_at(key, 0);
        if (parked != nullptr && parked->until > clock->now()) continue;
        const auto seen = co_await account->look_at_chat(chat->number, look.priority);
        if (!seen && concerns_one_chat(seen.error().kind)) continue;
        if (!seen && seen.error().kind == ErrorKind::authority) {
            co_return Error{seen.error()}.in("look at " + key);
        }
        if (!seen) break;  // nobody waits for a title
        const bool drifted = take_title(*state, key, seen->title, clock->now(), *recorder);
        if (drifted && std::ranges::binary_search(look.sweep, key)) {
            note_drift(*state, key, "another title", clock->now(), *recorder);
        }
    }
    co_return Result<void>{};
}

}  // namespace

awaitable<Result<void>> reread_chats(SchoolState* state, PlatformAccount* account,
                                     Recorder* recorder, const Clock* clock, Look look) {
    if (look.keys.empty()) co_return Result<void>{};
    std::vector<ChatNumber> numbers;
    for (const std::string& key : look.keys) {
        numbers.push_back(state->memory.observed.find(key)->number);
    }
    auto reads = co_await account->read_members(std::move(numbers), look.priority);
    const bool away = is_away(reads);
    Result<void> ended;
    for (std::size_t i = 0; i < reads.size(); ++i) {
        const std::string& key = look.keys[i];
        if (reads[i]) {
            const bool of_sweep = std::ranges::binary_search(look.sweep, key);
            take_members(*state, key, std::move(*reads[i]), of_sweep, clock->now(), *recorder);
        } else if (concerns_one_chat(reads[i].error().kind)) {
            recorder->park(key, 0, reads[i].error(), chat_park_first, chat_park_longest);
        } else if (!away && may_be_the_chat(reads[i].error().kind) && is_unreadable(*state, key)) {
            recorder->park(key, 0, reads[i].error(), chat_park_first, silence_park_longest);
        } else if (ended) {
            ended = Error{reads[i].error()}.in("read members of " + key);
        }
    }
    if (ended) ended = co_await look_at_titles(state, account, recorder, clock, std::move(look));
    auto saved = co_await recorder->commit();
    if (!saved) co_return saved;
    co_return ended;
}

}  // namespace rosterd
