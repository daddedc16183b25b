// The same difference by SQL EXCEPT in a throw-away PostgreSQL. Blocking.
#pragma once

#include <string>

#include "tests/bench/measure.hpp"
#include "tests/bench/merge.hpp"
#include "tests/bench/schools.hpp"

namespace rosterd::bench {

struct ExceptResult {
    Timing load;              ///< COPY of both tables
    Timing as_loaded;         ///< both EXCEPT, default settings
    Timing prepared;          ///< both EXCEPT with unique indexes, VACUUM ANALYZE, work_mem 2 GB
    Differences differences;  ///< the same from both, or std::runtime_error was thrown
};

/// Loads the pairs as two tables (chat integer, member bigint) and compares them both ways.
/// Throws std::runtime_error with the server's words.
[[nodiscard]] ExceptResult measure_except(const std::string& dsn, const Pairs& pairs);

}  // namespace rosterd::bench
