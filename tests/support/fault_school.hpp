// The real daemon with two equal schools on two accounts, real sockets, and a clock that can be
// set.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "adapters/clock.hpp"
#include "daemon/daemon.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/roster_maker.hpp"

namespace rosterd::test {

/// A chat as people see it.
struct Room {
    std::string title;
    std::set<UserId> members;
    std::set<UserId> admins;
    auto operator<=>(const Room&) const = default;
};

/// The machine's clocks, of which the wall clock can be set forwards and backwards.
class SettableClock final : public Clock {
  public:
    explicit SettableClock(boost::asio::any_io_executor executor) : real_{std::move(executor)} {}
    void set(std::chrono::seconds by) { ahead_ += by.count(); }
    [[nodiscard]] UnixSeconds now() const override { return real_.now() + ahead_; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
        return real_.steady();
    }
    boost::asio::awaitable<void> sleep_until(std::chrono::steady_clock::time_point when) override {
        return real_.sleep_until(when);
    }
    boost::asio::awaitable<void> sleep_until_wall(UnixSeconds when) override {
        return real_.sleep_until_wall(when - ahead_);
    }

  private:
    SystemClock real_;
    UnixSeconds ahead_ = 0;
};

/// Rosters by school; a change moves the school's marker.
class RosterJournal final : public Journal {
  public:
    void put(School school, Roster roster);
    Result<std::vector<School>> schools(std::vector<Finding>& findings) override;
    Result<JournalRead> read(const School& school,
                             const std::vector<std::string>& lessons) override;
    Result<std::optional<std::vector<SchoolMarker>>> markers() override;
    std::optional<int> change_descriptor() override { return std::nullopt; }
    Result<std::vector<std::string>> take_changes() override { return std::vector<std::string>{}; }

  private:
    struct One {
        School school;
        Roster roster;
        std::uint64_t marker;
    };
    std::map<std::string, One> schools_;
};

/// Everything but the platforms. add() them, start(), and stop() before they go.
class FaultSchool {
  public:
    static constexpr std::size_t rooms = 10;    ///< of each school
    static constexpr std::size_t removals = 3;  ///< from rooms, when one pupil is expelled

    FaultSchool();
    FaultSchool(const FaultSchool&) = delete;
    FaultSchool& operator=(const FaultSchool&) = delete;
    ~FaultSchool();

    [[nodiscard]] boost::asio::io_context& loop() { return loop_; }
    [[nodiscard]] SettableClock& clock() { return clock_; }
    /// A school on an account of the same name.
    void add(const std::string& name, Platform platform, std::unique_ptr<PlatformAccount> account);
    /// Makes and binds what the school wants of chats now, for an account that can make none.
    void people_make_chats(const std::string& school,
                           const std::function<ChatNumber(const std::string& title)>& make);
    void start();
    void stop();
    /// In both schools; the pupil's parent goes and comes with him.
    void expel_one_and_enrol_another();
    void open_another_class();
    /// As if somebody had touched the journals.
    void look_again();

    /// Runs the loop until `true`, a minute at most.
    [[nodiscard]] bool until(const std::function<bool()>& condition);
    /// The last pass found nothing left to do, and none is on its way.
    [[nodiscard]] bool converged(const std::string& school) const;
    [[nodiscard]] std::size_t parked(const std::string& school) const;
    [[nodiscard]] bool failed(const std::string& school) const;
    [[nodiscard]] std::string error(const std::string& school) const;
    [[nodiscard]] AccountUse use(const std::string& account) const;

  private:
    [[nodiscard]] rosterd::testing::RosterMaker people(Platform platform) const;
    void write(const std::string& name);

    boost::asio::io_context loop_;
    SettableClock clock_{loop_.get_executor()};
    RosterJournal journal_;
    MemoryStore store_;
    DaemonSettings settings_;
    Accounts accounts_;
    std::map<std::string, Platform> schools_;
    std::unique_ptr<Daemon> daemon_;
    bool changed_ = false;
    int classes_ = 3;
    bool ended_ = true;
};

}  // namespace rosterd::test
