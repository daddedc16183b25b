// The store's statements by subject. Each runs inside a transaction of the caller and may throw
// what its database throws; none begins or ends one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "adapters/ports.hpp"
#include "adapters/store/database.hpp"

namespace rosterd::store {

/// Rows of `scope` and the two names behind it.
struct Scope {
    std::int64_t id = 0;
    std::int64_t school = 0;
    std::int64_t account = 0;
};

/// Nothing when this school was never written on this account.
[[nodiscard]] std::optional<Scope> find_scope(Database& database, const std::string& school,
                                              const std::string& account);
/// Makes the rows where they are missing.
[[nodiscard]] Scope make_scope(Database& database, const std::string& school,
                               const std::string& account);
[[nodiscard]] std::optional<std::int64_t> find_school(Database& database,
                                                      const std::string& school);
[[nodiscard]] std::int64_t make_school(Database& database, const std::string& school);

/// Everything of one school. Errors: invalid_input (a row that no rosterd wrote).
[[nodiscard]] Result<SchoolMemory> load_school(Database& database, const std::string& school,
                                               const std::string& account, UnixSeconds now);

/// One chat of it, or nothing. Errors: as above.
[[nodiscard]] Result<std::optional<ObservedChat>> load_chat(Database& database, std::int64_t scope,
                                                            const std::string& key);

/// The school's own rows and links, and its account's initialisations, as the change says.
void save_own_rows(Database& database, const Scope& scope, const OwnChange& change);
/// Errors: invalid_input.
[[nodiscard]] Result<OwnRows> load_own_rows(Database& database, std::int64_t school);
[[nodiscard]] Result<std::vector<StoredLink>> load_links(Database& database, std::int64_t school);

void put_conference_row(Database& database, std::int64_t school, const ConferenceRecord& record);
/// Those that are not over, or were not long before `now`. Errors: invalid_input.
[[nodiscard]] Result<void> load_conferences(Database& database, std::int64_t school,
                                            UnixSeconds now, SchoolMemory& memory);
[[nodiscard]] Result<std::vector<ConferenceRecord>> load_conferences_between(Database& database,
                                                                             std::int64_t school,
                                                                             UnixSeconds from,
                                                                             UnixSeconds to);

/// `scope`: of what was done on an account.
void append_audit_line(Database& database, std::int64_t school, const AuditEntry& entry,
                       std::optional<std::int64_t> scope = std::nullopt);
[[nodiscard]] std::vector<AuditLine> load_audit(Database& database, const AuditQuery& query);
/// How many it were.
[[nodiscard]] std::size_t forget_audit_lines(Database& database, UnixSeconds before,
                                             std::size_t count_max);

/// Both write only what differs from what is there: an unchanged list costs no disk.
void replace_history(Database& database, std::int64_t scope, const History& history);
void replace_known_users(Database& database, std::int64_t scope, std::span<const KnownUser> users);
void replace_accepted_classes(Database& database, std::int64_t scope,
                              std::span<const ClassCount> classes);
void replace_approval_steps(Database& database, std::int64_t school, const Approval& approval);
void replace_planned(Database& database, std::int64_t scope, const PlannedState& planned);
/// Errors: invalid_input.
[[nodiscard]] Result<History> load_history(Database& database, std::int64_t scope);
[[nodiscard]] std::vector<KnownUser> load_known_users(Database& database, std::int64_t scope);
[[nodiscard]] std::vector<ClassCount> load_accepted_classes(Database& database, std::int64_t scope);

/// What is paused, sorted; one row for each school and chat.
[[nodiscard]] std::vector<Pause> load_pauses(Database& database, UnixSeconds now);
void put_pause_row(Database& database, const Pause& pause);
void drop_pause_row(Database& database, const Pause& pause);

/// Errors: invalid_input.
[[nodiscard]] Result<std::vector<KeptNotice>> load_notices(Database& database);
void put_notice_row(Database& database, const KeptNotice& notice);
void drop_notice_row(Database& database, const KeptNotice& notice);

/// All of one person, as Store::erase_person() says. Errors: invalid_input.
[[nodiscard]] Result<ErasedPerson> erase_person_rows(Database& database, std::int64_t school,
                                                     const std::string& person);

/// What is kept of an account beside its schools, as Store says.
void save_account_rows(Database& database, const std::string& account, const AccountChange& change);
[[nodiscard]] std::string load_event_cursor(Database& database, const std::string& account);
[[nodiscard]] std::vector<BroughtChat> load_brought_chats(Database& database,
                                                          const std::string& account);
[[nodiscard]] std::vector<ClaimCode> load_claim_codes(Database& database,
                                                      const std::string& account, UnixSeconds now);
[[nodiscard]] std::optional<StartToken> load_start_token(Database& database,
                                                         const std::string& account,
                                                         const std::string& token, UnixSeconds now);
[[nodiscard]] std::optional<StartToken> load_started_by(Database& database,
                                                        const std::string& account, UserId user,
                                                        UnixSeconds now);

}  // namespace rosterd::store
