// A school's year in minutes: the real daemon between ports that fail, from one seed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tests/simulation/year/faulty_calls.hpp"
#include "tests/simulation/year/faulty_journal.hpp"
#include "tests/simulation/year/faulty_store.hpp"
#include "tests/simulation/year/journal_changes.hpp"
#include "tests/simulation/year/life.hpp"
#include "tests/simulation/year/witness.hpp"

namespace rosterd::test {

struct YearReport {
    std::string broken;      ///< the promise that was broken first; empty: all were kept
    std::uint64_t hash = 0;  ///< of everything that happened
    std::uint64_t lines = 0;
    std::uint64_t lives = 0;
    std::uint64_t faults = 0;
};

class SimulatedYear {
  public:
    /// `listener` hears every line of the log; may be empty.
    explicit SimulatedYear(std::uint64_t seed, std::function<void(std::string_view)> listener = {});

    /// Once. The year ends at the first promise that is broken.
    YearReport run();

  private:
    static School school_row();
    static GuardLimits some_limits(Dice& dice);
    void prepare_account();
    [[nodiscard]] DaemonSettings settings() const;

    // --- lives of the daemon ---
    void begin_life();
    void end_life();
    void stop_politely();
    /// Everything that is ready; a process that died is replaced after a while.
    void work_off();
    void pass_time(std::chrono::milliseconds time);
    [[nodiscard]] bool over() const { return !witness_.broken().empty(); }

    // --- what happens ---
    void something_happens();
    void journal_changes();
    void plan_call(std::chrono::seconds in);
    void journal_fails();
    void weather_changes();
    void people_edit_a_chat();
    void edit(ChatNumber chat, ModelChat& of);
    void clock_is_set();
    void operator_looks();
    void decide_holds();
    void some_time_passes();
    void become_quiet();
    /// What is wrong with the calls when all of them should be over; empty: nothing.
    [[nodiscard]] std::string wrong_calls() const;

    Surroundings around_;
    AccountModel account_;
    CallModel call_model_;
    MemoryStore kept_;
    GuardLimits limits_;
    Witness witness_;
    FaultyJournal journal_;
    FaultyStore store_;
    FaultyCalls calls_;
    SchoolFacts facts_;
    JournalChanges changes_;
    std::unique_ptr<Life> life_;
    std::uint64_t seed_;
    std::uint64_t lives_ = 0;
    std::uint64_t steps_ = 0;
    int planned_calls_ = 0;
    UnixSeconds last_call_ends_ = 0;
};

}  // namespace rosterd::test
