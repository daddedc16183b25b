// A daemon for the control surface to look at: states made of scenarios, calls remembered.
#pragma once

#include <boost/json/object.hpp>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/control_port.hpp"
#include "daemon/measures.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

/// The school as the daemon holds it after a pass; s1 is called Иванов, s2 Ёлкина.
[[nodiscard]] SchoolState school_state(const Scenario& scenario, const std::string& id = "17");

/// The same school on account "max" of MAX, where `scenario` is what that platform has.
[[nodiscard]] SchoolState further_state(const Scenario& scenario, const std::string& id = "17");

/// The picture alone, to be put into a state as a pass does when it has read the journal.
[[nodiscard]] std::shared_ptr<const Picture> picture_of(const Scenario& scenario,
                                                        Platform platform = Platform::vk);

/// small_school() with every chat made and filled.
[[nodiscard]] Scenario settled_school();

/// A class of 20 of whom 8 have left since: more than the guard of a chat lets go at once.
[[nodiscard]] Scenario school_with_a_hold();

/// The plan as the daemon gives it.
[[nodiscard]] Guarded plan_of(const SchoolState& state);

/// Reads the school again with its own rows: what a pass does to its conferences.
void reread(SchoolState& state);

/// Plans one at the daemon; it is `own-<number>` among the records from then on. Its lesson, if it
/// names one, must be in the roster.
ConferenceRecord& plan_here(SchoolState& state, OwnConference row);

/// Lessons of the history group of small_school() on the day of moment_now(): "early" from 08:00,
/// "noon" from 12:00 and "later" from 13:00, 40 minutes each.
[[nodiscard]] std::vector<TimetableLesson> history_lessons();

/// A time of that day on the school's clock, in minutes from midnight.
[[nodiscard]] LocalSeconds at_minute(int minute);

/// The only element for which `member` is `value`; throws when there is none.
[[nodiscard]] const boost::json::object& item_where(const boost::json::value& list,
                                                    std::string_view member,
                                                    std::string_view value);

/// A daemon that does nothing but remember what it was asked. Set it up before it is served.
class FakeDaemon final : public DaemonControl {
  public:
    FakeDaemon();

    [[nodiscard]] const Schools& schools() const override { return states; }
    [[nodiscard]] const WorkQueue& queue() const override { return work; }
    [[nodiscard]] const Accounts& accounts() const override { return opened; }
    [[nodiscard]] JournalStatus journal() const override { return journal_status; }
    [[nodiscard]] std::string store_state() const override { return "ok"; }
    [[nodiscard]] OperationTotals totals() const override { return {12, 3}; }
    [[nodiscard]] const Measures& measures() const override { return measured; }
    [[nodiscard]] bool ready() const override { return is_ready; }
    [[nodiscard]] std::optional<std::string> stuck() const override { return stuck_thread; }
    [[nodiscard]] UnixSeconds now() const override { return moment_now().now; }
    [[nodiscard]] SteadyTime steady() const override { return SteadyTime{} + hours(5); }
    [[nodiscard]] SteadyTime started() const override { return SteadyTime{} + hours(2); }

    boost::asio::awaitable<Result<Guarded>> plan(std::string school) override;
    Result<void> resync(std::optional<std::string> school) override;
    Result<void> reread_configuration() override;
    [[nodiscard]] const std::vector<Pause>& pauses() const override { return paused; }
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
    [[nodiscard]] const CallProvider* calls_of(const SchoolState&) const override {
        return provider;
    }
    [[nodiscard]] ConferenceTotals conference_totals() const override { return {7, 5, 1, 2}; }
    boost::asio::awaitable<Result<Initialisation>> initialise(std::string school,
                                                              std::vector<ChatKind> kinds,
                                                              std::string actor, std::string by,
                                                              InitialiseMode mode) override;

    boost::asio::awaitable<Result<ClaimCode>> ask_claim_code(std::string school, std::string chat,
                                                             std::string by) override;
    boost::asio::awaitable<Result<void>> claim_chat(std::string school, std::string chat,
                                                    ChatNumber number, std::string by) override;
    boost::asio::awaitable<Result<std::vector<ClaimCandidate>>> claim_candidates() override;
    boost::asio::awaitable<Result<std::size_t>> erase(std::string school, std::string person,
                                                      std::string by) override;
    boost::asio::awaitable<Result<std::vector<AuditLine>>> audit(AuditQuery query) override;
    boost::asio::awaitable<Result<StartAddress>> start_address(std::string school,
                                                               std::string person,
                                                               std::string by) override;

    /// "resync 17", "approve 1f3a by root", in order.
    [[nodiscard]] std::vector<std::string> calls() const;

    /// Rests from now on, in the states too.
    void rest(Pause pause);

    Schools states;
    std::vector<Pause> paused;
    WorkQueue work;
    Accounts opened;
    JournalStatus journal_status{"ok", moment_now().now, {}, {}};
    Measures measured;
    bool is_ready = true;
    std::optional<std::string> stuck_thread;  ///< the thread that hangs
    std::optional<Error> bad_configuration;   ///< why it is not taken over
    const CallProvider* provider = nullptr;
    std::vector<TimetableLesson> timetable;  ///< lessons that the last read did not bring
    std::vector<ClaimCandidate> candidates;
    std::vector<AuditLine> audited;  ///< in the order asked for
    AuditQuery audit_asked;          ///< the last one

  private:
    static std::chrono::hours hours(int count) { return std::chrono::hours{count}; }
    void remember(std::string call);

    mutable std::mutex mutex_;
    std::vector<std::string> calls_;
};

}  // namespace rosterd::testing
