// The people of one school as JSON: ids, names, links, chats. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "daemon/control/paging.hpp"
#include "daemon/school_state.hpp"

namespace rosterd::control {

/// {total (before paging), items:[{person, name, link, user, chats, waiting, blocked}]}; `surname`
/// filters by the beginning of the last name, letter case ignored. `state.picture` must exist.
[[nodiscard]] boost::json::object people_view(const SchoolState& state, UnixSeconds now,
                                              std::string_view surname, Paging paging);

}  // namespace rosterd::control
