// sd_notify(3) and sd_watchdog_enabled(3) behind one small class.
#include "systemd/notify.hpp"

#include <systemd/sd-daemon.h>
#include <time.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace rosterd::systemd {
namespace {

Result<void> tell(const std::string& message) {
    const int sent = ::sd_notify(0, message.c_str());
    if (sent < 0) {
        return Error{.kind = ErrorKind::transient,
                     .what = std::string{"sd_notify: "} + std::strerror(-sent)};
    }
    return {};
}

std::string status_line(std::string_view status) {
    std::string line = "STATUS=" + std::string{status};
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

/// The manager wants its own clock's reading, to tell reloads apart (sd_notify(3)).
std::string monotonic_microseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::to_string(now.tv_sec * 1'000'000 + now.tv_nsec / 1'000);
}

}  // namespace

Notifier::Notifier() {
    std::uint64_t allowed_us = 0;
    if (::sd_watchdog_enabled(0, &allowed_us) > 0) {
        watchdog_period_ = std::chrono::microseconds{allowed_us / 2};
    }
}

Result<void> Notifier::ready(std::string_view status) {
    return tell("READY=1\n" + status_line(status));
}

Result<void> Notifier::status(std::string_view status) {
    return tell(status_line(status));
}

Result<void> Notifier::reloading() {
    return tell("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds());
}

Result<void> Notifier::stopping(std::string_view status) {
    return tell("STOPPING=1\n" + status_line(status));
}

Result<void> Notifier::watchdog() {
    return tell("WATCHDOG=1");
}

}  // namespace rosterd::systemd
