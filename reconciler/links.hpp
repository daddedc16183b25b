// Who is whom on the platform: links resolved, one user to one person. Pure.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "reconciler/finding.hpp"
#include "reconciler/roster.hpp"

namespace rosterd {

/// A user of a platform; positive for people, 0 for nobody, negative for communities and bots.
using UserId = std::int64_t;
/// Ids above it cannot pass through JSON as other programs read it, and no platform uses them.
inline constexpr UserId user_id_max = (UserId{1} << 53) - 1;

/// A link the daemon keeps itself, where the journal does not link accounts.
struct StoredLink {
    std::string person_id;
    Platform platform;
    std::string user;
    LinkState state;
    UnixSeconds linked_at;
};

/// One platform's links of one school, by person and by user.
struct LinkTable {
    std::vector<UserId> user;      ///< per person: his user where state is linked, else 0
    std::vector<LinkState> state;  ///< per person
    std::vector<UserId> former;    ///< per person: the user he had, where the link ended, else 0
    boost::unordered_flat_map<UserId, PersonIndex> person;  ///< of linked and former users
    std::vector<UserId> protected_users;  ///< never removed: their person is in doubt; sorted

    [[nodiscard]] PersonIndex person_of(UserId id) const {
        const auto found = person.find(id);
        return found == person.end() ? no_index : found->second;
    }
};

/// Resolves the journal's links and, for people whom it does not link, the daemon's own.
/// A user on two people: the earlier link holds, the later waits as `conflict` and is reported.
/// A user id that is no positive number up to user_id_max is reported and counts as no link.
[[nodiscard]] LinkTable resolve_links(const Roster& roster, Platform platform,
                                      std::span<const StoredLink> own,
                                      std::vector<Finding>& findings);

}  // namespace rosterd
