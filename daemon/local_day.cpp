// Local days by howardhinnant's date library.
#include "daemon/local_day.hpp"

#include <date/tz.h>
#include <fmt/format.h>

namespace rosterd {

namespace {

Error unknown_zone(const std::string& zone) {
    return Error{ErrorKind::invalid_input, fmt::format("time zone '{}' is not known", zone),
                 "use an IANA name such as Europe/Moscow in school.time_zone"};
}

/// With a choice given, a midnight that does not exist becomes the first instant after it.
UnixSeconds begin_of(const date::time_zone& zone, date::local_days day) {
    const auto begin = zone.to_sys(date::local_seconds{day}, date::choose::earliest);
    return begin.time_since_epoch().count();
}

}  // namespace

Result<LocalDay> local_day(const std::string& zone, UnixSeconds now) try {
    const date::time_zone* const found = date::locate_zone(zone);
    const date::sys_seconds instant{std::chrono::seconds{now}};
    const auto today = date::floor<date::days>(found->to_local(instant));
    return LocalDay{Day{static_cast<std::int32_t>(today.time_since_epoch().count())},
                    begin_of(*found, today + date::days{1})};
} catch (const std::exception&) {
    return unknown_zone(zone);
}

Result<UnixSeconds> local_midnight(const std::string& zone, Day day) try {
    return begin_of(*date::locate_zone(zone), date::local_days{date::days{day.since_1970}});
} catch (const std::exception&) {
    return unknown_zone(zone);
}

}  // namespace rosterd
