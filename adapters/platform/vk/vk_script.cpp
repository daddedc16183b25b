// Writes scripts and forms. Everything that comes from outside passes an escape.
#include "adapters/platform/vk/vk_script.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace rosterd::vk {
namespace {

std::string plain(const boost::json::value& value) {
    if (value.is_string()) return std::string{value.get_string()};
    if (!value.is_array()) return boost::json::serialize(value);
    std::string joined;
    for (const auto& item : value.get_array()) {
        if (!joined.empty()) joined += ',';
        joined += plain(item);
    }
    return joined;
}

/// VKScript's own parser is unknown beyond JavaScript's rules, where these two end a line.
std::string without_line_separators(std::string text) {
    for (const std::string_view separator : {"\xE2\x80\xA8", "\xE2\x80\xA9"}) {
        for (auto at = text.find(separator); at != std::string::npos; at = text.find(separator)) {
            text.replace(at, separator.size(), " ");
        }
    }
    return text;
}

}  // namespace

std::string script_of(std::span<const MethodCall> calls) {
    std::string script = "return [";
    for (const MethodCall& call : calls) {
        if (script.back() != '[') script += ',';
        script.append("API.").append(call.method).append("(");
        // Arrays go as comma lists in scripts too: VK converts them as it does in forms.
        boost::json::object parameters;
        for (const auto& [key, value] : call.parameters) {
            parameters[key] = value.is_array() ? boost::json::value(plain(value)) : value;
        }
        script.append(without_line_separators(boost::json::serialize(parameters))).append(")");
    }
    return script + "];";
}

std::string form_of(const boost::json::object& parameters) {
    std::string form;
    for (const auto& [key, value] : parameters) {
        if (!form.empty()) form += '&';
        form += key;
        form += '=';
        form += boost::urls::encode(plain(value), boost::urls::unreserved_chars);
    }
    return form;
}

}  // namespace rosterd::vk
