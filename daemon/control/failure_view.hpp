// What fails now, by class: how many, when it is tried again, and one example. Pure.
#pragma once

#include <boost/json/array.hpp>

#include "daemon/control_port.hpp"

namespace rosterd::control {

/// [{class, count, next_probe, example}], a row for each ErrorKind that something is parked for or
/// a school's last pass failed with, in the order of the kinds. `next_probe` is null while nobody
/// knows it; the example names ids only.
[[nodiscard]] boost::json::array failures_view(const DaemonControl& daemon);

}  // namespace rosterd::control
