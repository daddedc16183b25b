// Field parsers of the roster builder. Strict where a wrong guess could remove somebody.
#include "reconciler/roster_builder_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "reconciler/words.hpp"

namespace rosterd {
namespace {

constexpr std::size_t printed_characters_max = 60;
constexpr std::size_t harmless_characters_max = 40;

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Length of the well-formed UTF-8 sequence at the start of `text`, 0 when there is none.
std::size_t utf8_sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
    }
    // Overlong forms, surrogates, and what lies beyond U+10FFFF.
    const unsigned char second = byte(1);
    const bool bad = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
                     (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f);
    return bad ? 0 : length;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::string_view unquote(std::string_view word) {
    word = trim(word);
    if (word.size() >= 2 && word.front() == '"' && word.back() == '"') {
        word = word.substr(1, word.size() - 2);
    }
    return word;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

RowView::RowView(const RelationSpec& spec, std::span<const Field> fields, std::uint64_t number)
    : spec_{spec}, number_{number} {
    const std::size_t count = std::min({fields.size(), spec.columns.size(), columns_max});
    for (std::size_t i = 0; i < count; ++i) {
        if (fields[i]) values_[i] = *fields[i];
    }
}

std::string RowView::key() const {
    std::string key;
    for (std::size_t i = 0; i < spec_.columns.size(); ++i) {
        const Column& column = spec_.columns[i];
        const bool names_school = column.name == "school_id" && spec_.relation != Relation::school;
        if (!is_id(column) || names_school || !has(i)) continue;
        // Somebody's phone in the place of a user id must not be printed.
        if (column.name == "user_id") continue;
        if (!key.empty()) key += ", ";
        key += fmt::format("{} '{}'", column.name, printable(values_[i]));
    }
    return key;
}

bool is_id(const Column& column) {
    return column.name.ends_with("_id") || column.name == "chat_key" ||
           column.name == "created_by" || column.name == "made_by";
}

std::optional<std::string> text_fault(const RowView& row, std::size_t column) {
    const Column& spec = row.spec().columns[column];
    const std::string_view value = row[column];
    if (value.empty()) {
        if (!spec.required) return std::nullopt;
        return fmt::format("{} has no value", spec.name);
    }
    const std::size_t bytes_max = is_id(spec) ? id_bytes_max : field_bytes_max;
    if (value.size() > bytes_max) {
        return fmt::format("{} is {} bytes long: at most {} are accepted", spec.name, value.size(),
                           bytes_max);
    }
    if (is_id(spec) && std::ranges::any_of(value, is_control)) {
        return fmt::format("{} contains control characters", spec.name);
    }
    if (!is_utf8(value)) return fmt::format("{} is not UTF-8", spec.name);
    return std::nullopt;
}

bool is_utf8(std::string_view text) {
    if (is_ascii(text)) return true;
    while (!text.empty()) {
        const std::size_t length = utf8_sequence(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string printable(std::string_view id) {
    std::string text;
    std::size_t characters = 0;
    while (!id.empty() && characters < printed_characters_max) {
        const std::size_t length = utf8_sequence(id);
        if (length == 0 || is_control(id.front())) {
            text += '?';
            id.remove_prefix(1);
        } else {
            text += id.substr(0, length);
            id.remove_prefix(length);
        }
        ++characters;
    }
    if (!id.empty()) text += "...";
    return text;
}

std::string quoted_if_harmless(std::string_view value) {
    const bool harmless = value.size() <= harmless_characters_max && is_ascii(value) &&
                          std::ranges::none_of(value, is_control) && !parse_phone(value);
    return harmless ? fmt::format(" '{}'", value) : std::string{};
}

bool is_chat_key(std::string_view key) {
    if (key == "staff") return true;
    const std::size_t slash = key.find('/');
    if (slash == std::string_view::npos || slash + 1 == key.size()) return false;
    const auto kind = chat_kind(key.substr(0, slash));
    return kind && *kind != ChatKind::staff;
}

std::optional<bool> parse_flag(std::string_view text) {
    if (text == "t" || text == "1" || text == "true") return true;
    if (text == "f" || text == "0" || text == "false") return false;
    return std::nullopt;
}

std::optional<Day> parse_open_day(std::string_view text) {
    if (text == "infinity") return day_max;
    if (text == "-infinity") return day_min;
    return parse_day(text);
}

std::optional<std::uint8_t> parse_roles(std::string_view text, std::string_view& unknown) {
    if (text.size() >= 2 && text.front() == '{' && text.back() == '}') {
        text = text.substr(1, text.size() - 2);
    }
    std::uint8_t roles = 0;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view word = unquote(text.substr(0, comma));
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
        if (word == "teacher") {
            roles |= staff_role::teacher;
        } else if (word == "school_admin") {
            roles |= staff_role::school_admin;
        } else if (word == "chats_admin") {
            roles |= staff_role::chats_admin;
        } else if (!word.empty()) {
            unknown = word;
            return std::nullopt;
        }
    }
    return roles;
}

std::optional<std::string> parse_phone(std::string_view text) {
    std::string digits;
    const bool plus = text.starts_with('+');
    if (plus) text.remove_prefix(1);
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            digits += c;
        } else if (c != ' ' && c != '(' && c != ')' && c != '-') {
            return std::nullopt;
        }
    }
    const bool national = !plus && digits.starts_with("89");
    const bool international = digits.starts_with("79");
    if (digits.size() != 11 || (!national && !international)) return std::nullopt;
    return "+7" + digits.substr(1);
}

std::string expected_words(std::string_view found, std::span<const std::string_view> known) {
    std::string text = "expected ";
    std::string_view nearest;
    std::size_t nearest_distance = 3;  // further away it is no slip of the finger
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (i > 0) text += i + 1 == known.size() ? " or " : ", ";
        text += known[i];
        const std::size_t distance = found.size() > harmless_characters_max
                                         ? nearest_distance
                                         : edit_distance(found, known[i]);
        if (distance < nearest_distance) {
            nearest = known[i];
            nearest_distance = distance;
        }
    }
    if (!nearest.empty()) text += fmt::format("; did you mean {}?", nearest);
    return text;
}

}  // namespace rosterd
