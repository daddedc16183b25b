// Random bits for codes and tokens. A simulation puts its own in their place, so that it replays.
#pragma once

#include <cstdint>

namespace rosterd {

/// 64 bits of the system's random source: nobody can guess them. Any thread.
[[nodiscard]] std::uint64_t unguessable_number();

}  // namespace rosterd
