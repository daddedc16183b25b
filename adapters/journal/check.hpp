// `rosterctl journal check`: what is missing, empty or dangling in a journal, as a value. No
// output.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/journal/contract_journal.hpp"
#include "reconciler/finding.hpp"

namespace rosterd {

/// One relation of the contract in the journal.
struct CheckedRelation {
    std::string name;
    std::string state;  ///< ok, empty, missing, unreadable, or absent (optional and not there)
    std::optional<std::uint64_t> rows;
};

/// One thing an admin should know. Texts hold ids, never names or phones.
struct CheckLine {
    Severity severity;   ///< error: nothing or somebody cannot be served because of it
    std::string school;  ///< school_id; empty: the whole journal
    std::string where;   ///< "enrolment row 45 (class_id '7v', person_id 's1')", "class"
    std::string what;    ///< what was found, and what to do about it
};

struct JournalCheck {
    std::vector<CheckedRelation> relations;  ///< in the order of the contract
    std::vector<CheckLine> lines;
    std::size_t schools = 0;  ///< that were read

    [[nodiscard]] std::size_t count(Severity severity) const;
    /// No line is an error.
    [[nodiscard]] bool good() const { return count(Severity::error) == 0; }
};

struct JournalCheckOptions {
    /// Whether an IANA time zone is known on this machine; empty: zones are not checked.
    std::function<bool(std::string_view)> knows_zone{};
    /// Only this school; empty: all of them, one after the other.
    std::string school{};
    /// Ids listed in one line at most; the rest is counted.
    std::size_t ids_max = 5;
};

/// Inspects the relations, then really reads every school that is enabled.
/// Errors: those of Journal, when the journal cannot be looked at at all (not reachable, login).
/// What is wrong with its content is never an error but a line.
[[nodiscard]] Result<JournalCheck> check_journal(ContractJournal& journal,
                                                 const JournalCheckOptions& options);

/// What one school's roster lacks for the chats to be complete: staff, classes, teachers,
/// administrators, links. Findings of the read are not repeated. Pure.
[[nodiscard]] std::vector<CheckLine> check_school(const Roster& roster, std::size_t ids_max);

}  // namespace rosterd
