// Reading forms and checking values. Every complaint is error 100 unless the platform differs.
#include "adapters/sandbox/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace rosterd::sandbox {
namespace {

constexpr std::int64_t chat_number_max = 100'000'000;

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return std::nullopt;
}

std::string join(std::string_view name, std::string_view words) {
    return std::string{name}.append(" ").append(words);
}

/// Bytes of the well-formed UTF-8 sequence that `text` begins with; 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
    }
    // Overlong forms, surrogates and numbers past U+10FFFF show in the second byte.
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return length;
}

}  // namespace

std::string decoded(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const auto high = hex_digit(text[i + 1]);
            const auto low = hex_digit(text[i + 2]);
            if (high && low) {
                plain.push_back(static_cast<char>(*high * 16 + *low));
                i += 2;
                continue;
            }
        }
        plain.push_back(text[i] == '+' ? ' ' : text[i]);
    }
    return plain;
}

std::string as_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = sequence_length(text.substr(i));
        valid.append(length == 0 ? "\xEF\xBF\xBD" : text.substr(i, length));
        i += std::max<std::size_t>(length, 1);
    }
    return valid;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;  // not a continuation byte
    }));
}

void read_form(std::string_view text, Parameters& into) {
    while (!text.empty() && into.size() < parameters_max) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        std::string value = equals == std::string_view::npos
                                ? std::string{}
                                : as_utf8(decoded(pair.substr(equals + 1)));
        into.insert_or_assign(as_utf8(decoded(pair.substr(0, equals))), std::move(value));
    }
}

std::optional<std::int64_t> to_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

const std::string* Reader::find(std::string_view name) const {
    const auto found = parameters_.find(name);
    return found == parameters_.end() || found->second.empty() ? nullptr : &found->second;
}

bool Reader::has(std::string_view name) const {
    return find(name) != nullptr;
}

void Reader::complain(int code, std::string_view detail) {
    if (!complaint_) complaint_ = api_error(code, detail);
}

std::int64_t Reader::required(std::string_view name, Range range) {
    if (!has(name)) {
        complain(100, join(name, "is undefined"));
        return 0;
    }
    return integer(name, 0, range);
}

std::int64_t Reader::integer(std::string_view name, std::int64_t fallback, Range range) {
    const std::string* const text = find(name);
    if (text == nullptr) return fallback;
    const auto value = to_integer(*text);
    if (!value) {
        complain(100, join(name, "not integer"));
        return fallback;
    }
    if (*value < range.min) {
        complain(100, join(name, "should be greater or equal to " + std::to_string(range.min)));
        return fallback;
    }
    if (*value > range.max) {
        complain(100, join(name, "should be less or equal to " + std::to_string(range.max)));
        return fallback;
    }
    return *value;
}

std::string Reader::required_text(std::string_view name) {
    if (!has(name)) complain(100, join(name, "is undefined"));
    return text(name);
}

std::string Reader::text(std::string_view name) {
    const std::string* const value = find(name);
    return value == nullptr ? std::string{} : *value;
}

bool Reader::flag(std::string_view name) {
    const std::string* const value = find(name);
    return value != nullptr && (*value == "1" || *value == "true");
}

std::vector<std::string> Reader::words(std::string_view name, std::size_t items_max) {
    std::vector<std::string> items;
    const std::string* const value = find(name);
    if (value == nullptr) return items;
    std::string_view rest = *value;
    while (!rest.empty()) {
        std::string_view item = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), item.size() + 1));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (!item.empty()) items.emplace_back(item);
        if (items.size() > items_max) {
            complain(100, join(name, "has more than " + std::to_string(items_max) + " items"));
            items.clear();
            return items;
        }
    }
    return items;
}

std::vector<std::int64_t> Reader::integers(std::string_view name, std::size_t items_max) {
    std::vector<std::int64_t> values;
    for (const std::string& item : words(name, items_max)) {
        if (const auto value = to_integer(item)) {
            values.push_back(*value);
        } else {
            complain(100, join(name, "not integer"));
        }
    }
    return values;
}

std::int64_t Reader::chat_number() {
    const std::int64_t number = required("chat_id", {.min = 1});
    if (number <= chat_number_max) return number;
    complain(100, "chat_id should be less than " + std::to_string(chat_number_max));
    return 0;
}

std::int64_t Reader::user_id(std::string_view name) {
    const std::int64_t who = required(name);
    if (who < 0) complain(8, join(name, "can't be negative"));
    return who;
}

}  // namespace rosterd::sandbox
