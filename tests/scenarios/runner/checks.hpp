// Compares a world with what a scenario expects; says every difference in a sentence. Changes
// nothing.
#pragma once

#include <string>
#include <vector>

#include "tests/scenarios/runner/world.hpp"

namespace rosterd::scenario {

/// "line 12: class/7v: members are s1 t1, expected s1 s2 t1"; empty when all is as expected.
[[nodiscard]] std::vector<std::string> differences(const World& world,
                                                   const Expectation& expectation);

/// Runs a scenario under one profile: the differences of all its moments, or why it could not run.
[[nodiscard]] std::vector<std::string> run_scenario(const Scenario& scenario,
                                                    const Profiles& profiles,
                                                    const std::string& profile);

}  // namespace rosterd::scenario
