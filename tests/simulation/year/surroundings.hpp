// What every simulated port stands in: time, dice, the log, how bad the weather is, and whether the
// daemon's process is still alive.
#pragma once

#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "tests/simulation/year/dice.hpp"
#include "tests/simulation/year/event_log.hpp"
#include "tests/support/virtual_clock.hpp"

namespace rosterd::test {

/// How often things go wrong.
struct Weather {
    unsigned platform_percent = 0;  ///< of the calls of a platform
    unsigned store_percent = 0;     ///< of the calls of the store
    unsigned slow_percent = 0;      ///< of the calls of a platform, which then take seconds
    unsigned deaths_per_mille = 0;  ///< of all calls: the process dies before or after the work
};

struct Surroundings {
    Surroundings(std::uint64_t seed, UnixSeconds start) : clock{start}, dice{seed} {}

    VirtualClock clock;
    Dice dice;
    EventLog log;
    Weather weather;
    /// The process died in this call: nothing that it does afterwards reaches the world.
    bool dead = false;
    VirtualClock::Time token_revoked_until{};
    /// Grows with every fault; a pass without one was not disturbed.
    std::uint64_t faults = 0;
    /// Answers that come late: what is done, and when.
    std::multimap<VirtualClock::Time, std::function<void()>> later{};

    template <class... Values>
    void note(fmt::format_string<Values...> text, Values&&... values) {
        log.add(
            fmt::format("{} {}", clock.now(), fmt::format(text, std::forward<Values>(values)...)));
    }

    [[nodiscard]] bool dies_now() {
        if (dead || !dice.per_mille(weather.deaths_per_mille)) return false;
        dead = true;
        ++faults;
        note("the process dies");
        return true;
    }

    /// For a caller whose process is dead.
    boost::asio::awaitable<void> wait_for_ever() {
        co_await clock.sleep_until(VirtualClock::Time::max());
    }
};

}  // namespace rosterd::test
