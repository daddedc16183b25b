// The Store port over any Database: one transaction a method.
#include "adapters/store/database_store.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "adapters/store/member_blob.hpp"
#include "adapters/store/store_parts.hpp"
#include "reconciler/contract.hpp"
#include "reconciler/words.hpp"

namespace rosterd::store {
namespace {

class DatabaseStore final : public Store {
  public:
    explicit DatabaseStore(std::shared_ptr<Database> database)
        : database_owner_{std::move(database)}, database_{*database_owner_} {}

    Result<SchoolMemory> load(const std::string& school, const std::string& account,
                              UnixSeconds now) override;
    Result<void> begin_creation(const std::string& school, const std::string& account,
                                const Intent& intent) override;
    Result<void> finish_creation(const std::string& school, const std::string& account,
                                 const ObservedChat& chat) override;
    Result<void> abandon_creation(const std::string& school, const std::string& account,
                                  const std::string& chat) override;
    Result<void> save(const std::string& school, const std::string& account,
                      std::span<const ObservedChat* const> chats,
                      std::span<const AuditEntry> audit) override;
    Result<void> carry_over(const std::string& school, const std::string& account,
                            const CarriedChat& carried) override;
    Result<void> forget_chat(const std::string& school, const std::string& account,
                             const std::string& chat) override;
    Result<void> save_history(const std::string& school, const std::string& account,
                              const History& history) override;
    Result<void> accept(const std::string& school, const std::string& account,
                        const RowCounts& rows, std::span<const KnownUser> known_users,
                        UnixSeconds at) override;
    Result<void> accept_classes(const std::string& school, const std::string& account,
                                std::span<const ClassCount> classes) override;
    Result<void> save_planned(const std::string& school, const std::string& account,
                              const PlannedState& planned) override;
    Result<void> save_approval(const std::string& school, const Approval& approval,
                               const AuditEntry& audit) override;
    Result<void> save_own(const std::string& school, const std::string& account,
                          const OwnChange& change, std::span<const AuditEntry> audit) override;
    Result<std::vector<UserId>> removed_since(const std::string& school, const std::string& account,
                                              UnixSeconds since) override;
    Result<std::vector<AuditLine>> audit(const AuditQuery& query) override;
    Result<std::size_t> forget_audit(UnixSeconds before, std::size_t count_max) override;
    Result<void> save_conferences(std::span<const SchoolConference> conferences,
                                  std::span<const AuditEntry> audit) override;
    Result<void> watch_conferences(const std::string& school, UnixSeconds since) override;
    Result<std::vector<ConferenceRecord>> conferences_between(const std::string& school,
                                                              UnixSeconds from,
                                                              UnixSeconds to) override;
    Result<std::vector<Pause>> pauses(UnixSeconds now) override;
    Result<void> save_pause(const Pause& pause, const AuditEntry& audit) override;
    Result<void> end_pause(const Pause& pause, const AuditEntry& audit) override;
    Result<std::vector<KeptNotice>> notices() override;
    Result<void> save_notices(std::span<const KeptNotice> notices) override;
    Result<void> forget_notices(std::span<const KeptNotice> notices) override;
    Result<ErasedPerson> erase_person(const std::string& school, const std::string& person,
                                      const AuditEntry& audit) override;
    Result<void> forget_departure(const std::string& school, const std::string& account,
                                  const std::string& chat, UserId user,
                                  const AuditEntry& audit) override;
    Result<std::optional<ObservedChat>> bound_chat(const std::string& school,
                                                   const std::string& account,
                                                   const std::string& chat) override;
    Result<std::vector<ChatNumber>> bound_numbers(const std::string& account) override;
    Result<void> save_account(const std::string& account, const AccountChange& change,
                              std::span<const AuditEntry> audit) override;
    Result<std::string> event_cursor(const std::string& account) override;
    Result<std::vector<BroughtChat>> brought_chats(const std::string& account) override;
    Result<std::vector<ClaimCode>> claim_codes(const std::string& account,
                                               UnixSeconds now) override;
    Result<std::optional<StartToken>> start_token(const std::string& account,
                                                  const std::string& token,
                                                  UnixSeconds now) override;
    Result<std::optional<StartToken>> started_by(const std::string& account, UserId user,
                                                 UnixSeconds now) override;

  private:
    Result<void> put_chat(const Scope& scope, const ObservedChat& chat);
    void drop_intent(const Scope& scope, const std::string& chat);
    [[nodiscard]] bool is_bound(const Scope& scope, const std::string& chat);
    void move_history(const Scope& scope, const CarriedChat& carried);

