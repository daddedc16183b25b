// For how long what was refused rests, in seconds: the first time, and at the most.
#pragma once

#include "reconciler/day.hpp"

namespace rosterd {

inline constexpr UnixSeconds person_park_first = 3'600;
inline constexpr UnixSeconds person_park_longest = 7 * 86'400;
inline constexpr UnixSeconds chat_park_first = 300;
inline constexpr UnixSeconds chat_park_longest = 86'400;

}  // namespace rosterd
