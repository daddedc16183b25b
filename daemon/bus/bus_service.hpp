// The daemon's place on the system bus for as long as the service runs: connected when it can be,
// properties and signals sent, what went wrong logged.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>

#include "config/config.hpp"
#include "daemon/bus/bus_api.hpp"
#include "systemd/bus/bus.hpp"

namespace rosterd {

/// On the loop thread. The daemon works alike with and without it. What it refers to outlives it.
class BusService {
  public:
    /// Nothing happens where `config` says off.
    BusService(boost::asio::any_io_executor executor, const config::BusConfig& config,
               const DaemonControl& daemon, Notices& notices, control::ControlServer& control);
    BusService(const BusService&) = delete;
    BusService& operator=(const BusService&) = delete;
    ~BusService() = default;

    void stop();

  private:
    void told(systemd::BusState state, const std::string& reason);
    void look_now_and_then();

    config::BusConfig config_;
    BusApi api_;
    systemd::Bus bus_;
    boost::asio::steady_timer timer_;
    systemd::BusState state_ = systemd::BusState::absent;  ///< as it was logged
    std::string reason_;                                   ///< the same
    bool ever_served_ = false;
};

}  // namespace rosterd
