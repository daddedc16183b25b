// Is one class of a read believable, while the school as a whole is? Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "reconciler/plausibility.hpp"
#include "reconciler/roster.hpp"

namespace rosterd {

/// How many rows enrol somebody in this class, whether they are in force or not: a row that ends on
/// a day says so, one that vanished says nothing.
struct ClassCount {
    std::string id;
    std::uint64_t enrolments = 0;
    friend bool operator==(const ClassCount&, const ClassCount&) = default;
};

/// A class that lost so many of its rows that their absence is not believed.
struct ClassDoubt {
    std::string id;
    std::string reason;              ///< "the enrolments of class '7v' fell from 25 rows to 0"
    std::vector<std::string> chats;  ///< keys of its own and of its groups' chats; sorted
};

/// By id, sorted.
[[nodiscard]] std::vector<ClassCount> count_enrolments(const Roster& roster);

/// Classes in force of which nobody of at least five, or less than half of more than ten rows are
/// left. A class that ended, or that another one succeeds, is none of them: its pupils are expected
/// to go; nor is one in doubt, whose chats are frozen.
/// `accepted` is what next_class_counts() keeps; sorted by id.
[[nodiscard]] std::vector<ClassDoubt> doubt_classes(std::span<const ClassCount> accepted,
                                                    const Roster& roster, Day today);

/// What the next read is measured against, after one of which the school as a whole is believed:
/// it grows at once, and falls by a twentieth where `falls` (as the school's own reference does).
/// Classes that are doubted keep what they had; those that the journal has no more are dropped.
[[nodiscard]] std::vector<ClassCount> next_class_counts(std::span<const ClassCount> accepted,
                                                        std::vector<ClassCount> read,
                                                        std::span<const std::string> doubted,
                                                        bool falls);

}  // namespace rosterd
