// What the control surface may see and ask of the running daemon. Implemented by Daemon.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "daemon/accounts.hpp"
#include "daemon/school_state.hpp"
#include "daemon/work_queue.hpp"
#include "reconciler/conference_request.hpp"
#include "reconciler/hand_request.hpp"

namespace rosterd {

struct JournalStatus {
    std::string state = "starting";  ///< starting, ok, failing
    UnixSeconds last_read = 0;       ///< of the last complete read of any school
    std::string error{};             ///< why it is failing
    std::string hint{};
};

struct Measures;  // daemon/measures.hpp

/// Since the daemon started, and now.
struct ConferenceTotals {
    std::uint64_t started = 0;
    std::uint64_t ended = 0;
    std::uint64_t failures = 0;  ///< answers with an error
    std::size_t waiting = 0;     ///< somebody is being asked something about them, or will be
};

enum class InitialiseMode : std::uint8_t { preview, run };

/// What initialising does, or would do: the next pass, planned as if it had been asked for.
struct Initialisation {
    std::shared_ptr<const SchoolState> school;  ///< as it would be; `plan` is made for it
    Guarded plan;
    std::size_t chats = 0;  ///< made as the rules say from now on
};

/// A chat that somebody brought an account into and that is no chat of any school yet.
struct ClaimCandidate {
    std::string account;
    BroughtChat chat;
    std::string title{};        ///< empty when it could not be looked at
    bool administered = false;  ///< the account could serve it
    std::string obstacle{};     ///< why it could not be looked at
    /// Waiting chats with this title: the school's name in schools() and the chat's key.
    std::vector<std::pair<std::string, std::string>> proposals{};
};

/// Where a person opens the school's account on the platform to be linked.
struct StartAddress {
    std::string url;
    UnixSeconds expires = 0;
};

/// What somebody wants to rest for a while.
struct PauseWish {
    std::string school{};   ///< as in schools(); empty: every school
    std::string chat{};     ///< its key; empty: the whole school
    std::string reason{};   ///< in his own words
    UnixSeconds until = 0;  ///< 0: until it is resumed
};

/// What was resumed, and what rests all the same because of another pause.
struct Resumed {
    Pause ended;
    std::vector<Pause> still;
};

/// All methods run on the loop thread. References stay valid until the next suspension.
class DaemonControl {
  public:
    virtual ~DaemonControl() = default;

    [[nodiscard]] virtual const Schools& schools() const = 0;
    [[nodiscard]] virtual const WorkQueue& queue() const = 0;
    [[nodiscard]] virtual const Accounts& accounts() const = 0;
    [[nodiscard]] virtual JournalStatus journal() const = 0;
    [[nodiscard]] virtual std::string store_state() const = 0;  ///< "ok", or why not
    [[nodiscard]] virtual OperationTotals totals() const = 0;
    [[nodiscard]] virtual const Measures& measures() const = 0;
    [[nodiscard]] virtual bool ready() const = 0;
    /// The thread that hangs, if one does: "journal", "store" or "workers". Nothing that needs it
    /// goes on; the service manager is told no more that all is well, and starts it anew.
    [[nodiscard]] virtual std::optional<std::string> stuck() const = 0;
    [[nodiscard]] virtual UnixSeconds now() const = 0;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
    [[nodiscard]] virtual SteadyTime started() const = 0;

    /// The plan as the next pass would run it. Errors: not_found (school); refused (nothing read
    /// yet: `what` says why); transient (store).
    virtual boost::asio::awaitable<Result<Guarded>> plan(std::string school) = 0;

    /// Looks at a school (all schools when empty) now, reading the platform's chats again.
    /// Errors: not_found.
    virtual Result<void> resync(std::optional<std::string> school) = 0;

    /// Reads the configuration again, as SIGHUP does. Errors: invalid_input (it is not valid: what
    /// was in force stays); refused (there is none to read).
    virtual Result<void> reread_configuration() = 0;

    /// Releases, or refuses for as long as it stays the same, the hold with this id. `by` names
    /// who decided. Errors: not_found (no such hold now: it changed or is gone); transient (store).
    virtual boost::asio::awaitable<Result<void>> decide(std::string hold, bool approve,
                                                        std::string by) = 0;

