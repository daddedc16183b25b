// The ports: what the daemon needs from the world, in the reconciler's own types.
// No third-party type but the awaitable of Asio crosses them (docs/decisions/0002).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adapters/account_records.hpp"
#include "adapters/audit.hpp"
#include "adapters/kept_notice.hpp"
#include "adapters/platform_events.hpp"
#include "reconciler/class_plausibility.hpp"
#include "reconciler/conference.hpp"
#include "reconciler/finding.hpp"
#include "reconciler/history.hpp"
#include "reconciler/own_chats.hpp"
#include "reconciler/pause.hpp"
#include "reconciler/plan.hpp"
#include "reconciler/planned_state.hpp"
#include "reconciler/plausibility.hpp"
#include "reconciler/result.hpp"
#include "reconciler/roster.hpp"

namespace rosterd {

/// Everything one complete read of one school brought.
struct JournalRead {
    Roster roster;
    std::vector<Finding> findings;
};

struct SchoolMarker {
    std::string school;
    std::string marker;  ///< changes whenever anything of that school changed
};

/// For which time a copied journal holds, by what copies it.
struct SchoolCopy {
    std::string school;
    UnixSeconds as_of = 0;
};

/// The source of truth. Blocking: every method runs on a worker thread, one call at a time per
/// instance. A failed or cut-off read is an error, never an empty roster.
/// Errors of all methods: transient (not reachable, cut off, busy: back off); invalid_input (a
/// relation or column is missing: the text names it; wait for the operator); authority (login).
class Journal {
  public:
    virtual ~Journal() = default;

    /// All rows of `school`; malformed ones are left out and reported.
    virtual Result<std::vector<School>> schools(std::vector<Finding>& findings) = 0;

    /// One school in one consistent snapshot (REPEATABLE READ READ ONLY). Of the timetable only the
    /// lessons that a conference names are read, and those with an id in `lessons`.
    /// Errors: also not_found when the journal has no such school.
    virtual Result<JournalRead> read(const School& school,
                                     const std::vector<std::string>& lessons) = 0;
    Result<JournalRead> read(const School& school) { return read(school, {}); }

    /// Nothing when the journal lacks `change_marker`: then every poll reads every school.
    virtual Result<std::optional<std::vector<SchoolMarker>>> markers() = 0;

    /// Of the schools whose journal is a copy that says so; none where it has no `journal_copy`. A
    /// row whose time cannot be read is left out: it says nothing.
    virtual Result<std::vector<SchoolCopy>> copies() { return std::vector<SchoolCopy>{}; }

    /// A descriptor that becomes readable when the journal may have changed (LISTEN, inotify);
    /// nothing where there is none. Owned by the journal; valid until the next failing call.
    virtual std::optional<int> change_descriptor() = 0;

    /// Never blocks: the schools that announced a change; an empty string means "any school".
    virtual Result<std::vector<std::string>> take_changes() = 0;
};

/// One change to one existing chat, as a platform call can do it.
struct ChatChange {
    OperationKind kind;  ///< rename, add, remove, promote, demote, invite, destroy (= leave it)
    ChatNumber chat = 0;
    UserId user = 0;
    std::string text;  ///< the new title, or the message for an invitation
};

/// A text of the service account in a chat.
struct ChatPost {
    ChatNumber chat = 0;
    std::string text{};
    std::int64_t once = 0;    ///< of post(): 1 to 2^31 - 1
    std::int64_t number = 0;  ///< of edit_posts()
};

struct CreatedChat {
    ChatNumber number;
    std::vector<UserId> users;  ///< who was really added; the others need adding or inviting
};

/// How one change of a batch ended. No error: the wanted state is reached.
struct ChangeOutcome {
    std::optional<Error> error;
    bool invited = false;  ///< asked, not yet a member (error 939, or an invite link was sent)
    bool reread = false;   ///< the answer leaves doubt about the members: read the chat again
    /// Of an add that failed: this person cannot be added, but may come by the invite link.
    bool must_be_invited = false;
};

struct ChatMembers {
    ChatNumber number;
    std::vector<ObservedMember> members;  ///< sorted by user, without the service account
    /// Members whom others than the service account brought, where the list tells; sorted by user.
    std::vector<Newcomer> newcomers{};
};

/// Calls that one account has made since it was opened; for status and tests.
struct AccountUse {
    std::uint64_t requests = 0;  ///< counted by the platform's quota
    std::uint64_t refused_by_quota = 0;
    double tokens = 0;            ///< requests that could leave at once
    std::string state = "ready";  ///< ready, limited, stopped
    std::string reason{};         ///< why it is not ready
};

/// Who is first when the quota is short (design §9).
enum class Priority : std::uint8_t { urgent, live, sweep, bulk };

/// One account on a messaging platform. Coroutines on the daemon's loop; not thread-safe.
/// Errors of all methods: every class of vk.md §2.3; `unknown_outcome` means: read before writing
/// again. The adapter waits for its own budget, never for a retry: back-off is the daemon's.
class PlatformAccount {
  public:
    virtual ~PlatformAccount() = default;

