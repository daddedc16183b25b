// Reads what a person asks of the daemon in a scenario. Judges nothing.
#pragma once

#include <string>

#include "config/yaml_tree.hpp"
#include "tests/scenarios/runner/scenario.hpp"

namespace rosterd::scenario {

/// `verb` is "asks" ({who, add, in, says}), "links" ({who, phone, says}), "initialise" (kinds, or
/// {who, kinds, says}) or "plans" ({who, create, in, lesson, starts, ends, says}; edit, finish or
/// delete instead of create name a conference). Times without a day are of `today`. Reports unknown
/// words with their place.
[[nodiscard]] Asked parse_asked(const std::string& verb, const config::Node& what,
                                const std::string& today, config::Problems& problems);

}  // namespace rosterd::scenario
