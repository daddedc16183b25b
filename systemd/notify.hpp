// What the daemon tells systemd about itself: sd_notify and the watchdog. It decides nothing.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "reconciler/result.hpp"

namespace rosterd::systemd {

/// Messages to the service manager that started us. Without one (NOTIFY_SOCKET unset) every
/// message succeeds and does nothing, so callers need no special case. Never blocks.
/// Errors of all messages: transient, when the manager's socket does not take it; the caller logs
/// it and goes on. The status text must hold no name, phone or token: `systemctl status` shows it
/// to everybody.
class Notifier {
  public:
    /// Reads WATCHDOG_USEC and WATCHDOG_PID once.
    Notifier();

    /// Start-up, or a reload, is over.
    Result<void> ready(std::string_view status);
    /// One line for `systemctl status`; line ends become spaces.
    Result<void> status(std::string_view status);
    /// A reload has begun; ready() must follow.
    Result<void> reloading();
    /// The daemon is ending; said before the last operation is waited for.
    Result<void> stopping(std::string_view status);
    /// The loop that does the work is alive.
    Result<void> watchdog();

    /// How often watchdog() is to be called: half of what the unit allows. Nothing when the unit
    /// asks for no watchdog.
    [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_period() const {
        return watchdog_period_;
    }

  private:
    std::optional<std::chrono::microseconds> watchdog_period_;
};

}  // namespace rosterd::systemd
