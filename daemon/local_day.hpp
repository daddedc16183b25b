// The day and midnight of a school's own time zone, from the system's tzdata. No clock reading.
#pragma once

#include <string>

#include "reconciler/day.hpp"
#include "reconciler/result.hpp"

namespace rosterd {

struct LocalDay {
    Day today;
    UnixSeconds next_midnight;  ///< the instant at which `today` ends
};

/// Errors: invalid_input when `zone` is no IANA zone that this system knows.
[[nodiscard]] Result<LocalDay> local_day(const std::string& zone, UnixSeconds now);

/// The instant at which `day` begins in `zone`. Errors: as above.
[[nodiscard]] Result<UnixSeconds> local_midnight(const std::string& zone, Day day);

}  // namespace rosterd
