// The shipped SQL files as strings, so that programs can make an empty journal. No database here.
#pragma once

#include <string_view>

namespace rosterd {

/// contract.sql: schema rosterd_journal with every relation as an empty table. One transaction;
/// fails when a relation exists already.
[[nodiscard]] std::string_view journal_schema_postgres();

/// contract_sqlite.sql: the same as plain tables. Harmless to run again.
[[nodiscard]] std::string_view journal_schema_sqlite();

/// notify.sql: triggers on the tables of contract.sql that NOTIFY rosterd_journal.
[[nodiscard]] std::string_view journal_notify_postgres();

}  // namespace rosterd
