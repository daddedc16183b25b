// Noon by the step, or the time that was told.
#include "tests/scenarios/runner/scenario_clock.hpp"

#include <fmt/format.h>

namespace rosterd::scenario {
namespace {

constexpr std::size_t day_length = 10;  // "2026-10-15"
constexpr std::size_t minutes = 60;

}  // namespace

std::string ScenarioClock::with_day(const std::string& time, const std::string& day) {
    return time.size() > day_length || time.empty() ? time : day + " " + time;
}

void ScenarioClock::go_to_day(std::string day) {
    day_ = std::move(day);
    time_.clear();
}

bool ScenarioClock::go_to(const std::string& time) {
    const std::string whole = with_day(time, day_);
    if (!parse_local_time(whole)) return false;
    day_ = whole.substr(0, day_length);
    time_ = whole.substr(day_length + 1);
    return true;
}

std::string ScenarioClock::instant(std::size_t step) const {
    if (!time_.empty()) return fmt::format("{}T{}+03:00", day_, time_);
    return fmt::format("{}T12:{:02}:00+03:00", day_, step % minutes);
}

UnixSeconds ScenarioClock::now(std::size_t step) const {
    return parse_instant(instant(step)).value();
}

}  // namespace rosterd::scenario
