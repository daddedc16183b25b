// A clock that moves only when told, and wakes its sleepers in order. Single-threaded.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <set>

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

    /// Wakes at the wall time, and whenever the wall clock is set.
    boost::asio::awaitable<void> sleep_until_wall(UnixSeconds when) override {
        const UnixSeconds wait = when - now();
        if (wait <= 0) co_return;
        const auto alarm = std::make_shared<boost::asio::steady_timer>(loop_, Time::max());
        // The whole second, not a part of it that has passed.
        const auto since_second = (now_ - begin()) % std::chrono::seconds{1};
        const auto place =
            sleepers_.emplace(now_ - since_second + std::chrono::seconds{wait}, alarm);
        wall_sleepers_.insert(alarm);
        co_await alarm->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        wall_sleepers_.erase(alarm);
        sleepers_.erase(place);
    }

    /// Sets the wall clock forwards or backwards; steady time goes on as it did.
    void set_wall(std::chrono::seconds by) {
        start_ += by.count();
        for (const auto& alarm : wall_sleepers_) alarm->cancel();
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

    /// Time passes until the next sleeper is due, who wakes; false when nobody sleeps.
    bool jump() {
        const auto next = sleepers_.begin();
        if (next == sleepers_.end()) return false;
        now_ = std::max(now_, next->first);
        next->second->cancel();
        return true;
    }

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
    std::set<std::shared_ptr<boost::asio::steady_timer>> wall_sleepers_;
};

}  // namespace rosterd::test
