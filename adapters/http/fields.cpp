// Character classes of RFC 9110, as far as we write them.
#include "adapters/http/fields.hpp"

#include <algorithm>
#include <array>

namespace rosterd::http {
namespace {

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool is_token_character(char c) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
}

}  // namespace

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_character);
}

bool is_field_value(std::string_view text) {
    return std::ranges::none_of(text, is_control);
}

bool is_target(std::string_view text) {
    const auto forbidden = [](char c) { return is_control(c) || c == ' '; };
    return text.starts_with('/') && std::ranges::none_of(text, forbidden);
}

bool is_framing(std::string_view lower_case_name) {
    constexpr std::array<std::string_view, 6> names{
        "connection", "content-length", "expect", "te", "trailer", "transfer-encoding"};
    return std::ranges::find(names, lower_case_name) != names.end();
}

bool are_writable(const Headers& headers) {
    return std::ranges::all_of(headers, [](const auto& field) {
        return is_token(field.first) && is_field_value(field.second) && !is_framing(field.first);
    });
}

}  // namespace rosterd::http
