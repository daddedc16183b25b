// Small edits of observed chats, keeping their order.
#include "reconciler/observed.hpp"

#include <algorithm>

namespace rosterd {
namespace {

template <class Chats>
auto find_in(Chats& chats, std::string_view key) -> decltype(chats.data()) {
    const auto found = std::ranges::lower_bound(chats, key, {}, &ObservedChat::key);
    return found != chats.end() && found->key == key ? &*found : nullptr;
}

}  // namespace

const ObservedChat* Observed::find(std::string_view key) const {
    return find_in(chats, key);
}
ObservedChat* Observed::find(std::string_view key) {
    return find_in(chats, key);
}

std::vector<UserId> users_of(const Observed& observed) {
    std::vector<UserId> users;
    for (const ObservedChat& chat : observed.chats) {
        for (const ObservedMember& member : chat.members) users.push_back(member.user());
    }
    std::ranges::sort(users);
    users.erase(std::ranges::unique(users).begin(), users.end());
    return users;
}

void put_member(ObservedChat& chat, ObservedMember member) {
    const auto at =
        std::ranges::lower_bound(chat.members, member.user(), {}, &ObservedMember::user);
    if (at != chat.members.end() && at->user() == member.user()) {
        *at = member;
    } else {
        chat.members.insert(at, member);
    }
}

bool drop_member(ObservedChat& chat, UserId user) {
    const auto at = std::ranges::lower_bound(chat.members, user, {}, &ObservedMember::user);
    if (at == chat.members.end() || at->user() != user) return false;
    chat.members.erase(at);
    const auto brought = std::ranges::lower_bound(chat.newcomers, user, {}, &Newcomer::user);
    if (brought != chat.newcomers.end() && brought->user == user) chat.newcomers.erase(brought);
    return true;
}

const ObservedMember* find_member(const ObservedChat& chat, UserId user) {
    const auto at = std::ranges::lower_bound(chat.members, user, {}, &ObservedMember::user);
    return at != chat.members.end() && at->user() == user ? &*at : nullptr;
}

void put_newcomer(std::vector<Newcomer>& newcomers, const Newcomer& newcomer) {
    const auto at = std::ranges::lower_bound(newcomers, newcomer.user, {}, &Newcomer::user);
    if (at != newcomers.end() && at->user == newcomer.user) {
        *at = newcomer;
    } else {
        newcomers.insert(at, newcomer);
    }
}

const Newcomer* find_newcomer(const std::vector<Newcomer>& newcomers, UserId user) {
    const auto at = std::ranges::lower_bound(newcomers, user, {}, &Newcomer::user);
    return at != newcomers.end() && at->user == user ? &*at : nullptr;
}

}  // namespace rosterd
