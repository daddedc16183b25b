// One school under a virtual clock: the real daemon between models of its journal, messenger, calls
// and store. It can be switched off and on again; the world around it goes on meanwhile.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "daemon/daemon.hpp"
#include "tests/support/account_model.hpp"
#include "tests/support/call_model.hpp"
#include "tests/support/journal_model.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/virtual_clock.hpp"

namespace rosterd::test {

class SimulatedSchool {
  public:
    /// The wall clock shows `start`; the daemon is off.
    SimulatedSchool(School school, Roster people, Profile profile, UnixSeconds start);
    ~SimulatedSchool();
    SimulatedSchool(const SimulatedSchool&) = delete;
    SimulatedSchool& operator=(const SimulatedSchool&) = delete;

    void switch_on();
    /// SIGTERM: what is in flight ends, nothing else begins.
    void switch_off();
    [[nodiscard]] bool is_on() const { return daemon_ != nullptr; }
    /// Everything that happens until the wall clock shows `when`.
    void run_until(UnixSeconds when);

    [[nodiscard]] UnixSeconds now() const { return clock_.now(); }
    VirtualClock& clock() { return clock_; }
    JournalModel& journal() { return journal_; }
    AccountModel& account() { return account_; }
    CallModel& calls() { return calls_; }
    MemoryStore& store() { return store_; }
    Daemon& daemon() { return *daemon_; }
    /// Only while it is on.
    [[nodiscard]] const SchoolState& state() const;

    /// How long the daemon may take to see a change in the journal.
    static constexpr std::chrono::minutes poll{5};

  private:
    boost::asio::io_context loop_;
    VirtualClock clock_;
    JournalModel journal_;
    AccountModel account_;
    CallModel calls_;
    MemoryStore store_;
    DaemonSettings settings_;
    std::string id_;
    std::unique_ptr<Daemon> daemon_;
    bool ended_ = false;
};

}  // namespace rosterd::test
