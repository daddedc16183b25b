// Reads what a person asks of the daemon in a scenario. Judges nothing.
#pragma once

#include <string>

#include "config/yaml_tree.hpp"
#include "tests/scenarios/runner/scenario.hpp"

namespace rosterd::scenario {

/// `verb` is "asks" ({who, add, in, says}), "links" ({who, phone, says}) or "initialise" (kinds, or
/// {who, kinds, says}). Reports unknown words with their place.
[[nodiscard]] Asked parse_asked(const std::string& verb, const config::Node& what,
                                config::Problems& problems);

}  // namespace rosterd::scenario
