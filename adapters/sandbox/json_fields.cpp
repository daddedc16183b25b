// Reading fields and complaining once.
#include "adapters/sandbox/json_fields.hpp"

#include <boost/json/parse.hpp>

namespace rosterd::sandbox {

namespace json = boost::json;

const json::value* Fields::find(std::string_view name) const {
    const auto* const found = object_.if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

std::int64_t Fields::integer(std::string_view name, std::int64_t fallback, Range range) {
    const auto* const found = find(name);
    if (found == nullptr) return fallback;
    const auto* const value = found->if_int64();
    if (value == nullptr || *value < range.min || *value > range.max) {
        complain(name, "is not an integer in its range");
        return fallback;
    }
    return *value;
}

std::string Fields::text(std::string_view name, std::string fallback) {
    const auto* const found = find(name);
    if (found == nullptr) return fallback;
    if (const auto* value = found->if_string()) return std::string{*value};
    complain(name, "is not a string");
    return fallback;
}

bool Fields::flag(std::string_view name, bool fallback) {
    const auto* const found = find(name);
    if (found == nullptr) return fallback;
    if (const auto* value = found->if_bool()) return *value;
    complain(name, "is not true or false");
    return fallback;
}

const json::array* Fields::list(std::string_view name) {
    const auto* const found = find(name);
    if (found == nullptr) return nullptr;
    if (!found->is_array()) complain(name, "is not a list");
    return found->if_array();
}

const json::object* Fields::object(std::string_view name) {
    const auto* const found = find(name);
    if (found == nullptr) return nullptr;
    if (!found->is_object()) complain(name, "is not an object");
    return found->if_object();
}

void Fields::complain(std::string_view name, std::string_view what) {
    if (complaint_.empty()) complaint_ = std::string{name}.append(" ").append(what);
}

std::optional<json::value> parsed(const std::string& text) {
    boost::system::error_code problem;
    json::value value = json::parse(text, problem);
    if (problem) return std::nullopt;
    return value;
}

}  // namespace rosterd::sandbox
