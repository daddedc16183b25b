// The system's time zones by howardhinnant's date library, taken anew when tzdata is upgraded.
// Thread-safe. It reads no clock.
#pragma once

#include <string>

#include "reconciler/day.hpp"
#include "reconciler/result.hpp"

namespace rosterd {

/// One zone with the rules of the moment at which it was asked for; cheap to copy.
class SchoolZone {
  public:
    /// Errors: invalid_input when `name` is no IANA zone that this system knows.
    [[nodiscard]] static Result<SchoolZone> find(const std::string& name);

    /// The instant at which the zone's clock shows `time`. A time that the clock skips gives the
    /// first instant after the gap, one that it shows twice the earlier (calendar.md §1).
    [[nodiscard]] UnixSeconds instant_of(LocalSeconds time) const;
    [[nodiscard]] LocalSeconds local_of(UnixSeconds instant) const;
    /// "+03:00", the zone's distance from Greenwich at that instant.
    [[nodiscard]] std::string offset_text(UnixSeconds instant) const;

  private:
    /// The library's zone, behind a pointer of no type: its header costs every includer seconds.
    explicit SchoolZone(const void* zone) : zone_{zone} {}
    const void* zone_;
};

/// Whether the zone files changed since they were last looked at (an upgrade of tzdata); zones
/// asked for afterwards have the new rules. Costs a few stat calls.
[[nodiscard]] bool refresh_time_zones();

/// "2026f", as the installed tzdata says; "unknown" where it does not.
[[nodiscard]] std::string time_zone_version();

}  // namespace rosterd
