// Everything that the store keeps of one person, table by table.
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/store/member_blob.hpp"
#include "adapters/store/store_parts.hpp"
#include "reconciler/erasure.hpp"

namespace rosterd::store {
namespace {

/// Of a school (?1) and a person (?2).
constexpr std::array<std::string_view, 7> about_person{
    "DELETE FROM known_user WHERE person = ?2 "
    "AND scope IN (SELECT id FROM scope WHERE school = ?1) RETURNING 1",
    "DELETE FROM link WHERE school = ?1 AND person = ?2 RETURNING 1",
    "DELETE FROM start_token WHERE school = ?1 AND person = ?2 RETURNING 1",
    "DELETE FROM own_person WHERE school = ?1 AND person = ?2 RETURNING 1",
    "DELETE FROM own_edit WHERE school = ?1 AND person = ?2 RETURNING 1",
    "DELETE FROM own_conference_person WHERE school = ?1 AND person = ?2 RETURNING 1",
    "DELETE FROM audit WHERE school = ?1 AND person = ?2 RETURNING 1"};

/// Of the same; the rows stay.
constexpr std::array<std::string_view, 7> by_person{
    "UPDATE own_chat SET created_by = '' WHERE school = ?1 AND created_by = ?2 RETURNING 1",
    "UPDATE own_deletion SET deleted_by = '' WHERE school = ?1 AND deleted_by = ?2 RETURNING 1",
    "UPDATE own_edit SET made_by = '' WHERE school = ?1 AND made_by = ?2 RETURNING 1",
    "UPDATE own_title SET made_by = '' WHERE school = ?1 AND made_by = ?2 RETURNING 1",
    "UPDATE own_conference SET created_by = '' WHERE school = ?1 AND created_by = ?2 RETURNING 1",
    "UPDATE conference_mark SET marked_by = '' WHERE school = ?1 AND marked_by = ?2 RETURNING 1",
    "UPDATE conference SET creator = '' WHERE school = ?1 AND creator = ?2 RETURNING 1"};

/// Of a scope (?1) and a user (?2).
constexpr std::array<std::string_view, 4> about_user{
    "DELETE FROM departure WHERE scope = ?1 AND \"user\" = ?2 RETURNING 1",
    "DELETE FROM invitation WHERE scope = ?1 AND \"user\" = ?2 RETURNING 1",
    "DELETE FROM parked WHERE scope = ?1 AND \"user\" = ?2 RETURNING 1",
    "DELETE FROM audit WHERE scope = ?1 AND \"user\" = ?2 RETURNING 1"};

template <class Second>
std::size_t run_all(Database& database, std::span<const std::string_view> statements,
                    std::int64_t first, const Second& second) {
    std::size_t rows = 0;
    for (const std::string_view statement : statements) {
        Query query = database.query(statement, first, second);
        while (query.next()) ++rows;
    }
    return rows;
}

struct User {
    std::int64_t scope = 0;
    std::string account;
    UserId user = 0;
};

/// Who he was on the platform, by what was last known of him and by what was done to him.
std::vector<User> users_of(Database& database, std::int64_t school, const std::string& person) {
    std::vector<User> users;
    Query query = database.query(
        "SELECT k.scope, a.name, k.\"user\" FROM known_user k JOIN scope s ON s.id = k.scope "
        "JOIN account a ON a.id = s.account WHERE s.school = ?1 AND k.person = ?2 "
        "UNION SELECT l.scope, a.name, l.\"user\" FROM audit l JOIN scope s ON s.id = l.scope "
        "JOIN account a ON a.id = s.account "
        "WHERE l.school = ?1 AND l.person = ?2 AND l.\"user\" <> 0",
        school, person);
    while (query.next()) users.push_back({query.number(0), query.text(1), query.number(2)});
    return users;
}

/// That he was brought into a chat, and that he brought others.
Result<std::size_t> erase_newcomer(Database& database, std::int64_t scope, UserId user) {
    std::vector<std::pair<std::int64_t, std::vector<Newcomer>>> changed;
    {
        Query query = database.query("SELECT id, newcomers FROM chat WHERE scope = ?1", scope);
        while (query.next()) {
            auto newcomers = decode_newcomers(query.bytes(1));
            if (!newcomers) {
                return Error{ErrorKind::invalid_input, "damaged: newcomers of a chat"};
            }
            ObservedChat chat;
            chat.newcomers = std::move(*newcomers);
            if (erase_user(chat, user) == 0) continue;
            changed.emplace_back(query.number(0), std::move(chat.newcomers));
        }
    }
    for (const auto& [chat, newcomers] : changed) {
        const std::string bytes = encode_newcomers(newcomers);
        database.query("UPDATE chat SET newcomers = ?2 WHERE id = ?1", chat, Bytes{bytes}).run();
    }
    return changed.size();
}

}  // namespace

Result<ErasedPerson> erase_person_rows(Database& database, std::int64_t school,
                                       const std::string& person) {
    ErasedPerson erased;
    for (User& each : users_of(database, school, person)) {
        erased.rows += run_all(database, about_user, each.scope, each.user);
        auto newcomers = erase_newcomer(database, each.scope, each.user);
        if (!newcomers) return newcomers.error();
        erased.rows += *newcomers;
        erased.users.emplace_back(std::move(each.account), each.user);
    }
    erased.rows += run_all(database, about_person, school, person);
    erased.rows += run_all(database, by_person, school, person);
    return erased;
}

}  // namespace rosterd::store
