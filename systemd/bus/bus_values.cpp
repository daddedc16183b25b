// Signatures and XML; nothing here needs escaping, since names are identifiers.
#include "systemd/bus/bus_values.hpp"

#include <array>

namespace rosterd::systemd {
namespace {

constexpr std::string_view head =
    "<!DOCTYPE node PUBLIC \"-//freedesktop//DTD D-BUS Object Introspection 1.0//EN\"\n"
    "\"http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd\">\n"
    "<node>\n";
constexpr std::string_view standard_interfaces =
    " <interface name=\"org.freedesktop.DBus.Peer\">\n"
    "  <method name=\"Ping\"/>\n"
    "  <method name=\"GetMachineId\">\n"
    "   <arg type=\"s\" name=\"machine_uuid\" direction=\"out\"/>\n"
    "  </method>\n"
    " </interface>\n"
    " <interface name=\"org.freedesktop.DBus.Introspectable\">\n"
    "  <method name=\"Introspect\">\n"
    "   <arg name=\"data\" type=\"s\" direction=\"out\"/>\n"
    "  </method>\n"
    " </interface>\n"
    " <interface name=\"org.freedesktop.DBus.Properties\">\n"
    "  <method name=\"Get\">\n"
    "   <arg name=\"interface\" direction=\"in\" type=\"s\"/>\n"
    "   <arg name=\"property\" direction=\"in\" type=\"s\"/>\n"
    "   <arg name=\"value\" direction=\"out\" type=\"v\"/>\n"
    "  </method>\n"
    "  <method name=\"GetAll\">\n"
    "   <arg name=\"interface\" direction=\"in\" type=\"s\"/>\n"
    "   <arg name=\"properties\" direction=\"out\" type=\"a{sv}\"/>\n"
    "  </method>\n"
    "  <method name=\"Set\">\n"
    "   <arg name=\"interface\" direction=\"in\" type=\"s\"/>\n"
    "   <arg name=\"property\" direction=\"in\" type=\"s\"/>\n"
    "   <arg name=\"value\" direction=\"in\" type=\"v\"/>\n"
    "  </method>\n"
    "  <signal name=\"PropertiesChanged\">\n"
    "   <arg type=\"s\" name=\"interface\"/>\n"
    "   <arg type=\"a{sv}\" name=\"changed_properties\"/>\n"
    "   <arg type=\"as\" name=\"invalidated_properties\"/>\n"
    "  </signal>\n"
    " </interface>\n";

std::string quoted(std::string_view text) {
    return "\"" + std::string{text} + "\"";
}

std::string argument(const BusArgument& argument, std::string_view direction) {
    std::string xml = "   <arg type=" + quoted(argument.type) + " name=" + quoted(argument.name);
    if (!direction.empty()) xml += " direction=" + quoted(direction);
    return xml + "/>\n";
}

std::string method(const BusMethod& method) {
    std::string xml = "  <method name=" + quoted(method.name) + ">\n";
    for (const BusArgument& each : method.in) xml += argument(each, "in");
    for (const BusArgument& each : method.out) xml += argument(each, "out");
    return xml + "  </method>\n";
}

std::string signal(const BusSignal& signal) {
    std::string xml = "  <signal name=" + quoted(signal.name) + ">\n";
    for (const BusArgument& each : signal.arguments) xml += argument(each, "");
    return xml + "  </signal>\n";
}

std::string property(const BusProperty& property) {
    const std::string_view emits = property.change == BusChange::never ? "const" : "true";
    return "  <property name=" + quoted(property.name) + " type=" + quoted(property.type) +
           " access=\"read\">\n"
           "   <annotation name=\"org.freedesktop.DBus.Property.EmitsChangedSignal\" value=" +
           quoted(emits) + "/>\n  </property>\n";
}

}  // namespace

std::string_view signature_of(const BusValue& value) {
    constexpr std::array<std::string_view, 4> signatures{"b", "u", "s", "as"};
    return signatures.at(value.index());
}

std::string signature_of(const std::vector<BusArgument>& arguments) {
    std::string signature;
    for (const BusArgument& each : arguments) signature += each.type;
    return signature;
}

std::string introspection(const BusInterface& interface) {
    std::string xml{head};
    xml += standard_interfaces;
    xml += " <interface name=" + quoted(interface.name) + ">\n";
    for (const BusMethod& each : interface.methods) xml += method(each);
    for (const BusProperty& each : interface.properties) xml += property(each);
    for (const BusSignal& each : interface.signals) xml += signal(each);
    return xml + " </interface>\n</node>\n";
}

}  // namespace rosterd::systemd
