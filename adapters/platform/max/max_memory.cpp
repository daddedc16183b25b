// Three bounded memories.
#include "adapters/platform/max/max_memory.hpp"

#include <algorithm>
#include <limits>

namespace rosterd::max {

void MessageIds::remember(ChatNumber chat, std::int64_t number, std::string id) {
    const Key key{chat, number};
    if (!ids_.insert_or_assign(key, std::move(id)).second) return;
    order_.push_back(key);
    while (order_.size() > messages_max_) {
        ids_.erase(order_.front());
        order_.pop_front();
    }
}

std::optional<std::string> MessageIds::find(ChatNumber chat, std::int64_t number) const {
    const auto found = ids_.find({chat, number});
    return found == ids_.end() ? std::nullopt : std::optional{found->second};
}

void KnownLinks::remember(ChatNumber chat, std::string link, UnixSeconds now) {
    if (links_.size() >= chats_max_ && !links_.contains(chat)) links_.erase(links_.begin());
    links_.insert_or_assign(chat, Entry{std::move(link), now});
}

std::optional<std::string> KnownLinks::find(ChatNumber chat, UnixSeconds now) const {
    constexpr UnixSeconds known_for = 3'600;
    const auto found = links_.find(chat);
    if (found == links_.end() || now >= found->second.at + known_for) return std::nullopt;
    return found->second.link;
}

void OnceMemory::put(Key key, Entry entry) {
    while (!order_.empty() && order_.front().second + once_lasts_s <= entry.at) {
        // A key that was put again since is younger than its first place in the order.
        const auto oldest = entries_.find(order_.front().first);
        if (oldest != entries_.end() && oldest->second.at + once_lasts_s <= entry.at) {
            entries_.erase(oldest);
        }
        order_.pop_front();
    }
    entries_.insert_or_assign(key, entry);
    order_.emplace_back(key, entry.at);
}

void OnceMemory::written(Key key, std::int64_t number, UnixSeconds now) {
    if (key.once != 0) put(key, {number, now});
}

void OnceMemory::in_doubt(Key key, UnixSeconds now) {
    if (key.once != 0) put(key, {0, now});
}

const OnceMemory::Entry* OnceMemory::fresh(Key key, UnixSeconds now) const {
    const auto found = entries_.find(key);
    if (found == entries_.end() || found->second.at + once_lasts_s <= now) return nullptr;
    return &found->second;
}

std::optional<std::int64_t> OnceMemory::number_of(Key key, UnixSeconds now) const {
    const Entry* entry = fresh(key, now);
    if (entry == nullptr || entry->number == 0) return std::nullopt;
    return entry->number;
}

bool OnceMemory::is_in_doubt(Key key, UnixSeconds now) const {
    const Entry* entry = fresh(key, now);
    return entry != nullptr && entry->number == 0;
}

bool OnceMemory::is_taken(std::int64_t recipient, std::int64_t number) const {
    constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
    for (auto entry = entries_.lower_bound({recipient, lowest});
         entry != entries_.end() && entry->first.recipient == recipient; ++entry) {
        if (entry->second.number == number) return true;
    }
    return false;
}

}  // namespace rosterd::max
