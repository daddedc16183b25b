// Every call of sd-bus here answers at once; nothing waits for the bus.
#include "systemd/bus/bus_message.hpp"

#include <cstring>

namespace rosterd::systemd {
namespace {

int append_texts(sd_bus_message* message, const std::vector<std::string>& texts) {
    int result = sd_bus_message_open_container(message, SD_BUS_TYPE_ARRAY, "s");
    for (const std::string& text : texts) {
        if (result < 0) return result;
        result = sd_bus_message_append_basic(message, SD_BUS_TYPE_STRING, text.c_str());
    }
    return result < 0 ? result : sd_bus_message_close_container(message);
}

std::optional<std::vector<std::string>> read_texts(sd_bus_message* message) {
    std::vector<std::string> texts;
    if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "s") < 0) return std::nullopt;
    const char* text = nullptr;
    int result = 0;
    while ((result = sd_bus_message_read_basic(message, SD_BUS_TYPE_STRING, &text)) > 0) {
        texts.emplace_back(text);
    }
    if (result < 0 || sd_bus_message_exit_container(message) < 0) return std::nullopt;
    return texts;
}

std::optional<BusValue> read_value(sd_bus_message* message, std::string_view type) {
    if (type == "as") {
        auto texts = read_texts(message);
        if (!texts) return std::nullopt;
        return BusValue{std::move(*texts)};
    }
    if (type == "s") {
        const char* text = nullptr;
        if (sd_bus_message_read_basic(message, SD_BUS_TYPE_STRING, &text) <= 0) return std::nullopt;
        return BusValue{std::string{text}};
    }
    if (type == "u") {
        std::uint32_t number = 0;
        if (sd_bus_message_read_basic(message, SD_BUS_TYPE_UINT32, &number) <= 0) {
            return std::nullopt;
        }
        return BusValue{number};
    }
    int truth = 0;
    if (sd_bus_message_read_basic(message, SD_BUS_TYPE_BOOLEAN, &truth) <= 0) return std::nullopt;
    return BusValue{truth != 0};
}

/// The value of one entry of a{sv}, if it is one that matters.
int read_credential(sd_bus_message* message, std::string_view name, BusCredentials& into) {
    if (name == "UnixUserID") {
        std::uint32_t uid = 0;
        const int result = sd_bus_message_read(message, "v", "u", &uid);
        if (result > 0) into.uid = uid;
        return result;
    }
    if (name != "UnixGroupIDs") return sd_bus_message_skip(message, "v");
    int result = sd_bus_message_enter_container(message, SD_BUS_TYPE_VARIANT, "au");
    const void* groups = nullptr;
    std::size_t bytes = 0;
    if (result > 0)
        result = sd_bus_message_read_array(message, SD_BUS_TYPE_UINT32, &groups, &bytes);
    if (result < 0) return result;
    into.groups.resize(bytes / sizeof(std::uint32_t));
    if (bytes > 0) std::memcpy(into.groups.data(), groups, bytes);
    return sd_bus_message_exit_container(message);
}

}  // namespace

int append(sd_bus_message* message, const BusValue& value) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
        return append_texts(message, *texts);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return sd_bus_message_append_basic(message, SD_BUS_TYPE_STRING, text->c_str());
    }
    if (const auto* number = std::get_if<std::uint32_t>(&value)) {
        return sd_bus_message_append_basic(message, SD_BUS_TYPE_UINT32, number);
    }
    const int truth = std::get<bool>(value) ? 1 : 0;
    return sd_bus_message_append_basic(message, SD_BUS_TYPE_BOOLEAN, &truth);
}

int append_variant(sd_bus_message* message, const BusValue& value) {
    const std::string type{signature_of(value)};
    int result = sd_bus_message_open_container(message, SD_BUS_TYPE_VARIANT, type.c_str());
    if (result >= 0) result = append(message, value);
    return result < 0 ? result : sd_bus_message_close_container(message);
}

int append_dictionary(sd_bus_message* message, const std::map<std::string, BusValue>& values) {
    int result = sd_bus_message_open_container(message, SD_BUS_TYPE_ARRAY, "{sv}");
    for (const auto& [name, value] : values) {
        if (result >= 0) {
            result = sd_bus_message_open_container(message, SD_BUS_TYPE_DICT_ENTRY, "sv");
        }
        if (result >= 0) result = append(message, name);
        if (result >= 0) result = append_variant(message, value);
        if (result >= 0) result = sd_bus_message_close_container(message);
    }
    return result < 0 ? result : sd_bus_message_close_container(message);
}

std::optional<BusValues> read_values(sd_bus_message* message,
                                     const std::vector<BusArgument>& arguments) {
    BusValues values;
    for (const BusArgument& argument : arguments) {
        auto value = read_value(message, argument.type);
        if (!value) return std::nullopt;
        values.push_back(std::move(*value));
    }
    return values;
}

BusCredentials read_credentials(sd_bus_message* message) {
    BusCredentials found;
    if (sd_bus_message_enter_container(message, SD_BUS_TYPE_ARRAY, "{sv}") <= 0) return found;
    while (sd_bus_message_enter_container(message, SD_BUS_TYPE_DICT_ENTRY, "sv") > 0) {
        const char* name = nullptr;
        if (sd_bus_message_read_basic(message, SD_BUS_TYPE_STRING, &name) <= 0) return {};
        if (read_credential(message, name, found) < 0) return {};
        if (sd_bus_message_exit_container(message) < 0) return {};
    }
    return found;
}

}  // namespace rosterd::systemd
