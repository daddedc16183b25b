// Rows in memory -> Roster, without a database between: for benchmarks, tests and dry runs.
#pragma once

#include <string>
#include <vector>

#include "adapters/journal/import/journal_tables.hpp"
#include "reconciler/result.hpp"
#include "reconciler/roster_builder.hpp"

namespace rosterd::journal {

/// Builds the roster of the only school in `tables`, as a complete read of a journal would.
/// Errors: invalid_input when there is not exactly one school or its row is not valid.
[[nodiscard]] Result<BuiltRoster> roster_of(const JournalTables& tables);

/// The same for a school whose row is known already; the relation `school` is not looked at.
/// `lessons` are kept beside those that conferences name.
[[nodiscard]] BuiltRoster roster_of(const JournalTables& tables, const School& school,
                                    const std::vector<std::string>& lessons = {});

}  // namespace rosterd::journal
