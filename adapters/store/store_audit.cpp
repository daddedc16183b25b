// The audit: written a line at a time, read in pages, forgotten when it is old.
#include <fmt/format.h>

#include <array>

#include "adapters/store/store_parts.hpp"

namespace rosterd::store {
namespace {

constexpr std::string_view select =
    "SELECT l.id, l.at, s.name, l.chat, l.operation, l.person, l.\"user\", l.outcome, l.reason, "
    "l.actor, COALESCE(a.name, '') FROM audit l JOIN school s ON s.id = l.school "
    "LEFT JOIN scope c ON c.id = l.scope LEFT JOIN account a ON a.id = c.account "
    "WHERE {} AND (?2 = '' OR l.chat = ?2) AND (?3 = '' OR l.person = ?3) "
    "AND l.at >= ?4 AND l.at < ?5 AND {} AND (CAST(?8 AS bigint) = 0 OR l.\"user\" = ?8) "
    "AND (?9 = '' OR l.operation = ?9) {} LIMIT ?7";
constexpr std::string_view of_school = "l.school = (SELECT id FROM school WHERE name = ?1)";
constexpr std::string_view of_all = "?1 = ''";
constexpr std::string_view beyond_oldest = "l.id > ?6";
constexpr std::string_view beyond_newest = "(CAST(?6 AS bigint) = 0 OR l.id < ?6)";
constexpr std::string_view oldest_first = "ORDER BY l.id";
constexpr std::string_view newest_first = "ORDER BY l.id DESC";

/// A statement for each case, because a database picks its index before it knows the values.
std::string_view statement_for(const AuditQuery& query) {
    static const std::array<std::string, 4> statements{
        fmt::format(select, of_school, beyond_oldest, oldest_first),
        fmt::format(select, of_school, beyond_newest, newest_first),
        fmt::format(select, of_all, beyond_oldest, oldest_first),
        fmt::format(select, of_all, beyond_newest, newest_first)};
    const std::size_t scope = query.school.empty() ? 2 : 0;
    const std::size_t order = query.order == AuditQuery::Order::oldest_first ? 0 : 1;
    return statements.at(scope + order);
}

}  // namespace

void append_audit_line(Database& database, std::int64_t school, const AuditEntry& entry,
                       std::optional<std::int64_t> scope) {
    database
        .query(
            "INSERT INTO audit (at, school, chat, operation, person, \"user\", outcome, reason, "
            "actor, scope) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULLIF(CAST(?10 AS bigint), "
            "0))",
            entry.at, school, entry.chat, entry.operation, entry.person, entry.user, entry.outcome,
            entry.reason, entry.by, scope.value_or(0))
        .run();
}

std::vector<AuditLine> load_audit(Database& database, const AuditQuery& query) {
    std::vector<AuditLine> lines;
    Query rows = database.query(
        statement_for(query), query.school, query.chat, query.person, query.from, query.to,
        query.beyond, static_cast<std::int64_t>(query.count_max), query.user, query.operation);
    while (rows.next()) {
        AuditLine line;
        line.number = rows.number(0);
        line.entry = {.at = rows.number(1),
                      .school = rows.text(2),
                      .chat = rows.text(3),
                      .operation = rows.text(4),
                      .person = rows.text(5),
                      .user = rows.number(6),
                      .outcome = rows.text(7),
                      .reason = rows.text(8),
                      .by = rows.text(9)};
        line.account = rows.text(10);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::size_t forget_audit_lines(Database& database, UnixSeconds before, std::size_t count_max) {
    std::size_t forgotten = 0;
    Query rows = database.query(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ?1 ORDER BY id LIMIT ?2) "
        "RETURNING id",
        before, static_cast<std::int64_t>(count_max));
    while (rows.next()) ++forgotten;
    return forgotten;
}

}  // namespace rosterd::store
