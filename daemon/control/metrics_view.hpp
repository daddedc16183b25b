// The daemon as Prometheus reads it. Pure.
#pragma once

#include <string>

#include "adapters/http/message.hpp"
#include "daemon/control_port.hpp"

namespace rosterd::control {

/// Every series is there from the start, at zero where nothing happened yet. Labels are kinds and
/// the names of accounts as the configuration calls them: no school, no person, no chat.
/// docs/metrics.md says what each one means.
[[nodiscard]] std::string metrics_text(const DaemonControl& daemon);
/// The same in Prometheus' text format 0.0.4.
[[nodiscard]] http::Response metrics_response(const DaemonControl& daemon);
/// 200, or 503 with the thread that hangs.
[[nodiscard]] http::Response health_response(const DaemonControl& daemon);

}  // namespace rosterd::control
