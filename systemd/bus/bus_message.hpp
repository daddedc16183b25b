// Messages of sd-bus owned as C++ values, and BusValue in and out of them. Internal to systemd/bus.
#pragma once

#include <systemd/sd-bus.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "systemd/bus/bus_values.hpp"

namespace rosterd::systemd {

struct UnrefMessage {
    void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};
using MessagePointer = std::unique_ptr<sd_bus_message, UnrefMessage>;

struct UnrefSlot {
    void operator()(sd_bus_slot* slot) const { sd_bus_slot_unref(slot); }
};
/// Destroyed before the answer came, it never comes.
using SlotPointer = std::unique_ptr<sd_bus_slot, UnrefSlot>;

/// All below: a negative errno where the message refuses, as sd-bus does; 0 or more otherwise.
int append(sd_bus_message* message, const BusValue& value);
int append_variant(sd_bus_message* message, const BusValue& value);
/// a{sv}.
int append_dictionary(sd_bus_message* message, const std::map<std::string, BusValue>& values);

/// The arguments of a message whose signature is known to be theirs; nothing: it is broken.
[[nodiscard]] std::optional<BusValues> read_values(sd_bus_message* message,
                                                   const std::vector<BusArgument>& arguments);

/// What the bus knows of a connection: the answer of GetConnectionCredentials.
struct BusCredentials {
    std::optional<unsigned> uid;
    std::vector<unsigned> groups{};
};
[[nodiscard]] BusCredentials read_credentials(sd_bus_message* message);

}  // namespace rosterd::systemd
