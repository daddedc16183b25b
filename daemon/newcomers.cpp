// The platform's list, its events and our memory, put together user by user.
#include "daemon/newcomers.hpp"

#include <algorithm>
#include <optional>

namespace rosterd {
namespace {

/// What is known of how this member came; nothing when nobody told and he was there before.
std::optional<Newcomer> told_of(UserId user, const ObservedChat& before, const ChatMembers& read,
                                const std::vector<Newcomer>& told) {
    const Newcomer* known = find_newcomer(before.newcomers, user);
    for (const auto* source : {&read.newcomers, &told}) {
        const Newcomer* found = find_newcomer(*source, user);
        if (found == nullptr) continue;
        Newcomer one = *found;
        if (known != nullptr) {
            one.reported = known->reported;
            if (one.since == 0) one.since = known->since;
        }
        return one;
    }
    return known == nullptr ? std::nullopt : std::optional{*known};
}

void audit_newcomer(const SchoolState& state, const std::string& chat, const Newcomer& one,
                    Recorder& recorder) {
    const Picture& picture = *state.picture;
    const PersonIndex person = picture.links.person_of(one.user);
    AuditEntry entry;
    entry.chat = chat;
    entry.operation = "joined";
    entry.user = one.user;
    entry.outcome = "observed";
    entry.reason = words_for(brought_by(one, picture.roster, picture.links));
    if (person != no_index) entry.person = picture.person_id(person);
    recorder.audit(std::move(entry));
}

}  // namespace

std::vector<Newcomer> newcomers_of(SchoolState& state, const ObservedChat& before,
                                   const ChatMembers& read, UnixSeconds now, Recorder& recorder) {
    std::vector<Newcomer> told;
    if (const auto found = state.told_newcomers.find(before.key);
        found != state.told_newcomers.end()) {
        told = std::move(found->second);
        state.told_newcomers.erase(found);
    }
    std::vector<Newcomer> kept;
    for (const ObservedMember& member : read.members) {
        if (member.invited()) continue;
        const ObservedMember* was = find_member(before, member.user());
        const bool is_new = before.read_at != 0 && (was == nullptr || was->invited());
        const bool stranger =
            state.picture == nullptr || is_stranger(state.picture->links, member.user());
        auto one = told_of(member.user(), before, read, told);
        if (!one && is_new && stranger) one = Newcomer{.user = member.user()};
        if (!one) continue;
        if (one->since == 0 && is_new) one->since = now;
        if (is_new && state.picture != nullptr) audit_newcomer(state, before.key, *one, recorder);
        const bool by_another = one->by != 0 && one->by != one->user;
        if (stranger || by_another) kept.push_back(*one);
    }
    return kept;
}

void note_strangers(SchoolState& state, UnixSeconds now, Recorder& recorder) {
    const Picture& picture = *state.picture;
    state.strangers =
        strangers_to_report(picture.comparison(state.memory.history, now), state.memory.observed);
    for (const Stranger& stranger : state.strangers) {
        ObservedChat* chat = state.memory.observed.find(stranger.chat);
        const Newcomer* known = find_newcomer(chat->newcomers, stranger.user);
        if (known != nullptr && known->reported) continue;
        Newcomer one = known == nullptr ? Newcomer{.user = stranger.user} : *known;
        one.reported = true;
        put_newcomer(chat->newcomers, one);
        recorder.touch(chat->key);
        AuditEntry entry;
        entry.chat = stranger.chat;
        entry.operation = "stranger";
        entry.user = stranger.user;
        entry.outcome = "observed";
        entry.reason = words_for(brought_by(one, picture.roster, picture.links));
        recorder.audit(std::move(entry));
        state.unlogged_strangers.push_back(stranger);
    }
}

}  // namespace rosterd
