// Pauses as JSON: what rests, since when, on whose word, until when and why. Pure.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "daemon/control_port.hpp"
#include "reconciler/explain.hpp"

namespace rosterd::control {

/// {school, chat, by, reason, since, until}; school and chat are null where it concerns all.
[[nodiscard]] boost::json::object pause_view(const Pause& pause);
/// The same, or null for null.
[[nodiscard]] boost::json::value pause_or_null(const Pause* pause);
/// Those that last, each with `waiting`: the operations that would run, and `sensitive`: those of
/// them that take somebody out who left the school, was unlinked or blocked.
[[nodiscard]] boost::json::array pauses_view(const DaemonControl& daemon);

/// Notes in what was explained of `person` that nothing happens, where something would.
void note_pauses(const SchoolState& state, PersonIndex person, UnixSeconds now,
                 Explained& explained);

}  // namespace rosterd::control
