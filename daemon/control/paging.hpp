// Which part of a list is asked for. Pure.
#pragma once

#include <algorithm>
#include <cstddef>

namespace rosterd::control {

struct Paging {
    std::size_t page = 0;  ///< 1-based; 0: everything at once
    std::size_t page_size = 50;

    /// The first and one past the last of `total` items; empty past the end.
    struct Part {
        std::size_t first;
        std::size_t last;
    };
    [[nodiscard]] Part of(std::size_t total) const {
        if (page == 0) return {0, total};
        const std::size_t first = std::min(total, (page - 1) * page_size);
        return {first, std::min(total, first + page_size)};
    }
};

}  // namespace rosterd::control
