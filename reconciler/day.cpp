// Parsing and printing of days and instants. Strict: what is not exactly a date is no date.
#include "reconciler/day.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace rosterd {
namespace {

using namespace std::chrono;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/// `Z`, `+HH`, `+HHMM` or `+HH:MM` as seconds east of Greenwich.
std::optional<int> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const auto hours = digits(text, 1, 2);
    if (!hours || *hours > 23) return std::nullopt;
    int minutes = 0;
    if (text.size() > 3) {
        const std::size_t at = text[3] == ':' ? 4 : 3;
        const auto parsed = digits(text, at, 2);
        if (!parsed || *parsed > 59 || text.size() != at + 2) return std::nullopt;
        minutes = *parsed;
    }
    const int seconds = *hours * 3600 + minutes * 60;
    return text[0] == '-' ? -seconds : seconds;
}

/// Date and time as if in Greenwich; `rest` is where they end.
std::optional<std::int64_t> date_and_time(std::string_view text, std::size_t& rest) {
    if (text.size() < 16 || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
    const auto date = parse_day(text.substr(0, 10));
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    if (!date || !hour || !minute || text[13] != ':' || *hour > 23 || *minute > 59) {
        return std::nullopt;
    }
    std::size_t at = 16;
    int second = 0;
    if (at < text.size() && text[at] == ':') {
        const auto parsed = digits(text, at + 1, 2);
        if (!parsed || *parsed > 60) return std::nullopt;
        second = *parsed;
        at += 3;
        if (at < text.size() && text[at] == '.') {
            const std::size_t point = at++;
            while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
            if (at == point + 1) return std::nullopt;
        }
    }
    rest = at;
    return std::int64_t{date->since_1970} * 86'400 + *hour * 3600 + *minute * 60 + second;
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto y = digits(text, 0, 4);
    const auto m = digits(text, 5, 2);
    const auto d = digits(text, 8, 2);
    if (!y || !m || !d) return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)},
                              day{static_cast<unsigned>(*d)}};
    if (!date.ok()) return std::nullopt;
    return Day{static_cast<std::int32_t>(sys_days{date}.time_since_epoch().count())};
}

std::optional<UnixSeconds> parse_instant(std::string_view text) {
    std::size_t rest = 0;
    const auto clock = date_and_time(text, rest);
    if (!clock) return std::nullopt;
    const auto offset = parse_offset(text.substr(rest));
    if (!offset) return std::nullopt;
    return *clock - *offset;
}

std::optional<LocalSeconds> parse_local_time(std::string_view text) {
    std::size_t rest = 0;
    const auto clock = date_and_time(text, rest);
    return rest == text.size() ? clock : std::nullopt;
}

std::string to_string(Day day) {
    const year_month_day date{sys_days{days{day.since_1970}}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace rosterd
