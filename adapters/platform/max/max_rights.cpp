// An hour: as long as somebody may have appointed one by hand without our having looked.
#include "adapters/platform/max/max_rights.hpp"

#include <algorithm>
#include <utility>

namespace rosterd::max {
namespace {

constexpr UnixSeconds known_for = 3'600;

}  // namespace

void KnownRights::read(ChatNumber chat, const std::vector<Member>& administrators, UserId bot,
                       UnixSeconds now) {
    const Member* ourselves = max::find(administrators, bot);
    if (ourselves == nullptr) return forget(chat);
    if (chats_.size() >= chats_max_ && !chats_.contains(chat)) chats_.erase(chats_.begin());
    Chat known{{}, *ourselves, now};
    known.administrators.reserve(administrators.size());
    for (const Member& one : administrators) known.administrators.push_back(one.user);
    std::ranges::sort(known.administrators);
    chats_.insert_or_assign(chat, std::move(known));
}

const KnownRights::Chat* KnownRights::find(ChatNumber chat, UnixSeconds now) const {
    const auto found = chats_.find(chat);
    if (found == chats_.end() || now >= found->second.read_at + known_for) return nullptr;
    return &found->second;
}

}  // namespace rosterd::max
