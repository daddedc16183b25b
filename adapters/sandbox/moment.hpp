// The time and the ids that every part of the sandbox shares. No state.
#pragma once

#include <chrono>
#include <cstdint>

namespace rosterd::sandbox {

using Moment = std::chrono::sys_time<std::chrono::milliseconds>;
using MemberId = std::int64_t;  ///< a person is positive, a community negative (vk.md §4.5)

}  // namespace rosterd::sandbox
