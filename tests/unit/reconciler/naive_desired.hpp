// Who belongs where, worked out a second time from the rows with std::set, for comparison.
#pragma once

#include <map>
#include <set>
#include <string>

#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

struct NaiveChat {
    std::set<std::string> members;
    std::set<std::string> admins;
};

/// The staff, class, parents and subject chats of classes and groups in force today, by key; the
/// profile is sgo_profile() (`bars` false) or bars_max_profile().
[[nodiscard]] std::map<std::string, NaiveChat> naive_desired(const Scenario& scenario);

}  // namespace rosterd::testing
