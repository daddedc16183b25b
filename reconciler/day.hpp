// Civil days and the span in which a journal row counts. Pure values; no clock, no time zone.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace rosterd {

/// A day of the school's own calendar, as days since 1970-01-01. Which day is today depends on the
/// school's time zone and is decided by the caller.
struct Day {
    std::int32_t since_1970 = 0;
    friend auto operator<=>(Day, Day) = default;
};

/// Seconds since 1970-01-01T00:00:00Z.
using UnixSeconds = std::int64_t;

/// Seconds since 1970-01-01 00:00 on the school's own clock (lessons, conferences). Which instant
/// that is depends on the school's time zone and is decided by the caller.
using LocalSeconds = std::int64_t;

inline constexpr Day day_min{std::numeric_limits<std::int32_t>::min()};
inline constexpr Day day_max{std::numeric_limits<std::int32_t>::max()};

/// Reads `YYYY-MM-DD`; nothing when the text is not such a date or the date does not exist.
[[nodiscard]] std::optional<Day> parse_day(std::string_view text);

/// Reads an instant: `YYYY-MM-DD`, then `T` or a space, `HH:MM[:SS[.fraction]]`, then `Z`, `+HH`,
/// `+HHMM` or `+HH:MM` (PostgreSQL's and ISO 8601's forms). An instant without offset is refused.
[[nodiscard]] std::optional<UnixSeconds> parse_instant(std::string_view text);

/// Reads a time of the school's clock: `YYYY-MM-DD`, then `T` or a space, `HH:MM[:SS[.fraction]]`.
/// One with an offset is refused: it would be an instant.
[[nodiscard]] std::optional<LocalSeconds> parse_local_time(std::string_view text);

[[nodiscard]] std::string to_string(Day day);

/// When a row counts: from `from` on, until the day before `to` (journal contract: valid_to is
/// exclusive). Open ends are day_min and day_max.
struct Validity {
    Day from = day_min;
    Day to = day_max;

    [[nodiscard]] constexpr bool covers(Day day) const { return from <= day && day < to; }
    friend auto operator<=>(const Validity&, const Validity&) = default;
};

}  // namespace rosterd
