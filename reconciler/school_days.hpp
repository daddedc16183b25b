// Which days a school works, as far as anybody has to know who counts how long nothing moved. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/day.hpp"

namespace rosterd {

/// Days without school, both ends included: of each year (then it may pass the turn of the year),
/// or of one.
struct Holidays {
    std::int32_t from = 0;  ///< of each year 100 * month + day; of one 10'000 * year + that
    std::int32_t to = 0;
    friend bool operator==(const Holidays&, const Holidays&) = default;
};

/// "06-01..08-31", "2026-11-02..2026-11-08", "03-08"; nothing for anything else.
[[nodiscard]] std::optional<Holidays> parse_holidays(std::string_view text);

/// Monday to Friday, outside of holidays. Schools that work on Saturdays copy their journal then
/// too, but not to wait for a Saturday is the careful error.
[[nodiscard]] bool is_school_day(Day day, std::span<const Holidays> holidays);

/// School days that lie wholly between the two: neither `from` nor `to` counts.
[[nodiscard]] std::uint32_t school_days_between(Day from, Day to,
                                                std::span<const Holidays> holidays);

/// How old a copied journal may become.
struct CopyRule {
    std::uint32_t stale_after = 2;  ///< whole school days; 0: a copy is never stale
    std::vector<Holidays> holidays{};
};

/// Why a copy that holds for `as_of` is stale on `today`: "the journal is a copy of 2026-10-05 that
/// nobody renewed for 3 school days"; empty: it is not.
[[nodiscard]] std::string staleness(Day as_of, Day today, const CopyRule& rule);

}  // namespace rosterd
