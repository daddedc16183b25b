// The parameters of GET /updates, read alike by the method and by who waits for it.
#pragma once

#include <chrono>

#include "adapters/sandbox/max_messenger.hpp"
#include "adapters/sandbox/max_refusal.hpp"
#include "adapters/sandbox/parameters.hpp"

namespace rosterd::sandbox::max {

struct PollWish {
    Poll poll{};
    std::chrono::milliseconds timeout{0};  ///< how long it waits for the first update
};

/// limit 1...1000, timeout 0...90 s; `observed` gives 100 and 30 s at most (max.md §1.3).
/// Errors: 400.
[[nodiscard]] Outcome<PollWish> read_poll(const Parameters& query, Mode mode);

}  // namespace rosterd::sandbox::max
