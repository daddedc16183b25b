// Reading one school back, and the interned names of schools and accounts.
#include <algorithm>
#include <array>

#include "adapters/store/member_blob.hpp"
#include "adapters/store/store_parts.hpp"
#include "reconciler/contract.hpp"
#include "reconciler/words.hpp"

namespace rosterd::store {
namespace {

Error damaged(std::string_view what) {
    return Error{ErrorKind::invalid_input, "damaged: " + std::string{what},
                 "restore the store from a backup"};
}

std::optional<ChatState> chat_state(std::string_view text) {
    for (const ChatState state : {ChatState::active, ChatState::detached, ChatState::destroyed}) {
        if (word(state) == text) return state;
    }
    return std::nullopt;
}

Result<ObservedChat> chat_in(Query& row) {
    ObservedChat chat;
    chat.key = row.text(0);
    chat.number = row.number(1);
    chat.title = row.text(2);
    chat.read_at = row.number(4);
    chat.invite_link = row.text(5);
    const auto state = chat_state(row.text(3));
    auto members = decode_members(row.bytes(6));
    auto newcomers = decode_newcomers(row.bytes(7));
    if (!state || !members || !newcomers) return damaged("a chat's state or members");
    chat.state = *state;
    chat.members = std::move(*members);
    chat.newcomers = std::move(*newcomers);
    return chat;
}

Result<void> load_chats(Database& database, std::int64_t scope, Observed& observed) {
    Query query = database.query(
        "SELECT key, number, title, state, read_at, invite_link, members, newcomers FROM chat "
        "WHERE scope = ?1 ORDER BY key",
        scope);
    while (query.next()) {
        auto chat = chat_in(query);
        if (!chat) return chat.error();
        observed.chats.push_back(std::move(*chat));
    }
    // A database may collate otherwise; what is searched by bytes is sorted by bytes.
    std::ranges::sort(observed.chats, {}, &ObservedChat::key);
    return {};
}

Result<void> load_intents(Database& database, std::int64_t scope, std::vector<Intent>& intents) {
    Query query = database.query(
        "SELECT chat, title, users, started_at FROM intent WHERE scope = ?1 ORDER BY chat", scope);
    while (query.next()) {
        auto users = decode_users(query.bytes(2));
        if (!users) return damaged("an intent's users");
        intents.push_back(Intent{query.text(0), query.text(1), std::move(*users), query.number(3)});
    }
    return {};
}

void load_approvals(Database& database, std::int64_t school, const std::string& account,
                    UnixSeconds now, std::vector<Approval>& approvals) {
    Query query = database.query(
        "SELECT hash, approver, at, expires, rejected, guard, account FROM approval "
        "WHERE school = ?1 AND expires > ?2 AND account IN ('', ?3) ORDER BY hash",
        school, now, account);
    while (query.next()) {
        approvals.push_back(Approval{query.text(0),
                                     query.text(1),
                                     query.number(2),
                                     query.number(3),
                                     query.number(4) != 0,
                                     {},
                                     query.text(5),
                                     query.text(6)});
    }
    for (Approval& approval : approvals) {
        Query steps =
            database.query("SELECT fingerprint FROM approval_step WHERE school = ?1 AND hash = ?2",
                           school, approval.hash);
        while (steps.next()) {
            approval.steps.push_back(static_cast<std::uint64_t>(steps.number(0)));
        }
        std::ranges::sort(approval.steps);
    }
}

void load_planned(Database& database, std::int64_t scope, PlannedState& planned) {
    Query rules =
        database.query("SELECT profile, rules FROM scope_planned WHERE scope = ?1", scope);
    if (rules.next()) planned = {rules.text(0), rules.text(1), {}};
    Query steps =
        database.query("SELECT fingerprint FROM scope_planned_step WHERE scope = ?1", scope);
    while (steps.next()) {
        planned.approved.push_back(static_cast<std::uint64_t>(steps.number(0)));
    }
    std::ranges::sort(planned.approved);
}

/// Counts of relations that this version does not know are left out.
void load_accepted(Database& database, std::int64_t scope, SchoolMemory& memory) {
    Query query = database.query("SELECT relation, rows FROM accepted WHERE scope = ?1", scope);
    while (query.next()) {
        for (const RelationSpec& spec : journal_contract()) {
            if (spec.name != query.text(0)) continue;
            memory.accepted.at(static_cast<std::size_t>(spec.relation)) =
                static_cast<std::uint64_t>(query.number(1));
        }
    }
    Query at = database.query("SELECT accepted_at FROM scope WHERE id = ?1", scope);
    if (at.next()) memory.accepted_at = at.number(0);
}

void load_initialised(Database& database, std::int64_t scope, SchoolMemory& memory) {
    Query query =
        database.query("SELECT chat, at FROM initialised WHERE scope = ?1 ORDER BY chat", scope);
    while (query.next()) memory.initialised.emplace_back(query.text(0), query.number(1));
    std::ranges::sort(memory.initialised);
}

Result<void> load_scope(Database& database, std::int64_t scope, SchoolMemory& memory) {
    auto chats = load_chats(database, scope, memory.observed);
    if (!chats) return chats;
    auto intents = load_intents(database, scope, memory.intents);
    if (!intents) return intents;
    auto history = load_history(database, scope);
    if (!history) return std::move(history).error();
    memory.history = std::move(*history);
    memory.known_users = load_known_users(database, scope);
    load_accepted(database, scope, memory);
    memory.accepted_classes = load_accepted_classes(database, scope);
    load_initialised(database, scope, memory);
    return {};
}

}  // namespace

std::optional<std::int64_t> find_school(Database& database, const std::string& school) {
    Query query = database.query("SELECT id FROM school WHERE name = ?1", school);
    if (!query.next()) return std::nullopt;
    return query.number(0);
}

std::int64_t make_school(Database& database, const std::string& school) {
    database.query("INSERT INTO school (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", school)
        .run();
    return find_school(database, school).value();
}

std::optional<Scope> find_scope(Database& database, const std::string& school,
                                const std::string& account) {
    Query query = database.query(
        "SELECT scope.id, scope.school, scope.account FROM scope "
        "JOIN school ON school.id = scope.school JOIN account ON account.id = scope.account "
        "WHERE school.name = ?1 AND account.name = ?2",
        school, account);
    if (!query.next()) return std::nullopt;
    return Scope{query.number(0), query.number(1), query.number(2)};
}

Scope make_scope(Database& database, const std::string& school, const std::string& account) {
    if (const auto found = find_scope(database, school, account)) return *found;
    const std::int64_t school_id = make_school(database, school);
    database.query("INSERT INTO account (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", account)
        .run();
    database
        .query(
            "INSERT INTO scope (school, account) "
            "SELECT CAST(?1 AS BIGINT), id FROM account WHERE name = ?2",
            school_id, account)
        .run();
    return find_scope(database, school, account).value();
}

void replace_approval_steps(Database& database, std::int64_t school, const Approval& approval) {
    database
        .query("DELETE FROM approval_step WHERE school = ?1 AND hash = ?2", school, approval.hash)
        .run();
    for (const std::uint64_t fingerprint : approval.steps) {
        database
            .query(
                "INSERT INTO approval_step (school, hash, fingerprint) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (school, hash, fingerprint) DO NOTHING",
                school, approval.hash, static_cast<std::int64_t>(fingerprint))
            .run();
    }
}

void replace_planned(Database& database, std::int64_t scope, const PlannedState& planned) {
    database
        .query(
            "INSERT INTO scope_planned (scope, profile, rules) VALUES (?1, ?2, ?3) "
            "ON CONFLICT (scope) DO UPDATE SET profile = excluded.profile, "
            "rules = excluded.rules",
            scope, planned.profile, planned.rules)
        .run();
    database.query("DELETE FROM scope_planned_step WHERE scope = ?1", scope).run();
    for (const std::uint64_t fingerprint : planned.approved) {
        database
            .query(
                "INSERT INTO scope_planned_step (scope, fingerprint) VALUES (?1, ?2) "
                "ON CONFLICT (scope, fingerprint) DO NOTHING",
                scope, static_cast<std::int64_t>(fingerprint))
            .run();
    }
}

Result<std::optional<ObservedChat>> load_chat(Database& database, std::int64_t scope,
                                              const std::string& key) {
    Query query = database.query(
        "SELECT key, number, title, state, read_at, invite_link, members, newcomers FROM chat "
        "WHERE scope = ?1 AND key = ?2",
        scope, key);
    if (!query.next()) return std::optional<ObservedChat>{};
    auto chat = chat_in(query);
    if (!chat) return chat.error();
    return std::optional{std::move(*chat)};
}

Result<SchoolMemory> load_school(Database& database, const std::string& school,
                                 const std::string& account, UnixSeconds now) {
    SchoolMemory memory;
    memory.account = account;
    if (const auto scope = find_scope(database, school, account)) {
        auto loaded = load_scope(database, scope->id, memory);
        if (!loaded) return std::move(loaded).error();
        load_planned(database, scope->id, memory.planned);
    }
    if (const auto school_id = find_school(database, school)) {
        auto links = load_links(database, *school_id);
        if (!links) return std::move(links).error();
        memory.links = std::move(*links);
        auto own = load_own_rows(database, *school_id);
        if (!own) return std::move(own).error();
        memory.own = std::move(*own);
        load_approvals(database, *school_id, account, now, memory.approvals);
        auto conferences = load_conferences(database, *school_id, now, memory);
        if (!conferences) return std::move(conferences).error();
    }
    return memory;
}

}  // namespace rosterd::store
