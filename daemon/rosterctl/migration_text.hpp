// A school's way to another account in words: what is done and what everybody has still to do.
// Reads what GET /v1/schools/S/migration answers; prints nothing.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "daemon/rosterctl/table.hpp"

namespace rosterd::ctl {

/// "chats: 12 of 30 there, 18 to claim": a line each for chats and people, only what is not zero.
[[nodiscard]] std::string migration_summary(const boost::json::object& migration);

/// What this person, or somebody for him, has still to do; empty for one who has moved.
[[nodiscard]] std::string still_to_do(const boost::json::object& person);

[[nodiscard]] Table migration_chats(const boost::json::object& migration);
/// Everybody who has not moved.
[[nodiscard]] Table migration_people(const boost::json::object& migration);

}  // namespace rosterd::ctl
