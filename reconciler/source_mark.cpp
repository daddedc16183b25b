// A hash over the few facts on which a refusal may depend.
#include "reconciler/source_mark.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reconciler/stable_hash.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

/// 0 means "not known" where it is kept.
std::uint64_t mark_of(std::string_view text) {
    return std::max<std::uint64_t>(1, stable_hash(text));
}

void describe_link(std::string& text, Platform on, LinkState state, UnixSeconds linked_at,
                   std::string_view phone) {
    text += fmt::format("|{} {} {} {}", word(on), word(state), linked_at, phone);
}

std::uint64_t mark_of_person(const SourceFacts& facts, PersonIndex person, UserId user) {
    const Roster& roster = facts.roster;
    const std::string_view id = roster.text.view(roster.people.id[person]);
    std::string text =
        fmt::format("{}|{}|{}|{}|{}", id, user, word(facts.links.state[person]),
                    roster.text.view(roster.people.phone[person]), roster.people.blocked[person]);
    for (const LinkRow& row : roster.links) {
        if (row.person != person) continue;
        describe_link(text, row.platform, row.state, row.linked_at, {});
    }
    for (const StoredLink& link : facts.own_links) {
        if (link.person_id != id) continue;
        describe_link(text, link.platform, link.state, link.linked_at, link.phone);
    }
    return mark_of(text);
}

}  // namespace

std::uint64_t source_mark(const SourceFacts& facts, std::string_view chat, UserId user) {
    if (user == 0) {
        const DesiredChat* desired = facts.desired.find(chat);
        return mark_of(desired == nullptr ? std::string_view{} : facts.desired.title(*desired));
    }
    const PersonIndex person = facts.links.person_of(user);
    if (person == no_index) return mark_of(fmt::format("nobody|{}", user));
    return mark_of_person(facts, person, user);
}

}  // namespace rosterd
