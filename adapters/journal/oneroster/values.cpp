// Forms of flags, days, words and column names that suppliers really send.
#include "adapters/journal/oneroster/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reconciler/day.hpp"

namespace rosterd::journal {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool are_digits(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char one) { return one >= '0' && one <= '9'; });
}

std::optional<ReadValue> day(std::string year, std::string month, std::string day_of_month,
                             std::string_view repair) {
    const auto pad = [](std::string& part) {
        if (part.size() == 1) part.insert(part.begin(), '0');
    };
    pad(month);
    pad(day_of_month);
    std::string value = fmt::format("{}-{}-{}", year, month, day_of_month);
    if (!parse_day(value)) return std::nullopt;
    return ReadValue{std::move(value), repair};
}

/// `1.9.2026`, `01/09/2026`, `2026/9/1`, `20260901`, `2026-09-01T00:00:00`.
std::optional<ReadValue> repaired_day(std::string_view text) {
    if (text.size() > 10 && (text[10] == 'T' || text[10] == ' ') && parse_day(text.substr(0, 10))) {
        return ReadValue{std::string{text.substr(0, 10)}, "times of day are left out of dates"};
    }
    if (text.size() == 8 && are_digits(text)) {
        return day(std::string{text.substr(0, 4)}, std::string{text.substr(4, 2)},
                   std::string{text.substr(6)}, "dates YYYYMMDD are read as such");
    }
    const auto first = text.find_first_of("./-");
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = text.find(text[first], first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const std::string one{text.substr(0, first)};
    const std::string two{text.substr(first + 1, second - first - 1)};
    const std::string three{text.substr(second + 1)};
    if (!are_digits(one) || !are_digits(two) || !are_digits(three)) return std::nullopt;
    if (one.size() == 4) return day(one, two, three, "dates are read as year, month, day");
    if (three.size() == 4) return day(three, two, one, "dates are read as day, month, year");
    return std::nullopt;
}

std::optional<ReadValue> repaired_flag(std::string_view text) {
    const std::string lower = lower_ascii(text);
    const bool yes = lower == "true" || lower == "1" || lower == "yes" || lower == "y";
    const bool no = lower == "false" || lower == "0" || lower == "no" || lower == "n";
    if (!yes && !no) return std::nullopt;
    return ReadValue{yes ? "true" : "false", "other spellings of true and false are read as such"};
}

/// `Scheduled` -> `scheduled`, `siteadministrator` -> `siteAdministrator`.
std::optional<ReadValue> repaired_word(std::string_view text) {
    constexpr std::array known{"administrator",
                               "aide",
                               "counselor",
                               "district",
                               "department",
                               "guardian",
                               "districtAdministrator",
                               "homeroom",
                               "local",
                               "national",
                               "parent",
                               "principal",
                               "proctor",
                               "relative",
                               "scheduled",
                               "school",
                               "siteAdministrator",
                               "state",
                               "student",
                               "systemAdministrator",
                               "teacher"};
    const std::string lower = lower_ascii(text);
    for (const std::string_view word : known) {
        if (lower_ascii(word) == lower) {
            return ReadValue{std::string{word}, "words are read whatever their case"};
        }
    }
    return ReadValue{std::string{text}, {}};
}

}  // namespace

std::string lower_ascii(std::string_view text) {
    std::string lower{text};
    for (char& one : lower) {
        if (one >= 'A' && one <= 'Z') one = static_cast<char>(one - 'A' + 'a');
    }
    return lower;
}

std::string_view fault_of(Form form, std::string_view value) {
    switch (form) {
        case Form::day:
            return value.empty() || parse_day(value) ? "" : "is not a date YYYY-MM-DD";
        case Form::flag:
            return value.empty() || value == "true" || value == "false" ? ""
                                                                        : "is not true or false";
        case Form::text:
        case Form::word:
            return "";
    }
    return "";
}

std::optional<ReadValue> repaired(Form form, std::string_view value) {
    const std::string_view bare = trimmed(value);
    const bool spaces = bare.size() != value.size();
    if (bare.empty()) return ReadValue{"", ""};
    std::optional<ReadValue> read;
    if (form == Form::text || (fault_of(form, bare).empty() && form != Form::word)) {
        read = ReadValue{std::string{bare}, ""};
    } else if (form == Form::day) {
        read = repaired_day(bare);
    } else if (form == Form::flag) {
        read = repaired_flag(bare);
    } else {
        read = repaired_word(bare);
    }
    if (!read) return std::nullopt;
    if (read->value == bare) read->repair = spaces ? "spaces around values are left out" : "";
    return read;
}

std::string_view standard_name(OneRosterFile file, std::string_view written) {
    const std::string lower = lower_ascii(trimmed(written));
    if (lower == "sourcedid" || lower == "sourceid") return "sourcedId";
    if (lower == "status") return "status";
    constexpr std::array changed{"datelastmodified", "datalastmodified", "lastmodifieddate",
                                 "datelastmodifed"};
    if (std::ranges::find(changed, lower) != changed.end()) return "dateLastModified";
    for (const OneRosterColumn& column : columns_of(file)) {
        if (lower_ascii(column.name) == lower) return column.name;
    }
    return written;
}

}  // namespace rosterd::journal
