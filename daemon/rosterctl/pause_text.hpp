// A pause as a person reads it.
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace rosterd::ctl {

/// "school 17", "chat class/7v of school 17", "everything".
[[nodiscard]] std::string paused_thing(const boost::json::object& pause);

/// "since 2026-09-01 08:00:00 by olga until …: the reason"; without an end "until it is resumed".
[[nodiscard]] std::string pause_details(const boost::json::object& pause);

/// "nothing happens: school 17 is paused since …"; nothing for an answer without `paused`.
[[nodiscard]] std::string paused_notice(const boost::json::object& answer);

}  // namespace rosterd::ctl
