// The values that cross the bus and the description of an interface. No connection, no I/O.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rosterd::systemd {

/// D-Bus types b, u, s and as; nothing else is needed.
using BusValue = std::variant<bool, std::uint32_t, std::string, std::vector<std::string>>;
using BusValues = std::vector<BusValue>;

/// The type's signature: "b", "u", "s" or "as".
[[nodiscard]] std::string_view signature_of(const BusValue& value);

struct BusArgument {
    std::string_view name;
    std::string_view type;  ///< one of the four signatures
};

struct BusMethod {
    std::string_view name;
    std::vector<BusArgument> in{};
    std::vector<BusArgument> out{};
};

struct BusSignal {
    std::string_view name;
    std::vector<BusArgument> arguments{};
};

enum class BusChange : std::uint8_t { announced, never };

/// All are read-only. `announced`: PropertiesChanged tells every new value.
struct BusProperty {
    std::string_view name;
    std::string_view type;
    BusChange change = BusChange::announced;
};

/// What an object offers. Views of static storage.
struct BusInterface {
    std::string_view name;
    std::vector<BusMethod> methods{};
    std::vector<BusProperty> properties{};
    std::vector<BusSignal> signals{};
};

/// The XML that org.freedesktop.DBus.Introspectable.Introspect answers.
[[nodiscard]] std::string introspection(const BusInterface& interface);

/// The signatures of all arguments, one after the other.
[[nodiscard]] std::string signature_of(const std::vector<BusArgument>& arguments);

}  // namespace rosterd::systemd
