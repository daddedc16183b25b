// "until" of a request: when something ends by itself. Knows no route.
#pragma once

#include <string>

#include "daemon/control/request_body.hpp"
#include "reconciler/day.hpp"
#include "reconciler/result.hpp"

namespace rosterd::control {

/// Whole seconds, ISO 8601 with offset, or a day: then its beginning in `zone`, for ends are
/// exclusive. Precondition: it was sent. Errors: invalid_input (no time, or one that has passed).
[[nodiscard]] Result<UnixSeconds> end_time(const RequestBody::Time& sent, const std::string& zone,
                                           UnixSeconds now);

}  // namespace rosterd::control
