// One small school with everything that the shipped profiles treat differently. Tests only.
#pragma once

#include <string>

#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

/// A head (school administrator), an engineer (chats administrator), a librarian, two teachers, of
/// whom t2 is a mother too; class 7v with a blocked pupil s2, class 8a without a class teacher;
/// siblings s2 and s4; a whole-class group, two subgroups, an elective; first clicks, a subject
/// chat and a custom one made by hand, a conference of the lesson of a subgroup.
[[nodiscard]] RosterMaker shared_school();

/// A shipped profile, as it is read from its file; throws when it has problems.
[[nodiscard]] Profile shipped_profile(const std::string& id);

[[nodiscard]] Scenario under(Profile profile, RosterMaker journal = shared_school());

/// "class/7v [present] 7В класс: s1 s3 t1*", a line a chat; administrators have an asterisk.
[[nodiscard]] std::string told(const Evaluated& world);

}  // namespace rosterd::testing
