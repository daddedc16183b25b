// Time as a port, so that a simulation can replace it. Nothing else in rosterd reads a clock.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "reconciler/day.hpp"

namespace rosterd {

/// Wall time for schedules and records, steady time for deadlines and quotas. Outlives its users.
class Clock {
  public:
    virtual ~Clock() = default;

    /// Wall time. It may jump when the machine's time is set.
    [[nodiscard]] virtual UnixSeconds now() const = 0;

    /// Never goes back. Meaningful only as a difference.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;

    /// Suspends the calling coroutine until `when` has come (at once when it is past). Returns
    /// early, without an error, when that coroutine is cancelled: ask its cancellation state.
    virtual boost::asio::awaitable<void> sleep_until(
        std::chrono::steady_clock::time_point when) = 0;

    /// Suspends until the wall clock shows `when`, however it comes to show it: by passing, by
    /// being set, or by a machine that wakes up. Returns early when the time is set (look at the
    /// clock again) and when the coroutine is cancelled.
    virtual boost::asio::awaitable<void> sleep_until_wall(UnixSeconds when) = 0;
};

/// The machine's clocks and a timer of `executor`. Any thread may read it; sleep on the executor.
class SystemClock final : public Clock {
  public:
    explicit SystemClock(boost::asio::any_io_executor executor);
    [[nodiscard]] UnixSeconds now() const override;
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
    boost::asio::awaitable<void> sleep_until(std::chrono::steady_clock::time_point when) override;
    boost::asio::awaitable<void> sleep_until_wall(UnixSeconds when) override;

  private:
    boost::asio::any_io_executor executor_;
};

}  // namespace rosterd
