// sd-bus as it wants to be driven: process, then sleep on its descriptor, events and time-out.
#include "systemd/bus/bus_link.hpp"

#include <fcntl.h>
#include <poll.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

namespace rosterd::systemd {

namespace asio = boost::asio;
using Descriptor = asio::posix::stream_descriptor;

namespace {

/// Then others have their turn: who floods the bus must not stop the daemon.
constexpr int messages_per_turn = 64;

/// A duplicate that is ours, or a negative errno.
int duplicate_of(sd_bus* bus) {
    const int descriptor = sd_bus_get_fd(bus);
    if (descriptor < 0) return descriptor;
    const int duplicate = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    return duplicate < 0 ? -errno : duplicate;
}

}  // namespace

std::shared_ptr<BusLink> BusLink::open(asio::any_io_executor executor,
                                       std::function<void(int error)> lost, int& error) {
    sd_bus* bus = nullptr;
    error = sd_bus_open_system(&bus);
    if (error < 0) return nullptr;
    const int descriptor = duplicate_of(bus);
    if (descriptor < 0) {
        error = descriptor;
        sd_bus_close(bus);
        sd_bus_unref(bus);
        return nullptr;
    }
    std::shared_ptr<BusLink> link{
        new BusLink{std::move(executor), bus, descriptor, std::move(lost)}};
    link->kick();
    return link;
}

BusLink::BusLink(asio::any_io_executor executor, sd_bus* bus, int descriptor,
                 std::function<void(int error)> lost)
    : bus_{bus}, descriptor_{executor, descriptor}, timer_{executor}, lost_{std::move(lost)} {}

BusLink::~BusLink() {
    sd_bus_close(bus_);
    sd_bus_unref(bus_);
}

void BusLink::close() {
    if (closed_) return;
    closed_ = true;
    boost::system::error_code ignored;
    descriptor_.close(ignored);
    timer_.cancel();
    sd_bus_close(bus_);
}

void BusLink::kick() {
    if (closed_ || kicked_) return;
    kicked_ = true;
    asio::post(descriptor_.get_executor(), [self = shared_from_this()] {
        self->kicked_ = false;
        self->pump();
    });
}

void BusLink::pump() {
    for (int turn = 0; turn < messages_per_turn; ++turn) {
        if (closed_) return;
        const int result = sd_bus_process(bus_, nullptr);
        if (result < 0) return lose(result);
        if (result == 0) return sleep_until_more();
    }
    kick();
}

void BusLink::sleep_until_more() {
    const int events = sd_bus_get_events(bus_);
    std::uint64_t until_us = 0;
    const int timed = sd_bus_get_timeout(bus_, &until_us);
    if (events < 0 || timed < 0) return lose(events < 0 ? events : timed);
    if ((events & POLLIN) != 0) wait(Descriptor::wait_read, reads_);
    if ((events & POLLOUT) != 0) wait(Descriptor::wait_write, writes_);
    timer_.cancel();
    if (until_us == UINT64_MAX) return;
    // Its clock is CLOCK_MONOTONIC, which is the steady one.
    timer_.expires_at(asio::steady_timer::time_point{std::chrono::microseconds{until_us}});
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error) self->pump();
    });
}

void BusLink::wait(Descriptor::wait_type what, bool& waits) {
    if (waits) return;
    waits = true;
    descriptor_.async_wait(
        what, [self = shared_from_this(), &waits](const boost::system::error_code& error) {
            waits = false;
            if (!error) self->pump();
        });
}

void BusLink::lose(int error) {
    close();
    lost_(error);
}

}  // namespace rosterd::systemd