    [[nodiscard]] virtual Platform platform() const = 0;
    [[nodiscard]] virtual Capabilities capabilities() const = 0;
    [[nodiscard]] virtual AccountUse use() const = 0;

    /// Is the credential good and who are we? Called once before the first work and after an
    /// authority error. Idempotent.
    virtual boost::asio::awaitable<Result<void>> open() = 0;

    /// Not repeat-safe: after `unknown_outcome` look with list_chats() before creating again.
    /// Errors: also refused where Capabilities::create_chats is false.
    virtual boost::asio::awaitable<Result<CreatedChat>> create_chat(std::string title,
                                                                    std::vector<UserId> users,
                                                                    Priority priority) = 0;

    /// Members of several chats, batched; one result per number, in order. Complete or an error.
    virtual boost::asio::awaitable<std::vector<Result<ChatMembers>>> read_members(
        std::vector<ChatNumber> chats, Priority priority) = 0;

    /// Up to Capabilities::batch_max changes in as few requests as the protocol allows; executed in
    /// order, one outcome per change. Repeating an applied change succeeds.
    virtual boost::asio::awaitable<std::vector<ChangeOutcome>> apply(
        std::vector<ChatChange> changes, Priority priority) = 0;

    /// Every chat the account is in, without members (`members` stays empty). Complete or an error:
    /// refused where Capabilities::list_chats is false.
    virtual boost::asio::awaitable<Result<std::vector<UnboundChat>>> list_chats(
        Priority priority) = 0;

    /// Posts texts into chats, batched; the post's number for each, in order. `once` makes a post
    /// repeatable: the same number in the same chat within an hour gives the first post again.
    virtual boost::asio::awaitable<std::vector<Result<std::int64_t>>> post(
        std::vector<ChatPost> posts, Priority priority) = 0;
    /// Gives own posts (`number` as post() gave it) other texts; one result each. Repeatable.
    virtual boost::asio::awaitable<std::vector<Result<void>>> edit_posts(
        std::vector<ChatPost> posts, Priority priority) = 0;

    /// The chat's invite link.
    virtual boost::asio::awaitable<Result<std::string>> invite_link(ChatNumber chat,
                                                                    Priority priority) = 0;

    /// One chat the account is in, without members. Errors: also permanent_chat (gone, or we are
    /// not in it).
    virtual boost::asio::awaitable<Result<UnboundChat>> look_at_chat(ChatNumber chat,
                                                                     Priority priority) = 0;

    /// Writes to one person. Errors: also permanent_person (he did not allow it, or never began).
    virtual boost::asio::awaitable<Result<void>> write_to(DirectMessage message,
                                                          Priority priority) = 0;

    /// Waits for events, half a minute at most (then there may be none). `after` is the cursor of
    /// the events that were dealt with, empty at first; those after it are told again until it
    /// moves on, so that none is lost by a crash. One call at a time. Costs no quota of changes.
    /// Errors: also refused where Capabilities::events is false.
    virtual boost::asio::awaitable<Result<PlatformEvents>> next_events(std::string after) = 0;

