// How far a school has moved from one account to another that serves it too: chat by chat, person
// by person (docs/migration.md). Pure.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "daemon/school_state.hpp"

namespace rosterd::control {

/// The further state to which `from` moves; `account` may be empty where there is only one.
/// Errors: refused (`from` is itself of a further account, no further account serves it, or one of
/// the two has not been read yet); not_found (no such account serves it); invalid_input (which of
/// several?).
[[nodiscard]] Result<const SchoolState*> migration_target(const Schools& schools,
                                                          const SchoolState& from,
                                                          std::string_view account);

/// {school, from, to, chats, people, items, chat_items}. A chat counts that `to` keeps up, or that
/// `from` has and `to` only lacks somebody who asks for it. A person is moved when he is there in
/// every chat of `to` where he belongs; who belongs to none is not listed. Both pictures must
/// exist; they may be of different reads.
[[nodiscard]] boost::json::object migration_view(const SchoolState& from, const SchoolState& to,
                                                 UnixSeconds now);

}  // namespace rosterd::control
