// Three ways to write a time to come.
#include "daemon/control/end_time.hpp"

#include "daemon/local_day.hpp"

namespace rosterd::control {

Result<UnixSeconds> end_time(const RequestBody::Time& sent, const std::string& zone,
                             UnixSeconds now) {
    UnixSeconds until = sent.seconds.value_or(0);
    if (const auto day = parse_day(sent.text)) {
        const auto begin = local_midnight(zone, *day);
        if (!begin) return begin.error();
        until = *begin;
    } else if (const auto instant = parse_instant(sent.text)) {
        until = *instant;
    } else if (!sent.text.empty()) {
        return Error{ErrorKind::invalid_input, "'until' is no time",
                     "YYYY-MM-DD, or ISO 8601 with offset, or whole seconds"};
    }
    if (until > now) return until;
    return Error{ErrorKind::invalid_input, "'until' has passed", "name a time to come"};
}

}  // namespace rosterd::control
