// The daemon's life: which schools there are, when each is looked at, and who runs the passes.
// It knows the ports only; main() gives it adapters, a simulation gives it others.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "daemon/conference_clock.hpp"
#include "daemon/control_port.hpp"
#include "daemon/measures.hpp"
#include "daemon/notices.hpp"
#include "daemon/pass.hpp"
#include "daemon/pulse.hpp"
#include "daemon/unguessable.hpp"
#include "daemon/wakeup.hpp"

namespace rosterd {

/// What the journal was asked; either can fail while the other works (a dropped view).
enum class JournalQuestion : std::uint8_t { schools, one_school, copies };

/// What a reload may change.
struct DaemonSettings {
    /// Never null. Replaced whole: a running pass keeps its own.
    std::shared_ptr<const PassSettings> pass = std::make_shared<const PassSettings>();
    std::function<School(School)> effective;  ///< applies the configuration's overrides
    /// Accounts that serve the school beside its own, as while it moves to another platform; may
    /// be empty.
    std::function<std::vector<std::string>(const School&)> further_accounts{};
    std::chrono::milliseconds poll{30'000};
    double poll_jitter = 0.1;
    std::chrono::milliseconds sweep{6 * 3'600'000};
    std::chrono::milliseconds settle{10};  ///< changes this close together are one pass
    std::chrono::milliseconds retry_longest{900'000};
    UnixSeconds approval_lasts = 86'400;
    /// A thread that gives no sign of life for so long hangs: no work takes this long.
    std::chrono::milliseconds stuck_after{20 * 60'000};
    UnixSeconds audit_kept = 730 * 86'400;  ///< lines older than this are deleted
    bool listen = true;
    std::uint32_t parallel_schools = 4;
    ConferenceClockSettings conferences;
};

struct DaemonParts {
    boost::asio::any_io_executor loop;
    JournalAccess journal;
    StoreAccess store;
    boost::asio::any_io_executor workers;
    Accounts accounts;
    Clock& clock;
    std::uint64_t seed;  ///< of the jitter
    /// Of the whole configuration; null: the accounts' own calls where `account_calls`, or none.
    CallProvider* provider = nullptr;
    bool account_calls = false;
    /// A school's conferences changed beside a pass; may be empty.
    std::function<void(const SchoolState&)> conferences_shown{};
    /// Awaited after every pass of a school, before its next one; may be empty.
    std::function<boost::asio::awaitable<void>(const SchoolState&)> after_pass{};
    /// Bits of codes and tokens. Never empty; only a simulation replaces it.
    std::function<std::uint64_t()> unguessable = unguessable_number;
};

/// Lives on the loop thread; construct, run() or run_once(), destroy after it returned.
class Daemon final : public DaemonControl {
  public:
    Daemon(DaemonParts parts, DaemonSettings settings);

    /// Watches and works until stop(). `on_ready` is called once, after the first look at the
    /// journal, whether it answered or not.
    boost::asio::awaitable<void> run(std::function<void()> on_ready);

    /// One complete pass over every enabled school; passes that only wait for something due within
    /// half a minute are repeated a few times. Errors: those of Journal::schools().
    boost::asio::awaitable<Result<PassEnd>> run_once();

    /// Asks every thread that works for the daemon for a sign of life. Call it every few seconds.
    void ask_for_life() { pulse_.ask(parts_.clock.steady()); }

    /// Where to hear of holds, failed conferences and accounts that are down.
    [[nodiscard]] Notices& notices() { return notices_; }

    /// Finishes the call in flight, begins no other, and lets run() return.
    void stop();
    /// What reread_configuration() does; it ends in reload().
    void reread_by(std::function<Result<void>()> reread) { reread_ = std::move(reread); }
    /// Takes over new settings and looks at every school.
    void reload(DaemonSettings settings);

    [[nodiscard]] const Schools& schools() const override { return schools_; }
    [[nodiscard]] const WorkQueue& queue() const override { return queue_; }
    [[nodiscard]] const Accounts& accounts() const override { return parts_.accounts; }
    [[nodiscard]] JournalStatus journal() const override { return journal_status_; }
    [[nodiscard]] std::string store_state() const override { return store_state_; }
    [[nodiscard]] OperationTotals totals() const override { return totals_; }
    [[nodiscard]] const Measures& measures() const override { return measures_; }
    [[nodiscard]] bool ready() const override { return ready_; }
    [[nodiscard]] std::optional<std::string> stuck() const override {
        return pulse_.stuck(parts_.clock.steady(), settings_.stuck_after);
    }
    [[nodiscard]] UnixSeconds now() const override { return parts_.clock.now(); }
    [[nodiscard]] SteadyTime steady() const override { return parts_.clock.steady(); }
    [[nodiscard]] SteadyTime started() const override { return started_; }

    boost::asio::awaitable<Result<Guarded>> plan(std::string school) override;
    Result<void> resync(std::optional<std::string> school) override;
    Result<void> reread_configuration() override;
    [[nodiscard]] const std::vector<Pause>& pauses() const override { return pauses_; }
    boost::asio::awaitable<Result<Pause>> pause(PauseWish wish, std::string by) override;
    boost::asio::awaitable<Result<Resumed>> resume(std::string school, std::string chat,
                                                   std::string by) override;
    boost::asio::awaitable<Result<void>> decide(std::string hold, bool approve,
                                                std::string by) override;
    boost::asio::awaitable<Result<HandDecision>> change_by_hand(std::string school,
                                                                HandRequest request,
                                                                std::string by) override;
    boost::asio::awaitable<Result<LinkDecision>> change_link(std::string school,
                                                             LinkRequest request,
                                                             std::string by) override;
    boost::asio::awaitable<Result<ConferenceDecision>> change_conference(std::string school,
                                                                         ConferenceRequest request,
                                                                         std::string by) override;
    boost::asio::awaitable<Result<std::vector<ConferenceRecord>>> conferences_between(
        std::string school, UnixSeconds from, UnixSeconds to) override;
    [[nodiscard]] const CallProvider* calls_of(const SchoolState& school) const override {
        return conferences_.provider_of(school);
    }
    [[nodiscard]] ConferenceTotals conference_totals() const override {
        return conferences_.totals();
    }
    boost::asio::awaitable<Result<ClaimCode>> ask_claim_code(std::string school, std::string chat,
                                                             std::string by) override;
    boost::asio::awaitable<Result<void>> claim_chat(std::string school, std::string chat,
                                                    ChatNumber number, std::string by) override;
    boost::asio::awaitable<Result<std::vector<ClaimCandidate>>> claim_candidates() override;
    boost::asio::awaitable<Result<StartAddress>> start_address(std::string school,
                                                               std::string person,
                                                               std::string by) override;
    boost::asio::awaitable<Result<std::size_t>> erase(std::string school, std::string person,
                                                      std::string by) override;
    boost::asio::awaitable<Result<std::vector<AuditLine>>> audit(AuditQuery query) override;
    boost::asio::awaitable<Result<Initialisation>> initialise(std::string school,
                                                              std::vector<ChatKind> kinds,
                                                              std::string actor, std::string by,
                                                              InitialiseMode mode) override;

  private:
    /// How far the events of one account were dealt with.
    struct EventStream {
        std::optional<std::string> cursor{};  ///< of the store; nothing until it was asked
        std::deque<PlatformEvent> waiting{};  ///< told and not dealt with yet
        std::string cursor_after{};           ///< once those are dealt with
        bool pauses = false;                  ///< the last answer came at once and said nothing
    };
    /// Whether a request to link somebody came to a decision.
    enum class LinkEnd : std::uint8_t { decided, refused };

    enum class PauseChange : std::uint8_t { begins, ends };

    boost::asio::awaitable<Result<void>> know_pauses();
    void spread_pauses();
    void end_pauses(UnixSeconds now);
    void take_effect(const Pause& pause, PauseChange change);
    [[nodiscard]] Result<Pause> pause_named(const std::string& school,
                                            const std::string& chat) const;
    [[nodiscard]] bool knows_chat(const Pause& pause) const;
    boost::asio::awaitable<void> dispatch();
    boost::asio::awaitable<void> keep_audit();
    boost::asio::awaitable<void> poll_journal();
    boost::asio::awaitable<void> follow_changes();
    boost::asio::awaitable<Result<void>> refresh_schools();
    void serve_listed();
    void serve(const std::string& name, School school, bool further);
    boost::asio::awaitable<Result<void>> push_changed();
    boost::asio::awaitable<void> take_changes();
    /// Asks how old copied journals are; what is known stays where that fails.
    boost::asio::awaitable<void> look_at_copies();
    void judge_copy(SchoolState& state);
    boost::asio::awaitable<void> wait_readable(int descriptor);
    /// Begins after `wait`.
    boost::asio::awaitable<void> follow_platform(std::string account,
                                                 std::chrono::milliseconds wait);
    boost::asio::awaitable<Result<void>> take_events(std::string account, EventStream* stream);
    boost::asio::awaitable<Result<void>> deal_with(const std::string& account,
                                                   const PlatformEvent& event);
    void note_changed_chat(const std::string& account, const PlatformEvent& event);
    boost::asio::awaitable<Result<void>> hear_code(const std::string& account,
                                                   const PlatformEvent& event);
    boost::asio::awaitable<Result<void>> begin_link(const std::string& account,
                                                    const PlatformEvent& event);
    boost::asio::awaitable<Result<void>> prove_link(const std::string& account,
                                                    const PlatformEvent& event);
    boost::asio::awaitable<Result<void>> link_by_token(std::string account, StartToken token,
                                                       UserId user);
    boost::asio::awaitable<Result<LinkEnd>> link_user(std::string account, std::string school,
                                                      LinkRequest request);
    boost::asio::awaitable<void> answer_person(std::string account, UserId user, std::string text,
                                               bool asks_phone);
    boost::asio::awaitable<Result<void>> save_account(std::string account, AccountChange change,
                                                      std::span<const AuditEntry> audit);
    /// For the school's next pass; what it does not know yet it finds in the store.
    void hand_over(SchoolState& state, const std::string& account, ClaimCode claim);
    /// The enabled state that serves a school on an account, or null.
    [[nodiscard]] SchoolState* served_by(const std::string& school, const std::string& account);
    boost::asio::awaitable<PassReport> pass(std::string school);
    boost::asio::awaitable<PassReport> pass_unless_paused(SchoolState* state);
    [[nodiscard]] Result<SchoolState*> readable(const std::string& school);
    [[nodiscard]] Result<void> may_be_erased(const std::string& school,
                                             const std::string& person) const;
    /// True when he had left the chat by himself.
    boost::asio::awaitable<Result<bool>> readmit(std::string school, HandRequest request,
                                                 std::string by);
    void restore(const std::string& name, const Departure& departure);
    boost::asio::awaitable<Result<void>> keep(std::string name, OwnChange change, AuditEntry audit);
    boost::asio::awaitable<Result<std::optional<TimetableLesson>>> look_up_lesson(
        std::string school, std::string lesson);

    void start(boost::asio::awaitable<void> task);
    void finish_pass(const std::string& school, const PassReport& report);
    /// `name` as in schools().
    void push(const std::string& name, std::chrono::milliseconds in);
    /// The school on every account that serves it.
    void push_everywhere(const std::string& school, std::chrono::milliseconds in);
    void push_all();
    /// Soon, but not again and again: whoever makes events must not make passes without end.
    void push_for_event(const std::string& name, SchoolState& state);
    void log_findings(const SchoolState& state);
    void log_holds(const std::string& school, const SchoolState& state);
    void log_strangers(const std::string& school, SchoolState& state);
    void note_journal(JournalQuestion question, const Result<void>& outcome);
    [[nodiscard]] PassContext context();
    [[nodiscard]] ConferenceClockParts clock_parts();
    [[nodiscard]] std::chrono::milliseconds jittered(std::chrono::milliseconds time);

    DaemonParts parts_;
    DaemonSettings settings_;
    std::function<Result<void>()> reread_;
    Pulse pulse_;
    Schools schools_;
    std::vector<Pause> pauses_;   ///< in force, or over since the last pass
    bool pauses_known_ = false;   ///< they were read from the store
    std::vector<School> listed_;  ///< the journal's rows, before the configuration's overrides
    Notices notices_;
    ConferenceClock conferences_;
    WorkQueue queue_;
    Wakeup dispatcher_;
    Wakeup ended_;
    std::map<std::string, std::string, std::less<>> markers_;
    std::map<std::string, UnixSeconds, std::less<>> copies_;  ///< as_of, by the school's id
    std::map<std::string, std::set<std::string>, std::less<>> logged_;  ///< findings per school
    std::map<std::string, std::set<std::string>, std::less<>> logged_holds_;  ///< hashes per school
    std::vector<std::unique_ptr<boost::asio::cancellation_signal>> tasks_;
    std::size_t running_tasks_ = 0;
    std::uint32_t running_passes_ = 0;
    JournalStatus journal_status_;
    std::map<JournalQuestion, Error> journal_errors_;
    /// Wrong claim codes heard in a chat since the daemon started, by account and chat.
    std::map<std::pair<std::string, ChatNumber>, unsigned> wrong_codes_;
    std::string store_state_ = "ok";
    Measures measures_;
    OperationTotals totals_;
    SteadyTime started_;
    std::mt19937_64 random_;
    bool ready_ = false;
    bool stopping_ = false;
};

}  // namespace rosterd
