// Compares what a scenario expects of conferences with what the daemon has. Runs nothing.
#pragma once

#include <string>
#include <vector>

#include "tests/scenarios/runner/world.hpp"

namespace rosterd::scenario {

/// One line for each difference in conferences, running calls and posts.
[[nodiscard]] std::vector<std::string> conference_differences(const World& world,
                                                              const Expectation& expectation);

}  // namespace rosterd::scenario
