// Starts and ends every school's conferences at their times. What to do is decided in
// reconciler/conference_steps.hpp; here it is done: recorded, asked for, recorded again.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/call_provider.hpp"
#include "adapters/clock.hpp"
#include "daemon/accounts.hpp"
#include "daemon/conference_lane.hpp"
#include "daemon/control_port.hpp"
#include "daemon/notices.hpp"
#include "daemon/recorder.hpp"
#include "daemon/wakeup.hpp"
#include "reconciler/conference_steps.hpp"

namespace rosterd {

/// What a reload may change.
struct ConferenceClockSettings {
    ConferenceSettings steps;
    std::map<std::string, ConferenceRule, std::less<>> rules;  ///< by profile id
    /// The account whose token starts calls; empty: the school's own.
    std::string calls_account;
    /// Running calls are looked at this often where their provider can tell.
    UnixSeconds look_every = 60;
};

/// What the clock needs of the daemon. References outlive it.
struct ConferenceClockParts {
    boost::asio::any_io_executor loop;
    Clock& clock;
    StoreAccess store;
    Accounts& accounts;
    Schools& schools;
    Notices& notices;
    /// Of the whole configuration (BigBlueButton, permanent links); null: calls of the accounts, or
    /// no calls at all.
    CallProvider* provider = nullptr;
    bool account_calls = false;  ///< calls are started by accounts (vk_calls)
    /// A school's conferences changed: show them. May be empty.
    std::function<void(const std::string& school)> shown{};
    /// A call began, so many seconds after its time. May be empty.
    std::function<void(UnixSeconds late)> began{};
};

/// On the loop thread. One wait for the next due time of all schools; jobs run in lanes, one for
/// each provider account and chat account, so that a slow one delays nobody else.
class ConferenceClock {
  public:
    ConferenceClock(ConferenceClockParts parts, ConferenceClockSettings settings);

    /// Works until `*stopping`, then finishes the requests in flight. The clock must outlive it.
    boost::asio::awaitable<void> run(const bool* stopping);
    /// Wakes run(), so that it sees `*stopping`.
    void wake() { wakeup_.notify(); }

    /// The school's records, chats, links or accounts changed: look at it now.
    void changed(const std::string& school);
    void changed_all();
    void reload(ConferenceClockSettings settings);

    [[nodiscard]] ConferenceTotals totals() const;
    /// The next instant at which something is due; nothing when nothing is planned.
    [[nodiscard]] std::optional<UnixSeconds> next_due() const;

    /// Who carries the calls of this school; null: nobody.
    [[nodiscard]] CallProvider* provider_of(const SchoolState& state) const;

  private:
    /// Seconds until a store that did not take a record is asked again.
    static constexpr UnixSeconds store_again = 5;

    using ConferenceName = std::pair<std::string, std::string>;  // school, conference

    struct Look;
    void look(UnixSeconds now);
    void look_at_school(SchoolState& state, UnixSeconds now, Look& look);
    void take_step(SchoolState& state, ConferenceRecord& record, ConferenceStep step, Look& look);
    boost::asio::awaitable<void> keep_then_give_out(Look look);
    void look_at_running_calls(UnixSeconds now);

    [[nodiscard]] std::optional<LaneName> lane_for(const SchoolState& state,
                                                   const ConferenceRecord& record,
                                                   ConferenceAction action) const;
    [[nodiscard]] LaneName lane_of_calls(const SchoolState& state) const;
    [[nodiscard]] LaneName lane_of_chats(const SchoolState& state) const;
    void pump(const LaneName& name);
    boost::asio::awaitable<void> work(LaneName name, std::vector<ConferenceJob> jobs);

    boost::asio::awaitable<Outcomes> ask(LaneName name, std::vector<ConferenceJob> jobs);
    boost::asio::awaitable<Outcomes> ask_for_calls(LaneName name, std::vector<ConferenceJob> jobs);
    boost::asio::awaitable<Outcomes> end_calls(LaneName name, std::vector<ConferenceJob> jobs);
    boost::asio::awaitable<Outcomes> look_at_calls(LaneName name, std::vector<ConferenceJob> jobs);
    boost::asio::awaitable<Outcomes> tell_chats(LaneName name, std::vector<ConferenceJob> jobs);
    [[nodiscard]] static boost::asio::awaitable<Result<void>> ready(LaneName name);

    void apply(const ConferenceJob& job, const Outcome& outcome);
    void spawn_save(UnixSeconds now);
    boost::asio::awaitable<void> save_unsaved();
    void note(const std::string& school, const ConferenceRecord& before,
              const ConferenceRecord& after);
    [[nodiscard]] ConferenceRecord* find(const ConferenceName& name) const;
    void spawn(boost::asio::awaitable<void> task);

    ConferenceClockParts parts_;
    ConferenceClockSettings settings_;
    Wakeup wakeup_;
    std::map<std::string, UnixSeconds, std::less<>> due_;  ///< school -> when to look at it
    std::set<ConferenceName> busy_;     ///< waits in a lane, or is being worked on
    std::set<ConferenceName> unsaved_;  ///< memory knows more than the store
    std::vector<AuditEntry> audit_;     ///< goes to the store with the next records
    std::map<LaneName, Lane> lanes_;
    UnixSeconds next_health_ = 0;
    std::size_t tasks_ = 0;
    bool saving_ = false;
    UnixSeconds save_again_ = 0;  ///< not before, after a store that took nothing
    ConferenceTotals totals_;
};

}  // namespace rosterd
