// Checks the placeholders of a title pattern. Pure; expanding is the reconciler's.
#pragma once

#include <span>
#include <string_view>

#include "config/yaml_tree.hpp"

namespace rosterd::config {

/// Reports braces that do not pair and `{words}` that are not in `known`, each at its own column.
/// `node` is the scalar that holds the pattern.
void check_title(const Node& node, std::span<const std::string_view> known, Problems& problems);

/// True when the pattern uses one of `placeholders` (names without braces).
[[nodiscard]] bool uses_placeholder(std::string_view pattern,
                                    std::span<const std::string_view> placeholders);

}  // namespace rosterd::config
