// Telling what was written into a journal; shared by sample and import. Writes nothing itself.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "adapters/journal/import/journal_tables.hpp"

namespace rosterd::ctl {

/// Where it went, without the password that a connection string may hold.
[[nodiscard]] std::string shown_target(const std::string& target);

/// {relation: rows} of the relations that have any.
[[nodiscard]] boost::json::object row_counts(const journal::JournalTables& tables);

/// The same as a table.
void print_row_counts(const journal::JournalTables& tables);

}  // namespace rosterd::ctl
