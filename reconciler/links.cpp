// Link resolution: the journal's rows first, then the daemon's own, then conflicts.
#include "reconciler/links.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reconciler/observed.hpp"
#include "reconciler/user_id.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

struct Candidate {
    PersonIndex person;
    UserId user;
    LinkState state;
    UnixSeconds linked_at;
};

/// A row's rank among several of one person: a standing link beats everything else.
int rank(LinkState state) {
    switch (state) {
        case LinkState::linked:
            return 0;
        case LinkState::requested:
            return 1;
        case LinkState::refused:
            return 2;
        case LinkState::unlinked:
            return 3;
        case LinkState::conflict:
        case LinkState::none:
            break;
    }
    return 4;
}

class Resolver {
  public:
    Resolver(const Roster& roster, Platform platform, std::vector<Finding>& findings)
        : roster_{roster}, platform_{platform}, findings_{findings} {}

    void journal_rows() {
        candidates_.reserve(roster_.links.size());
        for (const LinkRow& row : roster_.links) {
            if (row.platform != platform_) continue;
            add(row.person, roster_.text.view(row.user), row.state, row.linked_at);
        }
    }

    void own_links(std::span<const StoredLink> links) {
        std::vector<std::uint8_t> known(roster_.people.size(), 0);
        for (const Candidate& candidate : candidates_) known[candidate.person] = 1;
        for (const StoredLink& link : links) {
            if (link.platform != platform_) continue;
            const PersonIndex person = find_person(roster_, link.person_id);
            if (person == no_index || known[person] != 0) continue;
            add(person, link.user, link.state, link.linked_at);
            if (link.state != LinkState::conflict) continue;
            report(person, Severity::warning,
                   "gave a phone that another person's link has; the earlier link holds, this "
                   "person waits until one of the two is corrected");
        }
    }

    LinkTable table(std::span<const KnownUser> known) {
        LinkTable table = blank();
        const bool apart = std::ranges::all_of(
            candidates_, [&](const Candidate& candidate) { return place_alone(candidate, table); });
        if (!apart) {
            table = blank();
            // Earlier links first: they hold. Ties by person id, so that the outcome is stable.
            std::ranges::sort(candidates_, {}, [](const Candidate& c) {
                return std::tuple{rank(c.state), c.linked_at, c.person, c.user};
            });
            for (const Candidate& candidate : candidates_) place(candidate, table);
        }
        for (const auto& [platform, text] : roster_.doubtful_users) {
            const auto user = platform == platform_ ? user_id_of(platform_, text) : std::nullopt;
            if (user) table.protected_users.push_back(*user);
        }
        for (const KnownUser& user : known) {
            if (table.person_of(user.user) != no_index) continue;
            table.vanished.push_back(
                {user.user, find_person(roster_, user.person_id), user.person_id});
        }
        protect_doubtful_people(table);
        return table;
    }

  private:
    void add(PersonIndex person, std::string_view user_text, LinkState state,
             UnixSeconds linked_at) {
        const auto user = user_id_of(platform_, user_text);
        if (!user && (state == LinkState::linked || !user_text.empty())) {
            report(person, Severity::warning,
                   fmt::format("user_id '{}' is no user of {}: expected {}; the person counts as "
                               "not linked",
                               user_text.substr(0, 40), word(platform_), expected_user(platform_)));
        }
        const bool usable = user || state != LinkState::linked;
        candidates_.push_back(
            {person, user.value_or(0), usable ? state : LinkState::none, linked_at});
    }

    [[nodiscard]] LinkTable blank() const {
        LinkTable table;
        table.user.assign(roster_.people.size(), 0);
        table.former.assign(roster_.people.size(), 0);
        table.state.assign(roster_.people.size(), LinkState::none);
        table.person.reserve(candidates_.size());
        return table;
    }

    /// Where no person has two rows and no user two people, the order of the rows does not matter:
    /// most schools. False when it does; the table is of no use then.
    static bool place_alone(const Candidate& candidate, LinkTable& table) {
        LinkState& state = table.state[candidate.person];
        if (state != LinkState::none) return false;
        state = candidate.state;
        const bool linked = state == LinkState::linked;
        const bool ended = state == LinkState::unlinked && candidate.user != 0;
        if (!linked && !ended) return true;
        (linked ? table.user : table.former)[candidate.person] = candidate.user;
        return table.person.try_emplace(candidate.user, candidate.person).second;
    }

