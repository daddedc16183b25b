// The append-only record of what was done to whom, why and on whose word. Ids only, never names:
// it outlives the people's rows in the journal. Values only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "reconciler/links.hpp"

namespace rosterd {

/// A line of it, as it is written.
struct AuditEntry {
    UnixSeconds at = 0;
    std::string school{};
    std::string chat{};
    std::string operation{};  ///< word(OperationKind), or "hold_approved", "read_refused" ...
    std::string person{};     ///< id, or empty
    UserId user = 0;
    std::string outcome{};  ///< "done", "invited", or the error kind
    std::string reason{};
    std::string by{};  ///< "rosterd", or who approved
};

/// A line of it, as it is kept.
struct AuditLine {
    std::int64_t number = 0;  ///< grows from line to line
    AuditEntry entry;
    std::string account{};  ///< on which it was done; empty: not on one, or before that was kept
};

/// Which lines. Empty texts ask for all.
struct AuditQuery {
    enum class Order : std::uint8_t { oldest_first, newest_first };

    std::string school{};
    std::string chat{};
    std::string person{};
    UserId user = 0;  ///< 0: all
    std::string operation{};
    UnixSeconds from = 0;                                      ///< of lines at this time and later
    UnixSeconds to = std::numeric_limits<UnixSeconds>::max();  ///< and before this one
    Order order = Order::oldest_first;
    std::int64_t beyond = 0;      ///< only lines behind this number in that order; 0: all
    std::size_t count_max = 100;  ///< 1 and more
};

}  // namespace rosterd
