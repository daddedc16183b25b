// A roster as text.
#pragma once

#include <string>

#include "reconciler/roster.hpp"

namespace rosterd::test {

/// Everything a roster holds, as text: equal texts, equal rosters.
std::string describe(const Roster& roster);

}  // namespace rosterd::test