    /// An address by which a person opens the account; it then tells `started` with this token (1
    /// to 64 characters of A-Z a-z 0-9 _ -). Empty where the platform has no such addresses.
    [[nodiscard]] virtual std::string start_link(std::string_view token) const = 0;
};

struct Approval {
    std::string hash;
    std::string by;
    UnixSeconds at = 0;
    UnixSeconds expires = 0;
    bool rejected = false;
    std::vector<std::uint64_t> steps{};  ///< Hold::steps of what was decided about; sorted
    std::string guard{};                 ///< word(GuardKind) of the guard that held it
    std::string account{};  ///< on which it holds; empty: on each, as before that was kept
};

/// What the store keeps of one school; loaded once, then kept in memory by the daemon and written
/// through, piece by piece.
struct SchoolMemory {
    Observed observed;
    History history;
    std::vector<Intent> intents;         ///< creations not known to have ended
    std::vector<StoredLink> links;       ///< the daemon's own; by (platform, person)
    OwnRows own;                         ///< chats and edits asked of the daemon
    std::vector<KnownUser> known_users;  ///< who was whom at the last accepted read; sorted
    std::vector<Approval> approvals;     ///< not expired at loading
    PlannedState planned;
    RowCounts accepted{};                      ///< ReadReference::rows of the accepted reads
    UnixSeconds accepted_at = 0;               ///< and its fell_at
    std::vector<ClassCount> accepted_classes;  ///< likewise, class by class; sorted
    std::vector<std::pair<std::string, UnixSeconds>> initialised;  ///< per chat key, sorted
    std::string account;                                           ///< whose chat numbers these are
    std::vector<ConferenceRecord> conferences;  ///< sorted by id; not those that were over long ago
    UnixSeconds conferences_since = 0;          ///< when they were first looked at; 0: never
};

/// A conference and whose it is.
struct SchoolConference {
    std::string school;
    ConferenceRecord record;
};

/// What Store::erase_person() deleted.
struct ErasedPerson {
    std::size_t rows = 0;
    std::vector<std::pair<std::string, UserId>> users{};  ///< account, and who he was on it
};

/// The daemon's durable state. Blocking: every method runs on the store's worker thread.
/// Every write is durable when it returns. Errors: transient (disk full, busy: nothing was
/// written, the daemon stops writing to the platform until the store works again);
/// invalid_input (a newer schema or a damaged file: the daemon refuses to start).
class Store {
  public:
    virtual ~Store() = default;

    /// What is known of one school on one account; empty for a new one.
    virtual Result<SchoolMemory> load(const std::string& school, const std::string& account,
                                      UnixSeconds now) = 0;

    /// Records that a chat is about to be created. Replaces an older intent for the same key.
    virtual Result<void> begin_creation(const std::string& school, const std::string& account,
                                        const Intent& intent) = 0;
    /// Binds the chat and ends the intent in one transaction. Refused when the number is bound to
    /// another key of this account already.
    virtual Result<void> finish_creation(const std::string& school, const std::string& account,
                                         const ObservedChat& chat) = 0;
    /// The platform said for certain that nothing was created.
    virtual Result<void> abandon_creation(const std::string& school, const std::string& account,
                                          const std::string& chat) = 0;

