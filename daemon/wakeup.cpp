// A timer that never expires serves as the event; the clock's sleep runs beside it.
#include "daemon/wakeup.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace rosterd {

namespace asio = boost::asio;
using asio::awaitable;

void Wakeup::notify() {
    notified_ = true;
    event_.cancel();
}

awaitable<void> Wakeup::wait(Clock* clock,
                             std::optional<std::chrono::steady_clock::time_point> until) {
    if (!notified_) {
        if (until) {
            using namespace asio::experimental::awaitable_operators;
            co_await (wait_for_event() || clock->sleep_until(*until));
        } else {
            co_await wait_for_event();
        }
    }
    notified_ = false;
}

awaitable<void> Wakeup::wait_wall(Clock* clock, std::optional<UnixSeconds> until) {
    if (!notified_) {
        if (until) {
            using namespace asio::experimental::awaitable_operators;
            co_await (wait_for_event() || clock->sleep_until_wall(*until));
        } else {
            co_await wait_for_event();
        }
    }
    notified_ = false;
}

awaitable<void> Wakeup::wait_for_event() {
    event_.expires_at(std::chrono::steady_clock::time_point::max());
    co_await event_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace rosterd
