// Comparing what people typed without regard to capitals. Pure.
#pragma once

#include <string>
#include <string_view>

namespace rosterd {

/// Lower case for Latin and Russian letters; everything else stays.
[[nodiscard]] std::string fold_case(std::string_view text);

}  // namespace rosterd
