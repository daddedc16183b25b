// One comparison a step, no branch that depends on the data but the loop's own.
#include "tests/bench/merge.hpp"

namespace rosterd::bench {

Differences merge(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second) {
    Differences found;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < first.size() && j < second.size()) {
        const std::uint64_t a = first[i];
        const std::uint64_t b = second[j];
        found.only_first += a < b ? 1U : 0U;
        found.only_second += b < a ? 1U : 0U;
        i += a <= b ? 1U : 0U;
        j += b <= a ? 1U : 0U;
    }
    found.only_first += first.size() - i;
    found.only_second += second.size() - j;
    return found;
}

}  // namespace rosterd::bench
