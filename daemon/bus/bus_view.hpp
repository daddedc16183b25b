// What the daemon shows on the bus: the interface, its properties and its signals. Ids and counts,
// never a name or a phone.
#pragma once

#include <string>

#include "daemon/control_port.hpp"
#include "daemon/notices.hpp"
#include "systemd/bus/bus.hpp"

namespace rosterd {

inline constexpr std::string_view bus_interface_name = "org.rosterd.Rosterd1";
inline constexpr std::string_view bus_object_path = "/org/rosterd/Rosterd1";

/// Every method, property and signal (docs/dbus.md).
[[nodiscard]] const systemd::BusInterface& bus_interface();

/// The properties' values now.
[[nodiscard]] systemd::BusProperties bus_properties(const DaemonControl& daemon,
                                                    const Notices& notices);

struct BusNotice {
    std::string signal;
    systemd::BusValues values;
};
[[nodiscard]] BusNotice bus_notice(const Notice& notice);

}  // namespace rosterd
