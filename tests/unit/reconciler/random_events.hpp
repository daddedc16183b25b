// What happens in a school, one thing after the other, drawn from a list of numbers.
#pragma once

#include <string>

#include "tests/unit/reconciler/random_school.hpp"

namespace rosterd::testing {

/// One event of the journal: hired, dismissed, enrolled, transferred, expelled, class teacher
/// replaced, parent attached or detached, subgroup changed, load changed, class renamed, linked,
/// unlinked, blocked, a hand edit, or the next day. Says what it was.
std::string random_event(Choices& choices, Scenario& scenario);

}  // namespace rosterd::testing
