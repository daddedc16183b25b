// The PostgreSQL journal adapter beside psql's \copy of the same rows. Blocking.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/measure.hpp"

namespace rosterd::bench {

struct ReadResult {
    std::uint64_t rows = 0;  ///< that came into rosters
    Timing adapter;
    Timing psql;  ///< \copy of the same statements, one client, output to /dev/null
};

/// Reads these schools one after another, `runs` times each way in turn; medians.
/// Throws std::runtime_error with the adapter's or psql's words.
[[nodiscard]] ReadResult measure_read(const std::string& dsn,
                                      const std::vector<std::string>& schools, std::size_t runs,
                                      std::size_t repeat);

/// psql's \copy of every relation of a roster as a whole, all schools at once.
[[nodiscard]] Timing measure_bulk_copy(const std::string& dsn);

}  // namespace rosterd::bench
