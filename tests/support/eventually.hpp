// Waiting for a condition with a deadline. The only place in the tests that may sleep.
#pragma once

#include <chrono>
#include <thread>

namespace rosterd::test {

/// Generous, for sanitizers on a busy machine; a passing test never waits for it.
inline constexpr std::chrono::milliseconds deadline_default{30'000};

/// Calls `condition` until it is true or `deadline` has passed; the last answer is returned.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition,
                              std::chrono::milliseconds deadline = deadline_default) {
    constexpr std::chrono::milliseconds step{5};
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return condition();
        std::this_thread::sleep_for(step);
    }
    return true;
}

}  // namespace rosterd::test
