// Text as a terminal shows it: width in columns, shortening, nothing that steers the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rosterd::ctl {

enum class LineBreaks { replace, keep };

/// Control characters (a title may hold anything) and broken UTF-8 become '?'.
[[nodiscard]] std::string printable(std::string_view text, LineBreaks breaks = LineBreaks::replace);

/// Columns that UTF-8 text takes: 1 for Latin and Cyrillic, 2 for wide signs, 0 for combining ones.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// At most `columns` wide; where something is cut off, the last column is '…'.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t columns);

}  // namespace rosterd::ctl
