// A clock that moves only when told, and wakes its sleepers in order. Single-threaded.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "adapters/clock.hpp"

namespace rosterd::test {

/// Both clocks advance together. Works for loops that wait for this clock and for nothing else.
/// It may outlive its loop, or end before it: sleepers that are destroyed with a loop are
/// forgotten. Sleepers of one time wake in the order in which they fell asleep, so that a
/// simulation replays.
class VirtualClock final : public Clock {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit VirtualClock(boost::asio::io_context& loop, UnixSeconds start = 1'800'000'000)
        : loop_{&loop}, start_{start} {}
    /// Without a loop; see run_on().
    explicit VirtualClock(UnixSeconds start) : start_{start} {}

    /// From now on settle() and what uses it run this loop; null: none.
    void run_on(boost::asio::io_context* loop) { loop_ = loop; }

    [[nodiscard]] UnixSeconds now() const override {
        return start_ + std::chrono::duration_cast<std::chrono::seconds>(now_ - begin()).count();
    }
    [[nodiscard]] Time steady() const override { return now_; }

    boost::asio::awaitable<void> sleep_until(Time when) override {
        if (when <= now_) co_return;
        co_await sleep(when, SleepsBy::steady_time);
    }

    /// Wakes at the wall time, and whenever the wall clock is set.
    boost::asio::awaitable<void> sleep_until_wall(UnixSeconds when) override {
        const UnixSeconds wait = when - now();
        if (wait <= 0) co_return;
        // The whole second, not a part of it that has passed.
        const auto since_second = (now_ - begin()) % std::chrono::seconds{1};
        co_await sleep(now_ - since_second + std::chrono::seconds{wait}, SleepsBy::wall_time);
    }

    /// Sets the wall clock forwards or backwards; steady time goes on as it did.
    void set_wall(std::chrono::seconds by) {
        start_ += by.count();
        for (const auto& [when, sleeper] : *sleepers_) {
            if (sleeper.by == SleepsBy::wall_time) sleeper.alarm->cancel();
        }
    }

    /// Suspends the calling coroutine for virtual time.
    boost::asio::awaitable<void> pass(std::chrono::nanoseconds duration) {
        return sleep_until(now_ + duration);
    }

    /// Runs everything that happens until `end`, jumping from sleeper to sleeper.
    void run_until(Time end) {
        for (;;) {
            settle();
            if (!jump(end)) break;
        }
        now_ = std::max(now_, end);
        settle();
    }
    void run_for(std::chrono::nanoseconds duration) { run_until(now_ + duration); }

    /// Time passes until the next sleeper is due, who wakes; false, and nothing happens, when
    /// nobody sleeps or the next is due after `latest`.
    bool jump(Time latest = Time::max()) {
        const auto next = sleepers_->begin();
        if (next == sleepers_->end() || next->first > latest) return false;
        now_ = std::max(now_, next->first);
        next->second.alarm->cancel();
        return true;
    }

    /// Time passes while nothing happens: for a world without a loop.
    void advance_to(Time when) { now_ = std::max(now_, when); }

    /// Runs what is ready now.
    void settle() {
        loop_->restart();
        loop_->poll();
    }

  private:
    enum class SleepsBy : std::uint8_t { steady_time, wall_time };
    struct Sleeper {
        std::shared_ptr<boost::asio::steady_timer> alarm;
        SleepsBy by;
    };
    using Sleepers = std::multimap<Time, Sleeper>;

    /// Takes the sleeper out when he wakes, and also when his coroutine is destroyed.
    class Place {
      public:
        Place(std::shared_ptr<Sleepers> sleepers, Sleepers::iterator at)
            : sleepers_{std::move(sleepers)}, at_{at} {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() { sleepers_->erase(at_); }

      private:
        std::shared_ptr<Sleepers> sleepers_;  // a loop may be destroyed after its clock, too
        Sleepers::iterator at_;
    };

    static Time begin() { return Time{} + std::chrono::hours{1}; }

    boost::asio::awaitable<void> sleep(Time when, SleepsBy by) {
        // The timer never expires: cancelling it is the alarm.
        const auto alarm = std::make_shared<boost::asio::steady_timer>(
            co_await boost::asio::this_coro::executor, Time::max());
        const Place place{sleepers_, sleepers_->emplace(when, Sleeper{alarm, by})};
        co_await alarm->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }

    boost::asio::io_context* loop_ = nullptr;
    UnixSeconds start_;
    Time now_ = begin();
    std::shared_ptr<Sleepers> sleepers_ = std::make_shared<Sleepers>();
};

}  // namespace rosterd::test
