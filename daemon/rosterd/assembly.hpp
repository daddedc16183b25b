// Builds the daemon from its configuration: adapters, threads, settings. No work of its own.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>

#include "adapters/clock.hpp"
#include "adapters/ports.hpp"
#include "config/config.hpp"
#include "daemon/daemon.hpp"
#include "daemon/notifications/notifier.hpp"
#include "daemon/rosterd/publisher.hpp"

namespace rosterd {

/// Everything that lives as long as the process. The pools end before what their work touches.
struct Assembly {
    boost::asio::io_context loop{1};
    SystemClock clock{loop.get_executor()};
    std::unique_ptr<Journal> journal;
    std::unique_ptr<Store> store;
    std::unique_ptr<store::StatusBoard> board;  ///< where the store has one
    std::unique_ptr<Publisher> publisher;
    std::unique_ptr<CallProvider> provider;  ///< of calls, where accounts do not start them
    std::unique_ptr<Daemon> daemon;
    std::unique_ptr<Notifier> notifier;  ///< where somebody is to be told
    boost::asio::thread_pool journal_thread{1};
    boost::asio::thread_pool store_thread{1};
    boost::asio::thread_pool workers{1};

    Assembly() = default;
    Assembly(const Assembly&) = delete;
    Assembly& operator=(const Assembly&) = delete;
    ~Assembly();
};

/// Errors: what a secret, the journal's or an account's settings, or the store's file say.
[[nodiscard]] Result<std::unique_ptr<Assembly>> assemble(const config::Config& config);

/// The part of the configuration that a reload may change.
[[nodiscard]] DaemonSettings daemon_settings(const config::Config& config);

/// Reads every secret that the configuration names and forgets it again. For --check.
[[nodiscard]] Result<void> check_secrets(const config::Config& config);

}  // namespace rosterd
