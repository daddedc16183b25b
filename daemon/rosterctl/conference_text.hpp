// One conference of the control surface's JSON in words, for tables and for the time line. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/rosterctl/timeline.hpp"
#include "reconciler/day.hpp"

namespace rosterd::ctl {

/// «Активная» or "active".
[[nodiscard]] std::string status_text(const boost::json::object& conference, bool russian);

/// Where to join while it is active, else what is wrong; "-" where nothing is.
[[nodiscard]] std::string outcome_text(const boost::json::object& conference, bool russian);

/// "2026-10-15 12:00", on the school's clock; "-" for null.
[[nodiscard]] std::string local_text(const boost::json::object& object, std::string_view member);

/// "2026-10-15 12:00" and "12:45"; the end with its date where that is another.
[[nodiscard]] std::string start_text(const boost::json::object& conference);
[[nodiscard]] std::string end_text(const boost::json::object& conference);

/// Minutes from `day`'s midnight to the local time that the member says; nothing for null.
[[nodiscard]] std::optional<int> minutes_into(Day day, const boost::json::object& object,
                                              std::string_view member);

/// Its block on that day: in the row of its classes, else of its subject, its chat, its title.
/// Nothing for an answer without times.
[[nodiscard]] std::optional<TimelineBlock> block_of(const boost::json::object& conference, Day day);

}  // namespace rosterd::ctl
