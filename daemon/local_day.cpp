// Local days from a school's zone.
#include "daemon/local_day.hpp"

#include "daemon/time_zones.hpp"
#include "reconciler/local_time.hpp"

namespace rosterd {
namespace {

constexpr LocalSeconds seconds_of_day = 86'400;

}  // namespace

Result<LocalDay> local_day(const std::string& zone, UnixSeconds now) {
    const auto found = SchoolZone::find(zone);
    if (!found) return found.error();
    const Day today = day_of(found->local_of(now));
    const LocalSeconds tomorrow = (LocalSeconds{today.since_1970} + 1) * seconds_of_day;
    return LocalDay{today, found->instant_of(tomorrow)};
}

Result<UnixSeconds> local_midnight(const std::string& zone, Day day) {
    const auto found = SchoolZone::find(zone);
    if (!found) return found.error();
    return found->instant_of(LocalSeconds{day.since_1970} * seconds_of_day);
}

}  // namespace rosterd
