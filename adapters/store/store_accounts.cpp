// What is kept of one account beside its schools: events, chats it was brought into, codes, tokens.
#include <algorithm>

#include "adapters/store/store_parts.hpp"

namespace rosterd::store {
namespace {

std::optional<std::int64_t> find_account(Database& database, const std::string& account) {
    Query query = database.query("SELECT id FROM account WHERE name = ?1", account);
    if (!query.next()) return std::nullopt;
    return query.number(0);
}

std::int64_t make_account(Database& database, const std::string& account) {
    database.query("INSERT INTO account (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", account)
        .run();
    return find_account(database, account).value();
}

class Writer {
  public:
    Writer(Database& database, std::int64_t account) : database_{database}, account_{account} {}

    void put_cursor(const std::string& cursor) {
        database_
            .query(
                "INSERT INTO event_cursor (account, cursor) VALUES (?1, ?2) "
                "ON CONFLICT (account) DO UPDATE SET cursor = excluded.cursor",
                account_, cursor)
            .run();
    }
    void put(const BroughtChat& chat) {
        database_
            .query(
                "INSERT INTO brought_chat (account, number, brought_by, since) "
                "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (account, number) DO UPDATE SET "
                "brought_by = excluded.brought_by, since = excluded.since",
                account_, chat.number, chat.brought_by, chat.since)
            .run();
    }
    void drop_chat(ChatNumber number) {
        database_
            .query("DELETE FROM brought_chat WHERE account = ?1 AND number = ?2", account_, number)
            .run();
    }
    void put(const ClaimCode& code) {
        const std::int64_t school = make_school(database_, code.school);
        database_
            .query("DELETE FROM claim_code WHERE account = ?1 AND school = ?2 AND chat = ?3",
                   account_, school, code.chat)
            .run();
        database_
            .query(
                "INSERT INTO claim_code (account, code, school, chat, expires, asked_by, number) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                account_, code.code, school, code.chat, code.expires, code.asked_by, code.number)
            .run();
    }
    void drop_code(const std::string& code) {
        database_.query("DELETE FROM claim_code WHERE account = ?1 AND code = ?2", account_, code)
            .run();
    }
    void put(const StartToken& token) {
        const std::int64_t school = make_school(database_, token.school);
        database_
            .query("DELETE FROM start_token WHERE account = ?1 AND school = ?2 AND person = ?3",
                   account_, school, token.person)
            .run();
        database_
            .query(
                "INSERT INTO start_token (account, token, school, person, expires, \"user\") "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                account_, token.token, school, token.person, token.expires, token.user)
            .run();
    }
    void drop_token(const std::string& token) {
        database_
            .query("DELETE FROM start_token WHERE account = ?1 AND token = ?2", account_, token)
            .run();
    }

  private:
    Database& database_;
    std::int64_t account_;
};

std::optional<StartToken> token_of(Query query) {
    if (!query.next()) return std::nullopt;
    return StartToken{query.text(0), query.text(1), query.text(2), query.number(3),
                      query.number(4)};
}

}  // namespace

void save_account_rows(Database& database, const std::string& account,
                       const AccountChange& change) {
    Writer writer{database, make_account(database, account)};
    for (const ChatNumber number : change.gone) writer.drop_chat(number);
    for (const BroughtChat& chat : change.brought) writer.put(chat);
    for (const std::string& code : change.used_codes) writer.drop_code(code);
    for (const ClaimCode& code : change.codes) writer.put(code);
    for (const std::string& token : change.used_tokens) writer.drop_token(token);
    for (const StartToken& token : change.tokens) writer.put(token);
    if (change.cursor) writer.put_cursor(*change.cursor);
}

std::string load_event_cursor(Database& database, const std::string& account) {
    Query query = database.query(
        "SELECT cursor FROM event_cursor "
        "WHERE account = (SELECT id FROM account WHERE name = ?1)",
        account);
    return query.next() ? query.text(0) : std::string{};
}

std::vector<BroughtChat> load_brought_chats(Database& database, const std::string& account) {
    std::vector<BroughtChat> chats;
    Query query = database.query(
        "SELECT number, brought_by, since FROM brought_chat "
        "WHERE account = (SELECT id FROM account WHERE name = ?1) ORDER BY number",
        account);
    while (query.next()) chats.push_back({query.number(0), query.number(1), query.number(2)});
    return chats;
}

std::vector<ClaimCode> load_claim_codes(Database& database, const std::string& account,
                                        UnixSeconds now) {
    std::vector<ClaimCode> codes;
    Query query = database.query(
        "SELECT code, school.name, chat, expires, asked_by, number FROM claim_code "
        "JOIN school ON school.id = claim_code.school "
        "WHERE account = (SELECT id FROM account WHERE name = ?1) AND expires > ?2",
        account, now);
    while (query.next()) {
        codes.push_back({query.text(0), query.text(1), query.text(2), query.number(3),
                         query.text(4), query.number(5)});
    }
    std::ranges::sort(codes, {}, &ClaimCode::code);  // by bytes, whatever the database's collation
    return codes;
}

std::optional<StartToken> load_start_token(Database& database, const std::string& account,
                                           const std::string& token, UnixSeconds now) {
    return token_of(database.query(
        "SELECT token, school.name, person, expires, \"user\" FROM start_token "
        "JOIN school ON school.id = start_token.school "
        "WHERE account = (SELECT id FROM account WHERE name = ?1) AND token = ?2 AND expires > ?3",
        account, token, now));
}

std::optional<StartToken> load_started_by(Database& database, const std::string& account,
                                          UserId user, UnixSeconds now) {
    return token_of(
        database.query("SELECT token, school.name, person, expires, \"user\" FROM start_token "
                       "JOIN school ON school.id = start_token.school "
                       "WHERE account = (SELECT id FROM account WHERE name = ?1) AND \"user\" = ?2 "
                       "AND expires > ?3 ORDER BY expires DESC, token LIMIT 1",
                       account, user, now));
}

}  // namespace rosterd::store
