// One school under a virtual clock: the real daemon between models of its journal, messenger, calls
// and store. It can be switched off and on again; the world around it goes on meanwhile.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>

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
    /// Serves the school too, from the next switch_on() on; on a platform of its own.
    AccountModel& with_further_account();
    /// Of the next switch_on(); while it is on, for Daemon::reload().
    DaemonSettings& settings() { return settings_; }
    CallModel& calls() { return calls_; }
    MemoryStore& store() { return store_; }
    Daemon& daemon() { return *daemon_; }
    /// Called with every new daemon before it begins to work.
    std::function<void(Daemon& daemon)> before_work;
    [[nodiscard]] boost::asio::any_io_executor executor() { return loop_.get_executor(); }
    /// Only while it is on.
    [[nodiscard]] const SchoolState& state() const;
    [[nodiscard]] const SchoolState& further_state() const;
    /// Lets the daemon answer a request of its control port.
    template <class T>
    T ask(boost::asio::awaitable<T> request) {
        std::optional<T> answer;
        boost::asio::co_spawn(loop_, std::move(request),
                              [&](const std::exception_ptr& bug, T value) {
                                  if (bug) std::rethrow_exception(bug);
                                  answer.emplace(std::move(value));
                              });
        clock_.settle();
        if (!answer) throw std::runtime_error{"the daemon does not answer"};
        return std::move(*answer);
    }

    /// The same from the middle of what happens, without waiting for the answer.
    template <class T>
    void begin(boost::asio::awaitable<T> request) {
        boost::asio::co_spawn(loop_, std::move(request), [](const std::exception_ptr& bug, T) {
            if (bug) std::rethrow_exception(bug);
        });
    }

    /// How long the daemon may take to see a change in the journal.
    static constexpr std::chrono::minutes poll{5};

  private:
    boost::asio::io_context loop_;
    VirtualClock clock_;
    JournalModel journal_;
    AccountModel account_;
    AccountModel further_account_;
    CallModel calls_;
    MemoryStore store_;
    DaemonSettings settings_;
    std::string id_;
    std::unique_ptr<Daemon> daemon_;
    bool ended_ = false;
};

}  // namespace rosterd::test
