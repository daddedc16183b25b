// An hour: as long as somebody may have appointed one by hand without our having looked.
#include "adapters/platform/max/max_rights.hpp"

#include <utility>

namespace rosterd::max {
namespace {

constexpr UnixSeconds known_for = 3'600;

}  // namespace

void KnownRights::read(ChatNumber chat, std::vector<Member> administrators, UnixSeconds now) {
    if (chats_.size() >= chats_max_ && !chats_.contains(chat)) chats_.erase(chats_.begin());
    chats_[chat] = {std::move(administrators), now};
}

const KnownRights::Chat* KnownRights::find(ChatNumber chat, UnixSeconds now) const {
    const auto found = chats_.find(chat);
    if (found == chats_.end() || now >= found->second.read_at + known_for) return nullptr;
    return &found->second;
}

}  // namespace rosterd::max
