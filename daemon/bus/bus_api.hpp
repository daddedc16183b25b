// The bus object's methods as requests of the control surface: rights, rules and audit are there,
// and are the same. It decides nothing.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "daemon/control/control_server.hpp"
#include "daemon/notices.hpp"
#include "systemd/bus/bus.hpp"

namespace rosterd {

/// On the loop thread. What it refers to outlives it.
class BusApi final : public systemd::BusObject {
  public:
    BusApi(const DaemonControl& daemon, const Notices& notices, control::ControlServer& control)
        : daemon_{daemon}, notices_{notices}, control_{control} {}

    [[nodiscard]] const systemd::BusInterface& interface() const override;
    /// Errors are named after the codes of the control surface: org.rosterd.Rosterd1.Error.NotFound
    /// for not_found.
    boost::asio::awaitable<systemd::BusAnswer> call(systemd::BusCall call) override;
    [[nodiscard]] std::optional<systemd::BusError> refusal_to_read(
        const systemd::BusCaller& caller) const override;
    [[nodiscard]] systemd::BusProperties properties() const override;

  private:
    const DaemonControl& daemon_;
    const Notices& notices_;
    control::ControlServer& control_;
};

}  // namespace rosterd
