// The time of one scenario, on the clock of a school in Moscow. It only moves when it is told.
#pragma once

#include <string>

#include "reconciler/day.hpp"

namespace rosterd::scenario {

/// Moscow keeps one offset all the year.
inline constexpr UnixSeconds moscow_offset = 3 * 3'600;
[[nodiscard]] constexpr UnixSeconds instant_in_moscow(LocalSeconds time) {
    return time - moscow_offset;
}
[[nodiscard]] constexpr LocalSeconds time_in_moscow(UnixSeconds instant) {
    return instant + moscow_offset;
}

/// Noon, a minute later with every step, until a time is told: from then on exactly that time.
class ScenarioClock {
  public:
    explicit ScenarioClock(std::string day) : day_{std::move(day)} {}

    /// Noon of another day.
    void go_to_day(std::string day);
    /// "08:00" of the same day, "08:00:30", or "2026-10-16 08:00". False: it is no time.
    [[nodiscard]] bool go_to(const std::string& time);

    [[nodiscard]] const std::string& today() const { return day_; }
    /// Of the step with this number.
    [[nodiscard]] UnixSeconds now(std::size_t step) const;
    [[nodiscard]] std::string instant(std::size_t step) const;

    /// A time of day with the day before it; what has a day already stays as it is.
    [[nodiscard]] static std::string with_day(const std::string& time, const std::string& day);

  private:
    std::string day_;
    std::string time_;  ///< empty: noon and a minute for every step
};

}  // namespace rosterd::scenario
