// The bare limit: how fast two sorted lists of numbers can be compared at all.
#pragma once

#include <cstdint>
#include <span>

namespace rosterd::bench {

struct Differences {
    std::uint64_t only_first = 0;
    std::uint64_t only_second = 0;
    friend bool operator==(const Differences&, const Differences&) = default;
};

/// Both must be sorted without duplicates.
[[nodiscard]] Differences merge(std::span<const std::uint64_t> first,
                                std::span<const std::uint64_t> second);

}  // namespace rosterd::bench
