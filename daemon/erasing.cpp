// A person's traces go out of memory and store: who asks for that has left the journal and every
// chat, or what is erased would come back with the next read.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <vector>

#include "daemon/daemon.hpp"
#include "daemon/offload.hpp"
#include "reconciler/erasure.hpp"
#include "reconciler/links.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

std::vector<UserId> users_of(const SchoolState& state, std::string_view person) {
    std::vector<UserId> users;
    for (const KnownUser& known : state.memory.known_users) {
        if (known.person_id == person) users.push_back(known.user);
    }
    return users;
}

std::ptrdiff_t chats_with(const SchoolState& state, const std::vector<UserId>& users) {
    return std::ranges::count_if(state.memory.observed.chats, [&](const ObservedChat& chat) {
        return std::ranges::any_of(chat.members, [&](const ObservedMember& member) {
            return std::ranges::find(users, member.user()) != users.end();
        });
    });
}

void erase_from_memory(SchoolState& state, UserId user) {
    erase_user(state.memory.history, user);
    for (ObservedChat& chat : state.memory.observed.chats) erase_user(chat, user);
    std::erase_if(state.unsaved.audit, [&](const AuditEntry& line) { return line.user == user; });
}

void erase_from_memory(SchoolState& state, std::string_view person) {
    SchoolMemory& memory = state.memory;
    for (const UserId user : users_of(state, person)) erase_from_memory(state, user);
    std::erase_if(state.unsaved.audit,
                  [&](const AuditEntry& line) { return line.person == person; });
    erase_person(memory.known_users, person);
    erase_person(memory.links, person);
    erase_person(memory.own, person);
    ++state.own_revision;
    for (ConferenceRecord& conference : memory.conferences) {
        if (conference.plan.creator == person) conference.plan.creator.clear();
    }
}

}  // namespace

/// On every account that serves the school. Errors: refused, with what has to happen before.
Result<void> Daemon::may_be_erased(const std::string& school, const std::string& person) const {
    for (const auto& [name, state] : schools_) {
        if (state.school.id != school || !state.school.enabled) continue;
        if (state.picture == nullptr || !state.loaded) {
            return Error{ErrorKind::refused, "school '" + name + "' has not been read yet",
                         "try again in a moment"};
        }
        if (find_person(state.picture->roster, person) != no_index) {
            return Error{ErrorKind::refused,
                         "the journal still has this person: what is erased would come back",
                         "take the person out of the journal first"};
        }
        if (const auto chats = chats_with(state, users_of(state, person)); chats > 0) {
            return Error{ErrorKind::refused,
                         "this person is still in " + std::to_string(chats) + " chats of school '" +
                             name + "'",
                         "wait until the passes have taken the person out; see rosterctl holds"};
        }
    }
    return {};
}

/// Memory first, so that a pass that writes what it remembers meanwhile brings nothing back.
awaitable<Result<std::size_t>> Daemon::erase(std::string school, std::string person,
                                             std::string by) {
    auto state = readable(school);
    if (!state) co_return state.error();
    const std::string id = (*state)->school.id;
    auto allowed = may_be_erased(id, person);
    if (!allowed) co_return allowed.error();
    for (auto& [name, each] : schools_) {
        if (each.school.id == id) erase_from_memory(each, person);
    }
    AuditEntry audit;
    audit.at = parts_.clock.now();
    audit.school = id;
    audit.operation = "erase";
    audit.outcome = "done";
    audit.by = std::move(by);
    auto write = [this, &id, &person, &audit] {
        return parts_.store.store.erase_person(id, person, audit);
    };
    auto erased = co_await offload(parts_.store.thread, write);
    if (!erased) co_return erased.error();
    // Who he was is known from the audit too, where nothing else tells it any more.
    for (auto& [name, each] : schools_) {
        if (each.school.id != id) continue;
        for (const auto& [account, user] : erased->users) {
            if (each.memory.account == account) erase_from_memory(each, user);
        }
    }
    spdlog::info("school={} erase=done rows={}", id, erased->rows);
    push_everywhere(id, std::chrono::milliseconds{0});
    co_return erased->rows;
}

}  // namespace rosterd
