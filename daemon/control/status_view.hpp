// The daemon, its schools and the findings of their reads as JSON (design §10). Pure.
#pragma once

#include <boost/json/object.hpp>

#include "daemon/control_port.hpp"

namespace rosterd::control {

[[nodiscard]] boost::json::object status_view(const DaemonControl& daemon);
/// {items:[{id, name, profile, account, enabled, state, chats, people, holds, last_read, ...}]}
[[nodiscard]] boost::json::object schools_view(const DaemonControl& daemon);
/// {items:[{severity, relation, row, key, message}]} of the last read.
[[nodiscard]] boost::json::object findings_view(const SchoolState& state);

/// The word for how the last pass ended; "disabled" for a school that is switched off.
[[nodiscard]] std::string_view state_word(const SchoolState& state);

}  // namespace rosterd::control
