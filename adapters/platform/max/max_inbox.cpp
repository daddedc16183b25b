// Arrived, told, dealt with.
#include "adapters/platform/max/max_inbox.hpp"

#include <algorithm>
#include <utility>

namespace rosterd::max {

ArrivedPtr Inbox::put(const std::string& key, PlatformEvent event) {
    if (dealt_with_.contains(key)) {
        return std::make_shared<Arrived>(Arrived{key, std::move(event), true});
    }
    const auto same = [&key](const ArrivedPtr& one) { return one->key == key; };
    if (const auto told = std::ranges::find_if(told_, same); told != told_.end()) return *told;
    if (const auto here = std::ranges::find_if(queue_, same); here != queue_.end()) return *here;
    if (queue_.size() + told_.size() >= limits_.arrived_max) return nullptr;
    queue_.push_back(std::make_shared<Arrived>(Arrived{key, std::move(event)}));
    return queue_.back();
}

void Inbox::settle(const std::string& after) {
    if (!batch_ || batch_->cursor != after) return;
    batch_.reset();
    for (const ArrivedPtr& one : std::exchange(told_, {})) {
        one->dealt_with = true;
        dealt_with_.add(one->key);
        for (const auto& wake : one->waiting) wake();
        one->waiting.clear();
    }
}

std::optional<PlatformEvents> Inbox::take() {
    if (batch_) return batch_;
    if (queue_.empty() && !lost_) return std::nullopt;
    batch_.emplace();
    if (lost_) batch_->events.push_back({PlatformEventKind::missed, 0, 0, {}});
    lost_ = false;
    while (!queue_.empty() && told_.size() < limits_.batch_max) {
        batch_->events.push_back(queue_.front()->event);
        told_.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    batch_->cursor = era_ + "-" + std::to_string(++batches_);
    return batch_;
}

}  // namespace rosterd::max
