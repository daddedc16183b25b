// Weekdays and spans of the calendar.
#include "reconciler/school_days.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace rosterd {
namespace {

namespace chrono = std::chrono;

constexpr std::int32_t day_of_year_most = 1'231;
/// Nobody counts further: a copy of years ago is as stale as one of a year.
constexpr std::int32_t days_counted_max = 400;

chrono::sys_days civil(Day day) {
    return chrono::sys_days{chrono::days{day.since_1970}};
}

std::int32_t month_and_day(const chrono::year_month_day& date) {
    return static_cast<std::int32_t>(100 * static_cast<unsigned>(date.month()) +
                                     static_cast<unsigned>(date.day()));
}

/// "MM-DD", checked against a year that has every day.
std::optional<std::int32_t> yearly(std::string_view text) {
    const auto day = parse_day("2024-" + std::string{text});
    if (!day) return std::nullopt;
    return month_and_day(chrono::year_month_day{civil(*day)});
}

std::optional<std::int32_t> dated(std::string_view text) {
    const auto day = parse_day(text);
    if (!day) return std::nullopt;
    const chrono::year_month_day date{civil(*day)};
    return 10'000 * static_cast<int>(date.year()) + month_and_day(date);
}

std::optional<std::int32_t> number_of(std::string_view text) {
    return text.size() == 5 ? yearly(text) : dated(text);
}

bool covers(const Holidays& holidays, const chrono::year_month_day& date) {
    const std::int32_t of_year = month_and_day(date);
    if (holidays.from > day_of_year_most) {
        const std::int32_t whole = 10'000 * static_cast<int>(date.year()) + of_year;
        return holidays.from <= whole && whole <= holidays.to;
    }
    if (holidays.from <= holidays.to) return holidays.from <= of_year && of_year <= holidays.to;
    return of_year >= holidays.from || of_year <= holidays.to;
}

}  // namespace

std::optional<Holidays> parse_holidays(std::string_view text) {
    const std::size_t dots = text.find("..");
    const std::string_view first = text.substr(0, dots);
    const std::string_view last = dots == std::string_view::npos ? first : text.substr(dots + 2);
    const auto from = number_of(first);
    const auto to = number_of(last);
    if (!from || !to || first.size() != last.size()) return std::nullopt;
    const bool of_one_year = *from > day_of_year_most;
    if (of_one_year && *to < *from) return std::nullopt;
    return Holidays{*from, *to};
}

bool is_school_day(Day day, std::span<const Holidays> holidays) {
    const chrono::sys_days date = civil(day);
    const chrono::weekday weekday{date};
    if (weekday == chrono::Saturday || weekday == chrono::Sunday) return false;
    return std::ranges::none_of(
        holidays, [&](const Holidays& each) { return covers(each, chrono::year_month_day{date}); });
}

std::uint32_t school_days_between(Day from, Day to, std::span<const Holidays> holidays) {
    std::uint32_t count = 0;
    const std::int32_t first = std::max(from.since_1970 + 1, to.since_1970 - days_counted_max);
    for (Day day{first}; day < to; ++day.since_1970) {
        if (is_school_day(day, holidays)) ++count;
    }
    return count;
}

std::string staleness(Day as_of, Day today, const CopyRule& rule) {
    if (rule.stale_after == 0) return {};
    const std::uint32_t passed = school_days_between(as_of, today, rule.holidays);
    if (passed < rule.stale_after) return {};
    return fmt::format("the journal is a copy of {} that nobody renewed for {} school days",
                       to_string(as_of), passed);
}

}  // namespace rosterd
