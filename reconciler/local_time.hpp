// Times of the school's clock as people write them. Pure; which instant they are is not known here.
#pragma once

#include <string>

#include "reconciler/day.hpp"

namespace rosterd {

[[nodiscard]] Day day_of(LocalSeconds time);
[[nodiscard]] std::string date_text(LocalSeconds time);  ///< "26.01.2024"
[[nodiscard]] std::string time_text(LocalSeconds time);  ///< "08:00"
/// "2026-10-15T08:00:00", to which a caller who knows it adds the offset.
[[nodiscard]] std::string iso_text(LocalSeconds time);

}  // namespace rosterd
