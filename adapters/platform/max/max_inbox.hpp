// Updates that a webhook brought, until they are dealt with. Pure: no sockets, no clock.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/platform/max/max_update.hpp"

namespace rosterd::max {

/// One update on its way through.
struct Arrived {
    std::string key;
    PlatformEvent event;
    bool dealt_with = false;
    std::vector<std::function<void()>> waiting{};  ///< called once, when it is dealt with
};
using ArrivedPtr = std::shared_ptr<Arrived>;

struct InboxLimits {
    std::size_t arrived_max = 1'000;  ///< not yet dealt with; further ones are refused
    std::size_t batch_max = 100;      ///< events told at once
};

class Inbox {
  public:
    /// `era` makes cursors of this inbox differ from those of an earlier process.
    explicit Inbox(std::string era, InboxLimits limits = {})
        : era_{std::move(era)}, limits_{limits} {}

    /// Keeps an update. One that is here already is given again; one that was dealt with lately
    /// comes back as such. Null: there are too many.
    ArrivedPtr put(const std::string& key, PlatformEvent event);
    /// Updates were lost: the next batch says so.
    void lost() { lost_ = true; }

    /// `after` came back: what was told with that cursor is dealt with.
    void settle(const std::string& after);
    /// What is told now: the last batch again while its cursor has not come back, else the next
    /// one. Nothing when there is nothing.
    [[nodiscard]] std::optional<PlatformEvents> take();

  private:
    std::string era_;
    InboxLimits limits_;
    std::deque<ArrivedPtr> queue_;
    std::vector<ArrivedPtr> told_;
    std::optional<PlatformEvents> batch_;  ///< of `told_`
    bool lost_ = false;
    std::uint64_t batches_ = 0;
    SeenUpdates dealt_with_;
};

}  // namespace rosterd::max
