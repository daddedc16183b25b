// One process of the daemon: it may end in the middle of anything.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <utility>

#include "daemon/daemon.hpp"
#include "tests/support/virtual_clock.hpp"

namespace rosterd::test {

/// A loop whose waiting coroutines can be destroyed while everything that they refer to is there.
class DaemonLoop : public boost::asio::io_context {
  public:
    /// What waits is destroyed, nothing of it runs; the loop is good for nothing afterwards.
    void abandon() { shutdown(); }
};

/// Destroying it is kill -9: coroutines end where they wait. Its journal, store and clock live on.
class Life {
  public:
    Life(VirtualClock& clock, Journal& journal, Store& store, Accounts accounts,
         CallProvider& calls, DaemonSettings settings, std::uint64_t seed,
         std::function<boost::asio::awaitable<void>(const SchoolState&)> after_pass)
        : clock_{clock} {
        clock_.run_on(&loop_);
        const auto thread = loop_.get_executor();
        DaemonParts parts{
            thread, {journal, thread}, {store, thread}, thread, std::move(accounts), clock, seed};
        parts.provider = &calls;
        parts.after_pass = std::move(after_pass);
        parts.unguessable = [seed]() mutable { return ++seed; };
        daemon_ = std::make_unique<Daemon>(std::move(parts), std::move(settings));
        boost::asio::co_spawn(loop_, daemon_->run([] {}), [this](const std::exception_ptr& bug) {
            if (bug) std::rethrow_exception(bug);
            ended_ = true;
        });
    }
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;
    ~Life() {
        loop_.abandon();
        clock_.run_on(nullptr);
    }

    /// One thing that is ready; false when nothing is.
    bool step() {
        loop_.restart();
        return loop_.poll_one() > 0;
    }
    [[nodiscard]] bool ended() const { return ended_; }
    Daemon& daemon() { return *daemon_; }
    boost::asio::io_context& loop() { return loop_; }

  private:
    VirtualClock& clock_;
    DaemonLoop loop_;
    std::unique_ptr<Daemon> daemon_;
    bool ended_ = false;
};

}  // namespace rosterd::test
