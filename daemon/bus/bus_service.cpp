// Properties are compared once a second instead of being announced by everything that changes one:
// a change is told late by a second at most, and never forgotten.
#include "daemon/bus/bus_service.hpp"

#include <spdlog/spdlog.h>

#include "daemon/bus/bus_view.hpp"

namespace rosterd {

namespace {

constexpr std::chrono::seconds look_every{1};

}  // namespace

BusService::BusService(boost::asio::any_io_executor executor, const config::BusConfig& config,
                       const DaemonControl& daemon, Notices& notices,
                       control::ControlServer& control)
    : config_{config},
      api_{daemon, notices, control},
      bus_{executor,
           {.name = config.name,
            .path = std::string{bus_object_path},
            .told = [this](systemd::BusState state,
                           const std::string& reason) { told(state, reason); }},
           api_},
      timer_{executor} {
    if (config_.use == config::BusUse::off) return;
    notices.listen([this](const Notice& notice) {
        bus_.look();  // who hears the signal and asks sees what it is about
        const BusNotice said = bus_notice(notice);
        bus_.emit(said.signal, said.values);
    });
    bus_.start();
    look_now_and_then();
}

void BusService::stop() {
    timer_.cancel();
    bus_.stop();
}

void BusService::look_now_and_then() {
    timer_.expires_after(look_every);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        bus_.look();
        look_now_and_then();
    });
}

/// Each state is logged once until there is another. A machine without a bus is nothing to report,
/// unless the configuration wants one.
void BusService::told(systemd::BusState state, const std::string& reason) {
    const bool serving = state == systemd::BusState::serving;
    if (serving) {
        spdlog::info("bus=serving name={}", config_.name);
    } else if (state == state_ && reason == reason_) {
        return;
    } else if (config_.use == config::BusUse::required) {
        spdlog::error("bus=down error=\"{}\" hint=\"see `bus:` in the configuration\", retrying",
                      reason);
    } else if (ever_served_) {
        spdlog::warn("bus=down error=\"{}\", retrying", reason);
    } else if (state == systemd::BusState::down) {
        spdlog::info("bus=down error=\"{}\", retrying", reason);
    }
    ever_served_ = ever_served_ || serving;
    state_ = state;
    reason_ = reason;
}

}  // namespace rosterd
