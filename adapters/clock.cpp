// The machine's clocks behind the port Clock.
#include "adapters/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace rosterd {

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

}  // namespace rosterd
