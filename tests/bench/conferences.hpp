// A region's lessons that begin in the same minute: what holding and starting them takes. The real
// conference clock and a real SQLite store; a provider that answers at once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/bench/measure.hpp"

namespace rosterd::bench {

struct ConferenceRun {
    std::size_t conferences = 0;
    std::size_t started = 0;  ///< calls that the provider was asked for
    std::size_t ended = 0;
    /// Of the heap, by the records and whatever waits for their time; -1: not the C library's heap
    /// (a sanitizer's).
    double held_mib = -1;
    double peak_mib = -1;  ///< resident, above what was there before; -1: the kernel does not say
    Timing starting;       ///< from the look at the first to the last answer kept
};

/// `schools` schools, `each` conferences in one second of each. Errors: std::runtime_error.
[[nodiscard]] ConferenceRun start_conferences(std::uint32_t schools, std::uint32_t each);

}  // namespace rosterd::bench
