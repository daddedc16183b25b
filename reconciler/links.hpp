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

struct Observed;

/// A user of a platform; positive for people, 0 for nobody, negative for communities and bots.
/// Where a platform names its users, a number made of the name (user_id.hpp).
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
    std::string phone{};  ///< as the person gave it, E.164; empty where it is not known
    friend bool operator==(const StoredLink&, const StoredLink&) = default;
};

/// Who a user was when the journal last said so. Kept, because many journals drop all rows of a
/// person who leaves: without it he would look like a stranger and stay in the chats.
struct KnownUser {
    UserId user;
    std::string person_id;
    friend bool operator==(const KnownUser&, const KnownUser&) = default;
};

/// A known user whom the journal links to nobody any more.
struct VanishedUser {
    UserId user;
    PersonIndex person;  ///< no_index: the person is gone from the journal too
    std::string person_id;
};

/// One platform's links of one school, by person and by user.
struct LinkTable {
    std::vector<UserId> user;      ///< per person: his user where state is linked, else 0
    std::vector<LinkState> state;  ///< per person
    std::vector<UserId> former;    ///< per person: the user he had, where the link ended, else 0
    boost::unordered_flat_map<UserId, PersonIndex> person;  ///< of linked and former users
    std::vector<UserId> protected_users;  ///< never removed: their person is in doubt; sorted
    std::vector<VanishedUser> vanished;   ///< sorted by user

    [[nodiscard]] PersonIndex person_of(UserId id) const {
        const auto found = person.find(id);
        return found == person.end() ? no_index : found->second;
    }
    [[nodiscard]] const VanishedUser* find_vanished(UserId id) const;
    [[nodiscard]] bool is_protected(UserId id) const;
};

/// Resolves the journal's links and, for people whom it does not link, the daemon's own.
/// A user on two people: the earlier link holds, the later waits as `conflict` and is reported.
/// A user text that user_id_of() does not take is reported and counts as no link.
/// `known` (sorted by user) is what the last accepted read said.
[[nodiscard]] LinkTable resolve_links(const Roster& roster, Platform platform,
                                      std::span<const StoredLink> own,
                                      std::span<const KnownUser> known,
                                      std::vector<Finding>& findings);

/// Who is whom now, sorted by user: what to remember after an accepted read. People who vanished
/// are kept while a chat still has them; only then are the chats looked at.
[[nodiscard]] std::vector<KnownUser> known_users(const Roster& roster, const LinkTable& links,
                                                 const Observed& observed);

/// The person with this id, or no_index. Binary search.
[[nodiscard]] PersonIndex find_person(const Roster& roster, std::string_view person_id);

}  // namespace rosterd
