// One line of PostgreSQL's COPY text format -> fields. Pure; no allocation for lines without
// escapes.
#pragma once

#include <span>
#include <string>

#include "reconciler/roster_builder.hpp"

namespace rosterd {

/// Splits `line` (without its line feed) at tabs and resolves escapes in place: fields are views
/// into `line`, nothing for `\N`. False when the line has another number of fields.
[[nodiscard]] bool split_copy_line(std::string& line, std::span<Field> fields);

}  // namespace rosterd