    void place(const Candidate& candidate, LinkTable& table) {
        LinkState& state = table.state[candidate.person];
        if (candidate.state != LinkState::linked) {
            if (state == LinkState::none) state = candidate.state;
            const bool ended = candidate.state == LinkState::unlinked && candidate.user != 0;
            if (ended && table.former[candidate.person] == 0 &&
                table.person.try_emplace(candidate.user, candidate.person).second) {
                table.former[candidate.person] = candidate.user;
            }
            return;
        }
        if (state == LinkState::linked) {
            report(candidate.person, Severity::warning,
                   "is linked to two users; the earlier link holds, the later is not used");
            return;
        }
        const auto [entry, fresh] = table.person.try_emplace(candidate.user, candidate.person);
        if (!fresh) {
            state = LinkState::conflict;
            report(candidate.person, Severity::warning,
                   fmt::format("user {} is linked to person_id '{}' already; the earlier link "
                               "holds, this person waits until one of the two is corrected",
                               candidate.user, id_of(entry->second)));
            return;
        }
        state = LinkState::linked;
        table.user[candidate.person] = candidate.user;
    }

    void protect_doubtful_people(LinkTable& table) const {
        auto& users = table.protected_users;
        const auto protect = [&](UserId user, PersonIndex person) {
            const bool doubtful = person != no_index && roster_.people.doubtful[person] != 0;
            if (doubtful) users.push_back(user);
        };
        for (const auto& [user, person] : table.person) protect(user, person);
        for (const VanishedUser& gone : table.vanished) protect(gone.user, gone.person);
        std::ranges::sort(users);
        const auto twice = std::ranges::unique(users);
        users.erase(twice.begin(), twice.end());
    }

    [[nodiscard]] std::string_view id_of(PersonIndex person) const {
        return roster_.text.view(roster_.people.id[person]);
    }

    void report(PersonIndex person, Severity severity, std::string message) {
        findings_.push_back(
            {severity, "profile_link", 0,
             fmt::format("person_id '{}', platform '{}'", id_of(person), word(platform_)),
             std::move(message)});
    }

    const Roster& roster_;
    Platform platform_;
    std::vector<Finding>& findings_;
    std::vector<Candidate> candidates_;
};

}  // namespace

const VanishedUser* LinkTable::find_vanished(UserId id) const {
    const auto found = std::ranges::lower_bound(vanished, id, {}, &VanishedUser::user);
    return found != vanished.end() && found->user == id ? &*found : nullptr;
}

bool LinkTable::is_protected(UserId id) const {
    return std::ranges::binary_search(protected_users, id);
}

PersonIndex find_person(const Roster& roster, std::string_view person_id) {
    const auto& ids = roster.people.id;
    const auto found = std::ranges::lower_bound(ids, person_id, {},
                                                [&](TextRef id) { return roster.text.view(id); });
    if (found == ids.end() || roster.text.view(*found) != person_id) return no_index;
    return static_cast<PersonIndex>(found - ids.begin());
}

LinkTable resolve_links(const Roster& roster, Platform platform, std::span<const StoredLink> own,
                        std::span<const KnownUser> known, std::vector<Finding>& findings) {
    Resolver resolver{roster, platform, findings};
    resolver.journal_rows();
    resolver.own_links(own);
    return resolver.table(known);
}

std::vector<KnownUser> known_users(const Roster& roster, const LinkTable& links,
                                   const Observed& observed) {
    std::vector<KnownUser> known;
    known.reserve(links.person.size());
    for (const auto& [user, person] : links.person) {
        known.push_back({user, std::string{roster.text.view(roster.people.id[person])}});
    }
    // Most days nobody vanished, and a school's memberships are many.
    const std::vector<UserId> there =
        links.vanished.empty() ? std::vector<UserId>{} : users_of(observed);
    for (const VanishedUser& user : links.vanished) {
        if (std::ranges::binary_search(there, user.user)) {
            known.push_back({user.user, user.person_id});
        }
    }
    std::ranges::sort(known, {}, &KnownUser::user);
    return known;
}

}  // namespace rosterd
