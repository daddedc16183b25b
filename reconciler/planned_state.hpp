// What is remembered of a school's planned changes: by which rules it runs, and what a person
// approved as one. A value; decides nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rosterd {

struct PlannedState {
    std::string profile;  ///< id of the profile the school runs by; empty: it never ran
    std::string rules;    ///< rules_hash() of it
    /// Fingerprints of the operations of one approved change that are not all done yet; sorted.
    std::vector<std::uint64_t> approved;
    friend bool operator==(const PlannedState&, const PlannedState&) = default;
};

}  // namespace rosterd