    std::shared_ptr<Database> database_owner_;
    Database& database_;
};

Result<SchoolMemory> DatabaseStore::load(const std::string& school, const std::string& account,
                                         UnixSeconds now) {
    return database_.read("load a school", [&]() -> Result<SchoolMemory> {
        return load_school(database_, school, account, now);
    });
}

Result<void> DatabaseStore::begin_creation(const std::string& school, const std::string& account,
                                           const Intent& intent) {
    return database_.write("store an intent", [&]() -> Result<void> {
        const Scope scope = make_scope(database_, school, account);
        const std::string users = encode_users(intent.users);
        database_
            .query(
                "INSERT INTO intent (scope, chat, title, users, started_at) "
                "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (scope, chat) DO UPDATE SET "
                "title = excluded.title, users = excluded.users, "
                "started_at = excluded.started_at",
                scope.id, intent.chat, intent.title, Bytes{users}, intent.started_at)
            .run();
        return {};
    });
}

Result<void> DatabaseStore::finish_creation(const std::string& school, const std::string& account,
                                            const ObservedChat& chat) {
    return database_.write("bind a chat", [&]() -> Result<void> {
        const Scope scope = make_scope(database_, school, account);
        auto put = put_chat(scope, chat);
        if (put) drop_intent(scope, chat.key);
        return put;
    });
}

Result<void> DatabaseStore::abandon_creation(const std::string& school, const std::string& account,
                                             const std::string& chat) {
    return database_.write("drop an intent", [&]() -> Result<void> {
        if (const auto scope = find_scope(database_, school, account)) drop_intent(*scope, chat);
        return {};
    });
}

Result<void> DatabaseStore::save(const std::string& school, const std::string& account,
                                 std::span<const ObservedChat* const> chats,
                                 std::span<const AuditEntry> audit) {
    return database_.write("save chats", [&]() -> Result<void> {
        const Scope scope = make_scope(database_, school, account);
        for (const ObservedChat* chat : chats) {
            auto put = put_chat(scope, *chat);
            if (!put) return put;
        }
        for (const AuditEntry& entry : audit)
            append_audit_line(database_, scope.school, entry, scope.id);
        return {};
    });
}

Result<void> DatabaseStore::carry_over(const std::string& school, const std::string& account,
                                       const CarriedChat& carried) {
    return database_.write("carry a chat over", [&]() -> Result<void> {
        const Scope scope = make_scope(database_, school, account);
        const bool from_exists = is_bound(scope, carried.from);
        const bool to_exists = is_bound(scope, carried.to);
        if (!from_exists && to_exists) return {};
        if (!from_exists) {
            return Error{ErrorKind::not_found, fmt::format("no chat {}", carried.from)};
        }
        if (to_exists) {
            return Error{ErrorKind::refused, fmt::format("{} has a chat already", carried.to)};
        }
        database_
            .query("UPDATE chat SET key = ?3 WHERE scope = ?1 AND key = ?2", scope.id, carried.from,
                   carried.to)
            .run();
        move_history(scope, carried);
        return {};
    });
}

Result<void> DatabaseStore::forget_chat(const std::string& school, const std::string& account,
                                        const std::string& chat) {
    return database_.write("forget a chat", [&]() -> Result<void> {
        const auto scope = find_scope(database_, school, account);
        if (!scope) return {};
        database_.query("DELETE FROM chat WHERE scope = ?1 AND key = ?2", scope->id, chat).run();
        return {};
    });
}

Result<void> DatabaseStore::save_history(const std::string& school, const std::string& account,
                                         const History& history) {
    return database_.write("save history", [&]() -> Result<void> {
        replace_history(database_, make_scope(database_, school, account).id, history);
        return {};
    });
}

Result<void> DatabaseStore::accept(const std::string& school, const std::string& account,
                                   const RowCounts& rows, std::span<const KnownUser> known_users,
                                   UnixSeconds at) {
    return database_.write("save an accepted read", [&]() -> Result<void> {
        const Scope scope = make_scope(database_, school, account);
        database_.query("UPDATE scope SET accepted_at = ?2 WHERE id = ?1", scope.id, at).run();
        for (const RelationSpec& spec : journal_contract()) {
            const auto count =
                static_cast<std::int64_t>(rows.at(static_cast<std::size_t>(spec.relation)));
            database_
                .query(
                    "INSERT INTO accepted (scope, relation, rows) VALUES (?1, ?2, ?3) "
                    "ON CONFLICT (scope, relation) DO UPDATE SET rows = excluded.rows "
                    "WHERE accepted.rows <> excluded.rows",
                    scope.id, spec.name, count)
                .run();
        }
        replace_known_users(database_, scope.id, known_users);
        return {};
    });
}

Result<void> DatabaseStore::accept_classes(const std::string& school, const std::string& account,
                                           std::span<const ClassCount> classes) {
    return database_.write("save accepted classes", [&]() -> Result<void> {
        replace_accepted_classes(database_, make_scope(database_, school, account).id, classes);
        return {};
    });
}

Result<void> DatabaseStore::save_approval(const std::string& school, const Approval& approval,
                                          const AuditEntry& audit) {
    return database_.write("save an approval", [&]() -> Result<void> {
        const std::int64_t id = make_school(database_, school);
        database_
            .query(
                "INSERT INTO approval (school, hash, approver, at, expires, rejected, guard, "
                "account) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (school, hash) DO "
                "UPDATE SET "
                "approver = excluded.approver, at = excluded.at, expires = excluded.expires, "
                "rejected = excluded.rejected, guard = excluded.guard, "
                "account = excluded.account",
                id, approval.hash, approval.by, approval.at, approval.expires,
                std::int64_t{approval.rejected ? 1 : 0}, approval.guard, approval.account)
            .run();
        replace_approval_steps(database_, id, approval);
        append_audit_line(database_, id, audit);
        return {};
    });
}

Result<void> DatabaseStore::save_own(const std::string& school, const std::string& account,
                                     const OwnChange& change, std::span<const AuditEntry> audit) {
    return database_.write("save what was asked by hand", [&]() -> Result<void> {
        const Scope scope = make_scope(database_, school, account);
        save_own_rows(database_, scope, change);
        for (const AuditEntry& entry : audit) append_audit_line(database_, scope.school, entry);
        return {};
    });
}

Result<void> DatabaseStore::save_planned(const std::string& school, const std::string& account,
                                         const PlannedState& planned) {
    return database_.write("save a planned change", [&]() -> Result<void> {
        replace_planned(database_, make_scope(database_, school, account).id, planned);
        return {};
    });
}

Result<std::vector<UserId>> DatabaseStore::removed_since(const std::string& school,
                                                         const std::string& account,
                                                         UnixSeconds since) {
    return database_.read("count removals", [&]() -> Result<std::vector<UserId>> {
        std::vector<UserId> users;
        const auto scope = find_scope(database_, school, account);
        Query query = database_.query(
            "SELECT DISTINCT \"user\" FROM audit "
            "WHERE school = (SELECT id FROM school WHERE name = ?1) AND at >= ?2 "
            "AND outcome IN ('done', 'unknown_outcome') AND operation IN ('remove', 'detach', "
            "'destroy') "
            "AND \"user\" <> 0 AND (scope IS NULL OR scope = ?3) "
            "AND reason NOT IN ('unlinked', 'hand_edit') AND actor = 'rosterd' "
            "ORDER BY \"user\"",
            school, since, scope ? scope->id : 0);
        while (query.next()) users.push_back(query.number(0));
        return users;
    });
}

Result<std::vector<AuditLine>> DatabaseStore::audit(const AuditQuery& query) {
    return database_.read("read the audit", [&]() -> Result<std::vector<AuditLine>> {
        return load_audit(database_, query);
    });
}

Result<std::size_t> DatabaseStore::forget_audit(UnixSeconds before, std::size_t count_max) {
    return database_.write("forget old lines of the audit", [&]() -> Result<std::size_t> {
        return forget_audit_lines(database_, before, count_max);
    });
}

Result<void> DatabaseStore::save_conferences(std::span<const SchoolConference> conferences,
                                             std::span<const AuditEntry> audit) {
    return database_.write("save conferences", [&]() -> Result<void> {
        std::map<std::string_view, std::int64_t> ids;
        const auto id_of = [&](const std::string& school) {
            const auto [found, fresh] = ids.try_emplace(school, 0);
            if (fresh) found->second = make_school(database_, school);
            return found->second;
        };
        for (const SchoolConference& each : conferences) {
            put_conference_row(database_, id_of(each.school), each.record);
        }
        for (const AuditEntry& entry : audit)
            append_audit_line(database_, id_of(entry.school), entry);
        return {};
    });
}

Result<void> DatabaseStore::watch_conferences(const std::string& school, UnixSeconds since) {
    return database_.write("watch conferences", [&]() -> Result<void> {
        database_
            .query(
                "INSERT INTO conference_watch (school, since) VALUES (?1, ?2) "
                "ON CONFLICT (school) DO NOTHING",
                make_school(database_, school), since)
            .run();
        return {};
    });
}

Result<std::vector<ConferenceRecord>> DatabaseStore::conferences_between(const std::string& school,
                                                                         UnixSeconds from,
                                                                         UnixSeconds to) {
    return database_.read("list conferences", [&]() -> Result<std::vector<ConferenceRecord>> {
        const auto id = find_school(database_, school);
        if (!id) return std::vector<ConferenceRecord>{};
        return load_conferences_between(database_, *id, from, to);
    });
}

Result<std::vector<Pause>> DatabaseStore::pauses(UnixSeconds now) {
    return database_.read("read what is paused", [&]() -> Result<std::vector<Pause>> {
        return load_pauses(database_, now);
    });
}

Result<void> DatabaseStore::save_pause(const Pause& pause, const AuditEntry& audit) {
    return database_.write("save a pause", [&]() -> Result<void> {
        drop_pause_row(database_, pause);
        put_pause_row(database_, pause);
        append_audit_line(database_, make_school(database_, pause.school), audit);
        return {};
    });
}

Result<std::vector<KeptNotice>> DatabaseStore::notices() {
    return database_.read("read notices", [&]() -> Result<std::vector<KeptNotice>> {
        return load_notices(database_);
    });
}

Result<void> DatabaseStore::save_notices(std::span<const KeptNotice> notices) {
    return database_.write("save notices", [&]() -> Result<void> {
        for (const KeptNotice& notice : notices) put_notice_row(database_, notice);
        return {};
    });
}

Result<void> DatabaseStore::forget_notices(std::span<const KeptNotice> notices) {
    return database_.write("forget notices", [&]() -> Result<void> {
        for (const KeptNotice& notice : notices) drop_notice_row(database_, notice);
        return {};
    });
}

Result<ErasedPerson> DatabaseStore::erase_person(const std::string& school,
                                                 const std::string& person,
                                                 const AuditEntry& audit) {
    return database_.write("erase a person", [&]() -> Result<ErasedPerson> {
        const std::int64_t id = make_school(database_, school);
        auto erased = erase_person_rows(database_, id, person);
        if (erased) append_audit_line(database_, id, audit);
        return erased;
    });
}

Result<void> DatabaseStore::end_pause(const Pause& pause, const AuditEntry& audit) {
    return database_.write("end a pause", [&]() -> Result<void> {
        drop_pause_row(database_, pause);
        append_audit_line(database_, make_school(database_, pause.school), audit);
        return {};
    });
}

Result<void> DatabaseStore::forget_departure(const std::string& school, const std::string& account,
                                             const std::string& chat, UserId user,
                                             const AuditEntry& audit) {
    return database_.write("forget that somebody left", [&]() -> Result<void> {
        const Scope scope = make_scope(database_, school, account);
        database_
            .query("DELETE FROM departure WHERE scope = ?1 AND chat = ?2 AND \"user\" = ?3",
                   scope.id, chat, user)
            .run();
        append_audit_line(database_, scope.school, audit, scope.id);
        return {};
    });
}

Result<std::optional<ObservedChat>> DatabaseStore::bound_chat(const std::string& school,
                                                              const std::string& account,
                                                              const std::string& chat) {
    return database_.read("look for a bound chat", [&]() -> Result<std::optional<ObservedChat>> {
        const auto scope = find_scope(database_, school, account);
        if (!scope) return std::optional<ObservedChat>{};
        return load_chat(database_, scope->id, chat);
    });
}

Result<std::vector<ChatNumber>> DatabaseStore::bound_numbers(const std::string& account) {
    return database_.read("list bound chats", [&]() -> Result<std::vector<ChatNumber>> {
        std::vector<ChatNumber> numbers;
        Query query = database_.query(
            "SELECT number FROM chat WHERE account = (SELECT id FROM account WHERE name = ?1) "
            "ORDER BY number",
            account);
        while (query.next()) numbers.push_back(query.number(0));
        return numbers;
    });
}

Result<void> DatabaseStore::save_account(const std::string& account, const AccountChange& change,
                                         std::span<const AuditEntry> audit) {
    return database_.write("save what happened around an account", [&]() -> Result<void> {
        save_account_rows(database_, account, change);
        for (const AuditEntry& entry : audit) {
            append_audit_line(database_, make_school(database_, entry.school), entry);
        }
        return {};
    });
}

Result<std::string> DatabaseStore::event_cursor(const std::string& account) {
    return database_.read("load the place in an account's events", [&]() -> Result<std::string> {
        return load_event_cursor(database_, account);
    });
}

Result<std::vector<BroughtChat>> DatabaseStore::brought_chats(const std::string& account) {
    return database_.read("list chats of an account", [&]() -> Result<std::vector<BroughtChat>> {
        return load_brought_chats(database_, account);
    });
}

Result<std::vector<ClaimCode>> DatabaseStore::claim_codes(const std::string& account,
                                                          UnixSeconds now) {
    return database_.read("list claim codes", [&]() -> Result<std::vector<ClaimCode>> {
        return load_claim_codes(database_, account, now);
    });
}

Result<std::optional<StartToken>> DatabaseStore::start_token(const std::string& account,
                                                             const std::string& token,
                                                             UnixSeconds now) {
    return database_.read("look for a token", [&]() -> Result<std::optional<StartToken>> {
        return load_start_token(database_, account, token, now);
    });
}

Result<std::optional<StartToken>> DatabaseStore::started_by(const std::string& account, UserId user,
                                                            UnixSeconds now) {
    return database_.read("look for a token", [&]() -> Result<std::optional<StartToken>> {
        return load_started_by(database_, account, user, now);
    });
}

Result<void> DatabaseStore::put_chat(const Scope& scope, const ObservedChat& chat) {
    if (chat.number == 0) {
        return Error{ErrorKind::our_bug, fmt::format("chat {} has no number yet", chat.key)};
    }
    Query holder = database_.query(
        "SELECT 1 FROM chat WHERE account = ?1 AND number = ?2 AND NOT (scope = ?3 AND key = ?4)",
        scope.account, chat.number, scope.id, chat.key);
    if (holder.next()) {
        return Error{ErrorKind::refused,
                     fmt::format("chat {}: number {} is bound to another chat of this account",
                                 chat.key, chat.number)};
    }
    const std::string members = encode_members(chat.members);
    const std::string newcomers = encode_newcomers(chat.newcomers);
    database_
        .query(
            "INSERT INTO chat (scope, account, key, number, title, state, read_at, "
            "invite_link, members, newcomers) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
            "ON CONFLICT (scope, key) DO UPDATE SET number = excluded.number, "
            "title = excluded.title, state = excluded.state, read_at = excluded.read_at, "
            "invite_link = excluded.invite_link, members = excluded.members, "
            "newcomers = excluded.newcomers",
            scope.id, scope.account, chat.key, chat.number, chat.title, word(chat.state),
            chat.read_at, chat.invite_link, Bytes{members}, Bytes{newcomers})
        .run();
    return {};
}

void DatabaseStore::drop_intent(const Scope& scope, const std::string& chat) {
    database_.query("DELETE FROM intent WHERE scope = ?1 AND chat = ?2", scope.id, chat).run();
}

bool DatabaseStore::is_bound(const Scope& scope, const std::string& chat) {
    return database_.query("SELECT 1 FROM chat WHERE scope = ?1 AND key = ?2", scope.id, chat)
        .next();
}

/// Whoever left, was invited or is parked in the chat still is so under its new key; what the new
/// key had of its own gives way.
void DatabaseStore::move_history(const Scope& scope, const CarriedChat& carried) {
    constexpr std::array<std::string_view, 3> clears{
        "DELETE FROM departure WHERE scope = ?1 AND chat = ?3 AND \"user\" IN "
        "(SELECT \"user\" FROM departure WHERE scope = ?1 AND chat = ?2)",
        "DELETE FROM invitation WHERE scope = ?1 AND chat = ?3 AND \"user\" IN "
        "(SELECT \"user\" FROM invitation WHERE scope = ?1 AND chat = ?2)",
        "DELETE FROM parked WHERE scope = ?1 AND chat = ?3 AND \"user\" IN "
        "(SELECT \"user\" FROM parked WHERE scope = ?1 AND chat = ?2)"};
    constexpr std::array<std::string_view, 5> moves{
        "UPDATE departure SET chat = ?3 WHERE scope = ?1 AND chat = ?2",
        "UPDATE invitation SET chat = ?3 WHERE scope = ?1 AND chat = ?2",
        "UPDATE parked SET chat = ?3 WHERE scope = ?1 AND chat = ?2",
        "DELETE FROM initialised WHERE scope = ?1 AND chat = ?3 AND EXISTS "
        "(SELECT 1 FROM initialised AS other WHERE other.scope = ?1 AND other.chat = ?2)",
        "UPDATE initialised SET chat = ?3 WHERE scope = ?1 AND chat = ?2"};
    for (const std::string_view clear : clears) {
        database_.query(clear, scope.id, carried.from, carried.to).run();
    }
    for (const std::string_view move : moves) {
        database_.query(move, scope.id, carried.from, carried.to).run();
    }
}

}  // namespace

std::unique_ptr<Store> make_database_store(std::shared_ptr<Database> database) {
    return std::make_unique<DatabaseStore>(std::move(database));
}

}  // namespace rosterd::store
