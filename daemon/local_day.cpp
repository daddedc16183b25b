// Local days by howardhinnant's date library.
#include "daemon/local_day.hpp"

#include <date/tz.h>
#include <fmt/format.h>

namespace rosterd {

Result<LocalDay> local_day(const std::string& zone, UnixSeconds now) try {
    const date::time_zone* const found = date::locate_zone(zone);
    const date::sys_seconds instant{std::chrono::seconds{now}};
    const auto today = date::floor<date::days>(found->to_local(instant));
    // With a choice given, a midnight that does not exist becomes the first instant after it.
    const date::local_seconds midnight{today + date::days{1}};
    const auto next = found->to_sys(midnight, date::choose::earliest);
    return LocalDay{Day{static_cast<std::int32_t>(today.time_since_epoch().count())},
                    next.time_since_epoch().count()};
} catch (const std::exception&) {
    return Error{ErrorKind::invalid_input, fmt::format("time zone '{}' is not known", zone),
                 "use an IANA name such as Europe/Moscow in school.time_zone"};
}

}  // namespace rosterd
