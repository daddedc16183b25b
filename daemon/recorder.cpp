// Keeps memory and store in step.
#include "daemon/recorder.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "daemon/offload.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

using boost::asio::awaitable;

template <class Row>
auto position(std::vector<Row>& rows, const std::string& chat, UserId user) {
    return std::ranges::lower_bound(
        rows, std::tuple{std::string_view{chat}, user}, {},
        [](const Row& row) { return std::tuple{std::string_view{row.chat}, row.user}; });
}

template <class Row>
bool matches(const std::vector<Row>& rows, typename std::vector<Row>::const_iterator at,
             const std::string& chat, UserId user) {
    return at != rows.end() && at->chat == chat && at->user == user;
}

template <class Row>
bool erase_row(std::vector<Row>& rows, const std::string& chat, UserId user) {
    const auto at = position(rows, chat, user);
    if (!matches(rows, at, chat, user)) return false;
    rows.erase(at);
    return true;
}

template <class Row>
bool insert_row(std::vector<Row>& rows, Row row) {
    const auto at = position(rows, row.chat, row.user);
    if (matches(rows, at, row.chat, row.user)) return false;
    rows.insert(at, std::move(row));
    return true;
}

/// Of his newest link, in the journal or kept here; 0: none.
UnixSeconds linked_at(const SchoolState& state, PersonIndex person) {
    const Picture& picture = *state.picture;
    UnixSeconds newest = 0;
    for (const LinkRow& row : picture.roster.links) {
        const bool his = row.person == person && row.platform == picture.platform;
        if (his && row.state == LinkState::linked) newest = std::max(newest, row.linked_at);
    }
    for (const StoredLink& link : state.memory.links) {
        const bool his =
            link.platform == picture.platform && link.person_id == picture.person_id(person);
        if (his && link.state == LinkState::linked) newest = std::max(newest, link.linked_at);
    }
    return newest;
}

/// As Store::removed_since() counts them.
bool counts_for_the_hour(const AuditEntry& entry) {
    const bool happened =
        entry.outcome == "done" || entry.outcome == to_string(ErrorKind::unknown_outcome);
    return entry.operation == word(OperationKind::remove) && happened &&
           entry.reason != word(Cause::unlinked) && entry.reason != word(Cause::hand_edit) &&
           entry.by == "rosterd";
}

}  // namespace

Recorder::Recorder(SchoolState& state, StoreAccess store, const Clock& clock)
    : state_{state}, store_{store}, clock_{clock} {}

void Recorder::audit(AuditEntry entry) {
    entry.at = clock_.now();
    entry.school = state_.school.id;
    if (entry.by.empty()) entry.by = "rosterd";
    spdlog::debug("school={} chat={} operation={} user={} outcome={}", entry.school, entry.chat,
                  entry.operation, entry.user, entry.outcome);
    if (counts_for_the_hour(entry)) state_.removed_lately.push_back({clock_.steady(), entry.user});
    state_.unsaved.audit.push_back(std::move(entry));
}

/// Who left is on record before the list of members that lacks him: a process that dies in between
/// sees him leave once more.
awaitable<Result<void>> Recorder::commit() {
    auto remembered = co_await commit_history();
    if (!remembered) co_return remembered;
    Unsaved& unsaved = state_.unsaved;
    if (unsaved.chats.empty() && unsaved.audit.empty()) co_return Result<void>{};
    // Out of the school's state, for what comes while the store writes belongs to the next commit.
    std::set<std::string> keys = std::exchange(unsaved.chats, {});
    std::vector<AuditEntry> audit = std::exchange(unsaved.audit, {});
    std::vector<const ObservedChat*> chats;
    for (const std::string& key : keys) {
        const ObservedChat* chat = state_.memory.observed.find(key);
        if (chat != nullptr) chats.push_back(chat);
    }
    auto write = [this, &chats, &audit] {
        return store_.store.save(state_.school.id, state_.memory.account, chats, audit);
    };
    auto saved = co_await offload(store_.thread, write);
    if (!saved) {
        unsaved.chats.merge(keys);
        std::ranges::move(unsaved.audit, std::back_inserter(audit));
        unsaved.audit = std::move(audit);
    }
    co_return saved;
}

awaitable<Result<void>> Recorder::commit_history() {
    if (!state_.unsaved.history) co_return Result<void>{};
    // A copy: what is asked for by hand may change it while the store writes.
    auto write = [this, history = state_.memory.history] {
        return store_.store.save_history(state_.school.id, state_.memory.account, history);
    };
    state_.unsaved.history = false;
    auto saved = co_await offload(store_.thread, write);
    if (!saved) state_.unsaved.history = true;
    co_return saved;
}

