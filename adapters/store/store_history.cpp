// History and known users: long lists of which little changes, so they are merged, not rewritten.
#include <algorithm>
#include <tuple>

#include "adapters/store/store_parts.hpp"
#include "reconciler/words.hpp"

namespace rosterd::store {
namespace {

template <class Row>
auto seat_of(const Row& row) {
    return std::tie(row.chat, row.user);
}

/// Calls `erase` for rows that are only in `present` and `put` for those that are new or changed.
/// `present` is sorted by `key`; `wanted` need not be.
template <class Row, class Key, class Erase, class Put>
void merge(const std::vector<Row>& present, std::vector<Row> wanted, Key key, Erase erase,
           Put put) {
    const auto less = [&](const Row& left, const Row& right) { return key(left) < key(right); };
    std::ranges::sort(wanted, less);
    auto old = present.begin();
    for (const Row& row : wanted) {
        for (; old != present.end() && less(*old, row); ++old) erase(*old);
        const bool same_key = old != present.end() && !less(row, *old);
        if (!same_key || !(*old == row)) put(row);
        if (same_key) ++old;
    }
    for (; old != present.end(); ++old) erase(*old);
}

template <class Row>
std::vector<Row> load_dated(Database& database, std::string_view sql, std::int64_t scope) {
    std::vector<Row> rows;
    Query query = database.query(sql, scope);
    while (query.next()) rows.push_back(Row{query.text(0), query.number(1), query.number(2)});
    // A database may collate otherwise; what is searched by bytes is sorted by bytes.
    std::ranges::sort(rows, {}, seat_of<Row>);
    return rows;
}

constexpr std::string_view select_departures =
    "SELECT chat, \"user\", at FROM departure WHERE scope = ?1 ORDER BY chat, \"user\"";
constexpr std::string_view select_invitations =
    "SELECT chat, \"user\", at FROM invitation WHERE scope = ?1 ORDER BY chat, \"user\"";

}  // namespace

Result<History> load_history(Database& database, std::int64_t scope) {
    History history;
    history.departures = load_dated<Departure>(database, select_departures, scope);
    history.invitations = load_dated<Invitation>(database, select_invitations, scope);
    Query query = database.query(
        "SELECT chat, \"user\", kind, reason, until, attempts, source FROM parked WHERE scope = ?1 "
        "ORDER BY chat, \"user\"",
        scope);
    while (query.next()) {
        const auto kind = error_kind(query.text(2));
        if (!kind) return Error{ErrorKind::invalid_input, "damaged: unknown kind in parked"};
        history.parked.push_back(Parked{query.text(0), query.number(1), *kind, query.text(3),
                                        query.number(4),
                                        static_cast<std::uint32_t>(query.number(5)),
                                        static_cast<std::uint64_t>(query.number(6))});
    }
    std::ranges::sort(history.parked, {}, seat_of<Parked>);
    return history;
}

void replace_history(Database& database, std::int64_t scope, const History& history) {
    merge(
        load_dated<Departure>(database, select_departures, scope), history.departures,
        seat_of<Departure>,
        [&](const Departure& row) {
            database
                .query("DELETE FROM departure WHERE scope = ?1 AND chat = ?2 AND \"user\" = ?3",
                       scope, row.chat, row.user)
                .run();
        },
        [&](const Departure& row) {
            database
                .query(
                    "INSERT INTO departure (scope, chat, \"user\", at) "
                    "VALUES (?1, ?2, ?3, ?4) "
                    "ON CONFLICT (scope, chat, \"user\") DO UPDATE SET at = excluded.at",
                    scope, row.chat, row.user, row.at)
                .run();
        });
    merge(
        load_dated<Invitation>(database, select_invitations, scope), history.invitations,
        seat_of<Invitation>,
        [&](const Invitation& row) {
            database
                .query("DELETE FROM invitation WHERE scope = ?1 AND chat = ?2 AND \"user\" = ?3",
                       scope, row.chat, row.user)
                .run();
        },
        [&](const Invitation& row) {
            database
                .query(
                    "INSERT INTO invitation (scope, chat, \"user\", at) "
                    "VALUES (?1, ?2, ?3, ?4) "
                    "ON CONFLICT (scope, chat, \"user\") DO UPDATE SET at = excluded.at",
                    scope, row.chat, row.user, row.at)
                .run();
        });
    // Parked rows are few; they are rewritten.
    database.query("DELETE FROM parked WHERE scope = ?1", scope).run();
    for (const Parked& row : history.parked) {
        database
            .query(
                "INSERT INTO parked (scope, chat, \"user\", kind, reason, until, attempts, source) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                "ON CONFLICT (scope, chat, \"user\") DO UPDATE SET kind = excluded.kind, "
                "reason = excluded.reason, until = excluded.until, "
                "attempts = excluded.attempts, source = excluded.source",
                scope, row.chat, row.user, to_string(row.kind), row.reason, row.until,
                std::int64_t{row.attempts}, static_cast<std::int64_t>(row.source))
            .run();
    }
}

std::vector<ClassCount> load_accepted_classes(Database& database, std::int64_t scope) {
    std::vector<ClassCount> classes;
    Query query =
        database.query("SELECT class, enrolments FROM accepted_class WHERE scope = ?1", scope);
    while (query.next()) {
        classes.push_back({query.text(0), static_cast<std::uint64_t>(query.number(1))});
    }
    std::ranges::sort(classes, {}, &ClassCount::id);  // by bytes, whatever the database's collation
    return classes;
}

void replace_accepted_classes(Database& database, std::int64_t scope,
                              std::span<const ClassCount> classes) {
    merge(
        load_accepted_classes(database, scope),
        std::vector<ClassCount>{classes.begin(), classes.end()},
        [](const ClassCount& row) -> const std::string& { return row.id; },
        [&](const ClassCount& row) {
            database
                .query("DELETE FROM accepted_class WHERE scope = ?1 AND class = ?2", scope, row.id)
                .run();
        },
        [&](const ClassCount& row) {
            database
                .query(
                    "INSERT INTO accepted_class (scope, class, enrolments) VALUES (?1, ?2, ?3) "
                    "ON CONFLICT (scope, class) DO UPDATE SET enrolments = excluded.enrolments",
                    scope, row.id, static_cast<std::int64_t>(row.enrolments))
                .run();
        });
}

std::vector<KnownUser> load_known_users(Database& database, std::int64_t scope) {
    std::vector<KnownUser> users;
    Query query = database.query(
        "SELECT \"user\", person FROM known_user WHERE scope = ?1 ORDER BY \"user\"", scope);
    while (query.next()) users.push_back(KnownUser{query.number(0), query.text(1)});
    return users;
}

void replace_known_users(Database& database, std::int64_t scope, std::span<const KnownUser> users) {
    merge(
        load_known_users(database, scope), std::vector<KnownUser>{users.begin(), users.end()},
        [](const KnownUser& row) { return row.user; },
        [&](const KnownUser& row) {
            database
                .query("DELETE FROM known_user WHERE scope = ?1 AND \"user\" = ?2", scope, row.user)
                .run();
        },
        [&](const KnownUser& row) {
            database
                .query(
                    "INSERT INTO known_user (scope, \"user\", person) VALUES (?1, ?2, ?3) "
                    "ON CONFLICT (scope, \"user\") DO UPDATE SET person = excluded.person",
                    scope, row.user, row.person_id)
                .run();
        });
}

}  // namespace rosterd::store
