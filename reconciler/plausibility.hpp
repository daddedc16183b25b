// Is this read believable after the last accepted one? Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "reconciler/roster.hpp"

namespace rosterd {

using RowCounts = std::array<std::uint64_t, relation_count>;

/// Empty when the read is believable, else why not, in words, every relation that fell: "enrolment
/// fell from 900 rows to 0, guardian fell from 800 rows to 12". Reads that fell alike have the
/// same. A relation that people depend on must not vanish, nor lose more than half of more than 15
/// rows. `accepted` is the reference that next_reference() keeps. With no accepted read yet (all
/// zero), everything is believable.
[[nodiscard]] std::string implausibility(const RowCounts& accepted, const RowCounts& read);

/// What the next read is measured against: a reference that grows at once and falls slowly, so that
/// reads which lose a part each time, and are believed one by one, do not walk it down.
struct ReadReference {
    RowCounts rows{};
    UnixSeconds fell_at = 0;  ///< when it last fell, or was taken whole; 0: never
    friend bool operator==(const ReadReference&, const ReadReference&) = default;
};

/// After a believed read at `now`. It falls by a twentieth a day at most, whatever the clock says.
[[nodiscard]] ReadReference next_reference(const ReadReference& reference, const RowCounts& read,
                                           UnixSeconds now);

}  // namespace rosterd
