// Calendar arithmetic by <chrono>.
#include "reconciler/local_time.hpp"

#include <fmt/format.h>

#include <chrono>

namespace rosterd {
namespace {

constexpr std::int64_t seconds_of_day = 86'400;

struct Parts {
    int year;
    unsigned month;
    unsigned day;
    std::int64_t hour;
    std::int64_t minute;
    std::int64_t second;
};

Parts parts_of(LocalSeconds time) {
    const std::chrono::year_month_day date{
        std::chrono::sys_days{std::chrono::days{day_of(time).since_1970}}};
    const std::int64_t of_day = time - std::int64_t{day_of(time).since_1970} * seconds_of_day;
    return {static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()),
            of_day / 3600,
            of_day / 60 % 60,
            of_day % 60};
}

}  // namespace

Day day_of(LocalSeconds time) {
    const std::chrono::seconds since{time};
    return Day{static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(since).count())};
}

std::string date_text(LocalSeconds time) {
    const Parts parts = parts_of(time);
    return fmt::format("{:02}.{:02}.{:04}", parts.day, parts.month, parts.year);
}

std::string time_text(LocalSeconds time) {
    const Parts parts = parts_of(time);
    return fmt::format("{:02}:{:02}", parts.hour, parts.minute);
}

std::string iso_text(LocalSeconds time) {
    const Parts parts = parts_of(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.year, parts.month, parts.day,
                       parts.hour, parts.minute, parts.second);
}

}  // namespace rosterd
