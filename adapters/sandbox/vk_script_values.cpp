// The operators, as far as scripts of batches need them.
#include "adapters/sandbox/vk_script_values.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

/// As `+` shows a value beside a text: unlike a parameter's, a boolean is a word.
std::string as_text(const json::value& value) {
    if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
    return as_parameter(value);
}

}  // namespace

std::string as_parameter(const json::value& value) {
    if (const auto* text = value.if_string()) return std::string{*text};
    if (const auto* flag = value.if_bool()) return *flag ? "1" : "0";
    if (const auto* list = value.if_array()) {
        std::string joined;
        for (const json::value& item : *list) {
            if (!joined.empty()) joined.push_back(',');
            joined += as_parameter(item);
        }
        return joined;
    }
    return json::serialize(value);
}

json::value member_of(const json::value& value, const std::string& name) {
    if (const auto* object = value.if_object()) {
        const auto* const found = object->if_contains(name);
        return found == nullptr ? json::value{} : *found;
    }
    if (name != "length") return nullptr;
    if (const auto* list = value.if_array()) return json::value(list->size());
    if (const auto* text = value.if_string()) return json::value(text->size());
    return nullptr;
}

json::value element_of(const json::value& value, const json::value& key) {
    if (const auto* text = key.if_string()) return member_of(value, std::string{*text});
    const auto* const list = value.if_array();
    const auto* const index = key.if_int64();
    if (list == nullptr || index == nullptr || *index < 0) return nullptr;
    const auto position = static_cast<std::size_t>(*index);
    return position < list->size() ? list->at(position) : json::value{};
}

bool is_true(const json::value& value) {
    if (const auto* flag = value.if_bool()) return *flag;
    if (const auto* text = value.if_string()) return !text->empty();
    if (value.is_number()) return value.to_number<double>() != 0;
    return !value.is_null();
}

json::value sum_of(const json::value& left, const json::value& right) {
    const auto* const first = left.if_int64();
    const auto* const second = right.if_int64();
    std::int64_t total = 0;
    if (first != nullptr && second != nullptr && !__builtin_add_overflow(*first, *second, &total)) {
        return total;
    }
    if (left.is_number() && right.is_number()) {
        return left.to_number<double>() + right.to_number<double>();
    }
    if (left.is_array() && right.is_array()) {
        json::array joined = left.get_array();
        for (const json::value& item : right.get_array()) joined.push_back(item);
        return joined;
    }
    return json::value(std::string_view{as_text(left).append(as_text(right))});
}

bool are_equal(const json::value& left, const json::value& right) {
    if (left.is_number() && right.is_number()) {
        if (left.is_double() || right.is_double()) {
            return left.to_number<double>() == right.to_number<double>();
        }
        return left == right;
    }
    const bool mixed =
        (left.is_number() && right.is_string()) || (left.is_string() && right.is_number());
    return mixed ? as_text(left) == as_text(right) : left == right;
}

}  // namespace rosterd::sandbox
