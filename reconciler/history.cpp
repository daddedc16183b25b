// Look-ups in what the daemon remembers, and finding again what a lost answer created.
#include "reconciler/history.hpp"

#include <algorithm>
#include <tuple>

namespace rosterd {
namespace {

template <class Row>
const Row* find_row(const std::vector<Row>& rows, std::string_view chat, UserId user) {
    const auto found = std::ranges::lower_bound(
        rows, std::tuple{chat, user}, {},
        [](const Row& row) { return std::tuple{std::string_view{row.chat}, row.user}; });
    return found != rows.end() && found->chat == chat && found->user == user ? &*found : nullptr;
}

bool everybody_was_asked_for(const UnboundChat& chat, const Intent& intent) {
    return std::ranges::all_of(chat.members, [&](const ObservedMember& member) {
        return std::ranges::binary_search(intent.users, member.user());
    });
}

}  // namespace

bool History::departed(std::string_view chat, UserId user) const {
    return find_row(departures, chat, user) != nullptr;
}
bool History::invited(std::string_view chat, UserId user) const {
    return find_row(invitations, chat, user) != nullptr;
}
const Parked* History::parked_at(std::string_view chat, UserId user) const {
    return find_row(parked, chat, user);
}

const UnboundChat* find_created(const Intent& intent, const std::vector<UnboundChat>& candidates) {
    const UnboundChat* best = nullptr;
    for (const UnboundChat& chat : candidates) {
        if (!chat.owned || chat.title != intent.title) continue;
        if (!everybody_was_asked_for(chat, intent)) continue;
        if (best == nullptr || chat.members.size() > best->members.size()) best = &chat;
    }
    return best;
}

}  // namespace rosterd