void Recorder::park(const std::string& chat, UserId user, const Error& error,
                    UnixSeconds first_wait, UnixSeconds longest_wait) {
    auto& parked = state_.memory.history.parked;
    const auto at = position(parked, chat, user);
    std::uint32_t attempts = 0;
    if (matches(parked, at, chat, user)) {
        // Where it waits already, this is another refusal of the same try.
        attempts = at->until > clock_.now() ? at->attempts - 1 : at->attempts;
        parked.erase(at);
    }
    const UnixSeconds wait =
        std::min(longest_wait, first_wait << std::min<std::uint32_t>(attempts, 16));
    insert_row(parked, Parked{chat, user, error.kind, error.what, clock_.now() + wait, attempts + 1,
                              source_now(state_, chat, user)});
    state_.unsaved.history = true;
}

void Recorder::unpark(const std::string& chat, UserId user) {
    state_.unsaved.history |= erase_row(state_.memory.history.parked, chat, user);
}

void Recorder::invited(const std::string& chat, UserId user) {
    state_.unsaved.history |=
        insert_row(state_.memory.history.invitations, Invitation{chat, user, clock_.now()});
}

void Recorder::departed(const std::string& chat, UserId user) {
    state_.unsaved.history |=
        insert_row(state_.memory.history.departures, Departure{chat, user, clock_.now()});
}

void Recorder::settled(const std::string& chat, UserId user) {
    History& history = state_.memory.history;
    state_.unsaved.history |= erase_row(history.departures, chat, user);
    state_.unsaved.history |= erase_row(history.invitations, chat, user);
    state_.unsaved.history |= erase_row(history.parked, chat, user);
}

void Recorder::readmit_asked_for() {
    const Picture& picture = *state_.picture;
    std::vector<std::pair<Departure, std::string>> readmitted;
    for (const Departure& departure : state_.memory.history.departures) {
        const PersonIndex person = picture.links.person_of(departure.user);
        if (person == no_index) continue;
        const bool by_hand = std::ranges::any_of(picture.roster.edits, [&](const ChatEdit& edit) {
            const bool adds = edit.edit == EditKind::add || edit.edit == EditKind::make_admin;
            return adds && edit.person == person && edit.made_at > departure.at &&
                   edit.made_at <= clock_.now() && clock_.now() < edit.until &&
                   picture.roster.text.view(edit.chat_key) == departure.chat;
        });
        if (by_hand) {
            readmitted.emplace_back(departure, "chat_edit");
        } else if (linked_at(state_, person) > departure.at) {
            readmitted.emplace_back(departure, "linked_anew");
        }
    }
    for (const auto& [departure, why] : readmitted) {
        AuditEntry entry;
        entry.chat = departure.chat;
        entry.operation = "readmitted";
        entry.user = departure.user;
        entry.person = picture.person_id(picture.links.person_of(departure.user));
        entry.outcome = "done";
        entry.reason = why;
        audit(std::move(entry));
        state_.unsaved.history |=
            erase_row(state_.memory.history.departures, departure.chat, departure.user);
    }
}

void Recorder::forget_unwanted(const std::set<std::string, std::less<>>& held_chats) {
    const Picture& picture = *state_.picture;
    const auto in_doubt = [&](const auto& row, PersonIndex person) {
        return picture.links.is_protected(row.user) ||
               std::ranges::binary_search(picture.roster.doubtful_chats, row.chat) ||
               (person != no_index && picture.roster.people.doubtful[person] != 0);
    };
    const auto unwanted = [&](const auto& row) {
        const DesiredChat* chat = picture.desired.find(row.chat);
        if (chat == nullptr || chat->wish == ChatWish::frozen) return false;
        const PersonIndex person = picture.links.person_of(row.user);
        if (held_chats.contains(row.chat) || in_doubt(row, person)) return false;
        if (person == no_index) return true;
        const auto seats = picture.desired.seats_of(*chat);
        return !std::ranges::binary_search(seats, person, {}, &Seat::person);
    };
    History& history = state_.memory.history;
    const std::size_t before = history.departures.size() + history.invitations.size();
    std::erase_if(history.departures, unwanted);
    std::erase_if(history.invitations, unwanted);
    const std::size_t after = history.departures.size() + history.invitations.size();
    state_.unsaved.history |= before != after;
}

}  // namespace rosterd
