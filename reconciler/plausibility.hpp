// Is this read believable after the last accepted one? Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "reconciler/roster.hpp"

namespace rosterd {

using RowCounts = std::array<std::uint64_t, relation_count>;

/// Empty when the read is believable, else why not, in words: "enrolment fell from 900 rows to 0".
/// A relation that people depend on must not vanish, nor lose more than half of more than 15 rows.
/// With no accepted read yet (all zero), everything is believable.
[[nodiscard]] std::string implausibility(const RowCounts& accepted, const RowCounts& read);

}  // namespace rosterd
