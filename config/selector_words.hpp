// The rule language's selectors, from a profile's words. Pure; reports into Problems.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "config/yaml_tree.hpp"
#include "reconciler/profile.hpp"

namespace rosterd::config {

/// One item of `members` or `admins`: `students`, `staff(role: teacher)`,
/// `staff(position_type: administration or teaching and role: teacher)`. YAML reads an unquoted
/// `staff(role: teacher)` in a list as a mapping of one key; that form is understood as well.
/// Nothing, and a problem with the place of the wrong word, when it is no selector that has a
/// meaning in a chat of this kind.
[[nodiscard]] std::optional<Selector> parse_selector(const Node& item, ChatKind chat,
                                                     Problems& problems);

/// A whole list: each selector once, at most selectors_max.
[[nodiscard]] std::vector<Selector> parse_selectors(const Node& list, ChatKind chat,
                                                    Problems& problems);

}  // namespace rosterd::config
