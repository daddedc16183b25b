// One connection to the system bus, driven by an io_context. It knows bytes and time, no interface.
// Internal to systemd/bus.
#pragma once

#include <systemd/sd-bus.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

namespace rosterd::systemd {

/// On one thread. Nothing here blocks: sd-bus connects, says hello and calls asynchronously.
class BusLink : public std::enable_shared_from_this<BusLink> {
  public:
    /// Begins to connect to DBUS_SYSTEM_BUS_ADDRESS, or where the system bus is. `lost` is called
    /// once, with a negative errno, when the connection fails or ends by itself; never after
    /// close(). Null and a negative errno in `error`: there is nothing to connect to.
    [[nodiscard]] static std::shared_ptr<BusLink> open(boost::asio::any_io_executor executor,
                                                       std::function<void(int error)> lost,
                                                       int& error);
    BusLink(const BusLink&) = delete;
    BusLink& operator=(const BusLink&) = delete;
    ~BusLink();

    /// Valid as long as this object; closed connections refuse whatever is sent.
    [[nodiscard]] sd_bus* bus() const { return bus_; }

    [[nodiscard]] boost::asio::any_io_executor executor() { return descriptor_.get_executor(); }

    /// Whatever was queued leaves soon. Call it after each send that no message caused.
    void kick();
    /// Says goodbye to nobody; queued messages are dropped.
    void close();

  private:
    BusLink(boost::asio::any_io_executor executor, sd_bus* bus, int descriptor,
            std::function<void(int error)> lost);
    void pump();
    void sleep_until_more();
    void wait(boost::asio::posix::stream_descriptor::wait_type what, bool& waits);
    void lose(int error);

    sd_bus* bus_;
    boost::asio::posix::stream_descriptor descriptor_;  ///< a duplicate: sd-bus closes its own
    boost::asio::steady_timer timer_;
    std::function<void(int error)> lost_;
    bool reads_ = false;   ///< a wait for it is on its way
    bool writes_ = false;  ///< the same
    bool kicked_ = false;
    bool closed_ = false;
};

}  // namespace rosterd::systemd
