// The version that programs print and the status answer carries.
#pragma once

#include <string_view>

namespace rosterd {

inline constexpr std::string_view version = ROSTERD_VERSION;

}  // namespace rosterd