    /// Writes chats of one school as they are now (title, state, members, read_at), atomically
    /// together with the audit lines of what changed them.
    virtual Result<void> save(const std::string& school, const std::string& account,
                              std::span<const ObservedChat* const> chats,
                              std::span<const AuditEntry> audit) = 0;
    /// A successor takes over its predecessor's chat.
    virtual Result<void> carry_over(const std::string& school, const std::string& account,
                                    const CarriedChat& carried) = 0;
    /// Forgets a binding whose chat is destroyed or gone.
    virtual Result<void> forget_chat(const std::string& school, const std::string& account,
                                     const std::string& chat) = 0;
    /// Replaces the school's history (departures, invitations, parked).
    virtual Result<void> save_history(const std::string& school, const std::string& account,
                                      const History& history) = 0;
    /// He may be added to the chat again, though he left it by himself; with the audit line of who
    /// said so.
    virtual Result<void> forget_departure(const std::string& school, const std::string& account,
                                          const std::string& chat, UserId user,
                                          const AuditEntry& audit) = 0;
    /// After a plausible read: the reference (ReadReference, `at` is its fell_at), and who is whom
    /// now (replaces the former list, so that a person whose rows vanish from the journal is still
    /// recognised on the platform).
    virtual Result<void> accept(const std::string& school, const std::string& account,
                                const RowCounts& rows, std::span<const KnownUser> known_users,
                                UnixSeconds at) = 0;
    /// The same of single classes; replaces the former list.
    virtual Result<void> accept_classes(const std::string& school, const std::string& account,
                                        std::span<const ClassCount> classes) = 0;
    virtual Result<void> save_approval(const std::string& school, const Approval& approval,
                                       const AuditEntry& audit) = 0;
    /// Keeps what somebody asked of the daemon: own rows and links of the school, whatever its
    /// account, and when chats of this account were initialised; together with the audit lines.
    /// Repeating it is harmless.
    virtual Result<void> save_own(const std::string& school, const std::string& account,
                                  const OwnChange& change, std::span<const AuditEntry> audit) = 0;
    /// By which rules the school runs on this account, and what was approved as one change.
    /// Replaces the former.
    virtual Result<void> save_planned(const std::string& school, const std::string& account,
                                      const PlannedState& planned) = 0;
    /// Users of this account removed from some chat of the school since `since`, each once, sorted;
    /// those whose removal has an unknown outcome too.
    /// Removals that guards never hold do not count: those with the reason "unlinked" or
    /// "hand_edit"; nor those that a person released: they are not done `by` rosterd alone.
    virtual Result<std::vector<UserId>> removed_since(const std::string& school,
                                                      const std::string& account,
                                                      UnixSeconds since) = 0;
    /// Lines of the audit in the order asked for.
    virtual Result<std::vector<AuditLine>> audit(const AuditQuery& query) = 0;
    /// Deletes lines older than `before`, at most so many: an old audit is personal data too. How
    /// many it were.
    virtual Result<std::size_t> forget_audit(UnixSeconds before, std::size_t count_max) = 0;
    /// Conferences of any schools as they are now, each in the place of its former, and the audit
    /// lines of what changed them (each with its school); all of them in one transaction, because
    /// thousands of lessons begin in the same second.
    virtual Result<void> save_conferences(std::span<const SchoolConference> conferences,
                                          std::span<const AuditEntry> audit) = 0;
    /// Since when the school's conferences are looked at. Kept once, never changed.
    virtual Result<void> watch_conferences(const std::string& school, UnixSeconds since) = 0;
    /// Conferences whose time lies within [from, to), also those that left memory; sorted by start.
    virtual Result<std::vector<ConferenceRecord>> conferences_between(const std::string& school,
                                                                      UnixSeconds from,
                                                                      UnixSeconds to) = 0;
    /// What is paused at `now`: of everything, of schools and of chats.
    virtual Result<std::vector<Pause>> pauses(UnixSeconds now) = 0;
    /// Takes the place of a pause of the same. `audit` is a line of its school, or of none where it
    /// concerns all.
    virtual Result<void> save_pause(const Pause& pause, const AuditEntry& audit) = 0;
    /// Nothing rests any more because of this pause. Repeating it is harmless.
    virtual Result<void> end_pause(const Pause& pause, const AuditEntry& audit) = 0;
    /// What is told to people in charge; sorted by channel and by when it was noticed.
    virtual Result<std::vector<KeptNotice>> notices() = 0;
    /// Each in the place of its former, the same cause on the same channel.
    virtual Result<void> save_notices(std::span<const KeptNotice> notices) = 0;
    /// The causes are over: met again, they are told again. Repeating it is harmless.
    virtual Result<void> forget_notices(std::span<const KeptNotice> notices) = 0;
    /// Deletes what is kept of one person of the school, on whatever account: links, tokens, who he
    /// was on the platform, departures, invitations, parkings, edits by hand, places in chats and
    /// calls that were asked of the daemon, who brought him, and the audit lines about him. What he
    /// asked for stays, without his id. Chats keep the members that the platform has. With the
    /// audit line of it, which does not name him.
    virtual Result<ErasedPerson> erase_person(const std::string& school, const std::string& person,
                                              const AuditEntry& audit) = 0;
    /// The chat that this school has bound to the key, or nothing.
    virtual Result<std::optional<ObservedChat>> bound_chat(const std::string& school,
                                                           const std::string& account,
                                                           const std::string& chat) = 0;
    /// Chat numbers bound on this account by any school: a chat among them is never adopted.
    virtual Result<std::vector<ChatNumber>> bound_numbers(const std::string& account) = 0;

    /// What happened around an account, and the audit lines of it (each with its school).
    virtual Result<void> save_account(const std::string& account, const AccountChange& change,
                                      std::span<const AuditEntry> audit) = 0;
    /// Empty when no event was dealt with yet.
    virtual Result<std::string> event_cursor(const std::string& account) = 0;
    /// Sorted by number.
    virtual Result<std::vector<BroughtChat>> brought_chats(const std::string& account) = 0;
    /// Codes and tokens that have not expired; expired ones are as if they were not there.
    virtual Result<std::vector<ClaimCode>> claim_codes(const std::string& account,
                                                       UnixSeconds now) = 0;
    virtual Result<std::optional<StartToken>> start_token(const std::string& account,
                                                          const std::string& token,
                                                          UnixSeconds now) = 0;
    /// The token by which this user opened the account and that waits for his phone.
    virtual Result<std::optional<StartToken>> started_by(const std::string& account, UserId user,
                                                         UnixSeconds now) = 0;
};

}  // namespace rosterd
