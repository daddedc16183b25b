// A clock that moves only when told, and wakes its sleepers in order. Single-threaded.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <map>
#include <memory>

#include "adapters/clock.hpp"

namespace rosterd::test {

/// Both clocks advance together. Works for loops that wait for this clock and for nothing else.
class VirtualClock final : public Clock {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit VirtualClock(boost::asio::io_context& loop, UnixSeconds start = 1'800'000'000)
        : loop_{loop}, start_{start} {}

    [[nodiscard]] UnixSeconds now() const override {
        return start_ + std::chrono::duration_cast<std::chrono::seconds>(now_ - begin()).count();
    }
    [[nodiscard]] Time steady() const override { return now_; }

    boost::asio::awaitable<void> sleep_until(Time when) override {
        if (when <= now_) co_return;
        // The timer never expires: cancelling it is the alarm.
        const auto alarm = std::make_shared<boost::asio::steady_timer>(loop_, Time::max());
        const auto place = sleepers_.emplace(when, alarm);
        co_await alarm->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        sleepers_.erase(place);
    }

    /// Suspends the calling coroutine for virtual time.
    boost::asio::awaitable<void> pass(std::chrono::nanoseconds duration) {
        return sleep_until(now_ + duration);
    }

    /// Runs everything that happens until `end`, jumping from sleeper to sleeper.
    void run_until(Time end) {
        for (;;) {
            settle();
            const auto next = sleepers_.begin();
            if (next == sleepers_.end() || next->first > end) break;
            now_ = std::max(now_, next->first);
            next->second->cancel();
        }
        now_ = std::max(now_, end);
        settle();
    }
    void run_for(std::chrono::nanoseconds duration) { run_until(now_ + duration); }

    /// Runs what is ready now.
    void settle() {
        loop_.restart();
        loop_.poll();
    }

  private:
    static Time begin() { return Time{} + std::chrono::hours{1}; }

    boost::asio::io_context& loop_;
    UnixSeconds start_;
    Time now_ = begin();
    std::multimap<Time, std::shared_ptr<boost::asio::steady_timer>> sleepers_;
};

}  // namespace rosterd::test
