// Waiting for "now or at a time", whichever comes first. One waiter, any number of notifiers.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "adapters/clock.hpp"

namespace rosterd {

/// On the loop thread. A notify() without a waiter is kept for the next wait.
class Wakeup {
  public:
    explicit Wakeup(boost::asio::any_io_executor executor) : event_{std::move(executor)} {}

    void notify();

    /// Returns when notified or when `until` has come on `clock`; without `until`, when notified.
    boost::asio::awaitable<void> wait(Clock* clock,
                                      std::optional<std::chrono::steady_clock::time_point> until);

    /// The same with a time of the wall clock; returns also when that is set.
    boost::asio::awaitable<void> wait_wall(Clock* clock, std::optional<UnixSeconds> until);

  private:
    boost::asio::awaitable<void> wait_for_event();

    boost::asio::steady_timer event_;  ///< never expires; cancelled to wake the waiter
    bool notified_ = false;
};

}  // namespace rosterd