    /// What is paused, sorted by school and chat.
    [[nodiscard]] virtual const std::vector<Pause>& pauses() const = 0;
    /// Lets everything, a school (on whatever account) or a chat rest, in the place of a pause of
    /// the same: nothing changes there on the platform, from the call after the one in flight on.
    /// It outlives the daemon. Errors: not_found (school, chat); invalid_input (a chat without its
    /// school, an end that has passed, a reason of pages); transient (store: nothing is paused).
    virtual boost::asio::awaitable<Result<Pause>> pause(PauseWish wish, std::string by) = 0;
    /// Ends exactly this pause, and lets a pass begin. Errors: not_found (school, or no such
    /// pause); invalid_input; transient (store: it is paused still).
    virtual boost::asio::awaitable<Result<Resumed>> resume(std::string school, std::string chat,
                                                           std::string by) = 0;

    /// Keeps what somebody asks of a chat by hand and lets a pass begin; does not wait for it. `by`
    /// is who sent the request, for the audit. Errors: those of decide_by_hand(); not_found
    /// (school); refused (nothing read yet); transient (store: nothing was kept).
    virtual boost::asio::awaitable<Result<HandDecision>> change_by_hand(std::string school,
                                                                        HandRequest request,
                                                                        std::string by) = 0;
    /// The same for a link. Errors: those of decide_link(), and as above.
    virtual boost::asio::awaitable<Result<LinkDecision>> change_link(std::string school,
                                                                     LinkRequest request,
                                                                     std::string by) = 0;
    /// The same for conferences; what was kept takes effect at once, without waiting for a pass.
    /// Errors: those of decide_conference(), and as above; transient (a lesson had to be looked up
    /// and the journal did not answer).
    virtual boost::asio::awaitable<Result<ConferenceDecision>> change_conference(
        std::string school, ConferenceRequest request, std::string by) = 0;
    /// Conferences of the school whose time begins within [from, to), sorted by it, also those that
    /// were long ago. Errors: not_found (school); transient (store).
    virtual boost::asio::awaitable<Result<std::vector<ConferenceRecord>>> conferences_between(
        std::string school, UnixSeconds from, UnixSeconds to) = 0;
    /// Who carries this school's calls; null: nobody.
    [[nodiscard]] virtual const CallProvider* calls_of(const SchoolState& school) const = 0;
    [[nodiscard]] virtual ConferenceTotals conference_totals() const = 0;

    /// A code that, written in a chat which the account administers, makes it this chat of the
    /// school. Replaces an older one. Errors: not_found (school, chat); refused (it is there
    /// already, or is not wanted; the platform tells no events; nothing read yet); transient.
    virtual boost::asio::awaitable<Result<ClaimCode>> ask_claim_code(std::string school,
                                                                     std::string chat,
                                                                     std::string by) = 0;
    /// Takes over this chat without a code: the operator knows which it is. Errors: as above, and
    /// those of PlatformAccount::look_at_chat(); refused (not administered, or bound already).
    virtual boost::asio::awaitable<Result<void>> claim_chat(std::string school, std::string chat,
                                                            ChatNumber number, std::string by) = 0;
    /// Chats that could be claimed, of every account. Errors: transient (store).
    virtual boost::asio::awaitable<Result<std::vector<ClaimCandidate>>> claim_candidates() = 0;
    /// An address for one person; opened, it links him, if his phone is the known one.
    /// Errors: not_found (school, person); refused (linked already, or by the journal itself; the
    /// platform has no such addresses; nothing read yet); transient (store).
    virtual boost::asio::awaitable<Result<StartAddress>> start_address(std::string school,
                                                                       std::string person,
                                                                       std::string by) = 0;

    /// Deletes what is kept of a person of the school, on every account, as Store::erase_person()
    /// says; how many entries that were. Errors: not_found (school); refused (the journal or a chat
    /// still has this person, or nothing is read yet); transient (store: ask again).
    virtual boost::asio::awaitable<Result<std::size_t>> erase(std::string school,
                                                              std::string person,
                                                              std::string by) = 0;

    /// Lines of the audit in the order asked for. Errors: transient (store).
    virtual boost::asio::awaitable<Result<std::vector<AuditLine>>> audit(AuditQuery query) = 0;

    /// Initialises the chats of these kinds, or shows what that would do.
    /// Errors: those of decide_initialise(), and as above.
    virtual boost::asio::awaitable<Result<Initialisation>> initialise(std::string school,
                                                                      std::vector<ChatKind> kinds,
                                                                      std::string actor,
                                                                      std::string by,
                                                                      InitialiseMode mode) = 0;
};

}  // namespace rosterd
