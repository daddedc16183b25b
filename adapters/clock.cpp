// The machine's clocks behind the port Clock.
#include "adapters/clock.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace rosterd {

namespace {

constexpr std::chrono::seconds look_often{1};

}  // namespace

SystemClock::SystemClock(boost::asio::any_io_executor executor) : executor_{std::move(executor)} {}

UnixSeconds SystemClock::now() const {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count();
}

std::chrono::steady_clock::time_point SystemClock::steady() const {
    return std::chrono::steady_clock::now();
}

boost::asio::awaitable<void> SystemClock::sleep_until(std::chrono::steady_clock::time_point when) {
    boost::asio::steady_timer timer{executor_, when};
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

/// A timer of the kernel on the wall clock itself: it is not late after a suspend, as one on the
/// steady clock would be, and it ends when the time is set (timerfd_create(2)).
boost::asio::awaitable<void> SystemClock::sleep_until_wall(UnixSeconds when) {
    if (when <= now()) co_return;
    const int descriptor = ::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    itimerspec until{};
    until.it_value.tv_sec = when;
    const bool set = descriptor >= 0 &&
                     ::timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
                                       &until, nullptr) == 0;
    if (!set) {  // no descriptor to be had: look at the clock often instead
        if (descriptor >= 0) ::close(descriptor);
        co_await sleep_until(steady() + std::min(look_often, std::chrono::seconds{when - now()}));
        co_return;
    }
    boost::asio::posix::stream_descriptor timer{executor_, descriptor};
    co_await timer.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                              boost::asio::as_tuple(boost::asio::use_awaitable));
}

}  // namespace rosterd
