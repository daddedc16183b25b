// The values in mod_http_api's answers. Pure; every malformed answer is an error, never "nobody".
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "adapters/platform/ejabberd/ejabberd_calls.hpp"
#include "reconciler/history.hpp"

namespace rosterd::ejabberd {

/// Local parts of the registered users. Errors: transient.
[[nodiscard]] Result<std::vector<std::string>> read_users(const boost::json::value& answer);

/// Numbers of the rooms that are named as ours are, sorted. Errors: transient.
[[nodiscard]] Result<std::vector<ChatNumber>> read_rooms(const boost::json::value& answer);

/// A room of whoever's, by its options; `owned` when it carries this account's mark.
/// Errors: permanent_chat (ejabberd says {} of a room that does not exist); transient.
[[nodiscard]] Result<UnboundChat> read_room(const boost::json::value& answer,
                                            const Addresses& addresses, ChatNumber chat);

/// Somebody with an affiliation; a whole domain may have one, too.
struct Affiliate {
    std::string jid;   ///< bare
    std::string name;  ///< his local part where he is of the account's host, else empty
    bool admin = false;
};
/// Members, administrators and owners, without the service account. Errors: transient.
[[nodiscard]] Result<std::vector<Affiliate>> read_affiliates(const boost::json::value& answer,
                                                             const Addresses& addresses);

}  // namespace rosterd::ejabberd
