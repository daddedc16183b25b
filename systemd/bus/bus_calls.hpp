// Calls that came over one connection: who asks is found out, then the object answers. Internal to
// systemd/bus.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "systemd/bus/bus.hpp"
#include "systemd/bus/bus_link.hpp"
#include "systemd/bus/bus_message.hpp"

namespace rosterd::systemd {

/// Lives as long as its connection is used. On the loop thread.
class BusCalls {
  public:
    /// More at a time are refused with LimitsExceeded, so that callers cannot fill the memory.
    static constexpr std::size_t calls_max = 64;

    /// `answered` is called after every method that was carried out, if this object still is.
    BusCalls(std::shared_ptr<BusLink> link, BusObject& object, std::function<void()> answered);
    BusCalls(const BusCalls&) = delete;
    BusCalls& operator=(const BusCalls&) = delete;
    ~BusCalls();

    /// Answers calls of the object at `path`; a negative errno when it cannot.
    int serve(const std::string& path);

  private:
    struct Waiting;
    struct Shared;
    int receive(sd_bus_message* message);
    void hear(std::uint64_t number, sd_bus_message* credentials);
    void answer(MessagePointer message, BusCaller caller);
    void answer_introspection(MessagePointer message, const BusCaller& caller);
    void answer_properties(MessagePointer message, const BusCaller& caller);
    void call_method(MessagePointer message, BusCaller caller);

    std::shared_ptr<BusLink> link_;
    BusObject& object_;
    SlotPointer slot_;
    std::map<std::uint64_t, std::unique_ptr<Waiting>> waiting_;  ///< until it is known who asks
    std::uint64_t last_ = 0;
    std::shared_ptr<Shared> shared_;  ///< with the calls that are being carried out
};

}  // namespace rosterd::systemd
