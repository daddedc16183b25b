// The per-second quota of one token as a sliding window. It reads no clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {

/// At most `calls_per_second` calls in any second; a refused call is not counted and not done
/// (vk.md §2.1). Time may stand still, never run backwards by more than the window.
class Quota {
  public:
    explicit Quota(std::size_t calls_per_second) : calls_per_second_{calls_per_second} {}

    /// Whether a call at `now` is within the quota; counts it when it is. 0 means no limit.
    bool admit(Moment now) {
        if (calls_per_second_ == 0) return true;
        while (!admitted_.empty() && now - admitted_.front() >= std::chrono::seconds{1}) {
            admitted_.pop_front();
        }
        if (admitted_.size() >= calls_per_second_) return false;
        admitted_.push_back(now);
        return true;
    }

    [[nodiscard]] std::size_t calls_per_second() const { return calls_per_second_; }

  private:
    std::size_t calls_per_second_;
    std::deque<Moment> admitted_;
};

}  // namespace rosterd::sandbox
