// Writes rows of the contract into a journal of our own: a SQLite file or a PostgreSQL database.
// For samples and imports; a school's real journal is never written by rosterd.
#pragma once

#include <memory>
#include <string>

#include "adapters/journal/import/journal_tables.hpp"
#include "reconciler/result.hpp"

namespace rosterd::journal {

enum class WriteMode {
    fresh,    ///< refuses what is there already: the file, or (PostgreSQL) a school of that id
    replace,  ///< makes what is missing; a school written replaces all its earlier rows
};

/// One transaction on one journal. Nothing is seen by readers before commit(); destroyed without
/// it, nothing has happened. Blocking; not thread-safe.
class JournalWriter {
  public:
    virtual ~JournalWriter() = default;

    /// Adds one or more whole schools (every row of theirs in one call).
    /// Errors: refused (fresh, and the school exists); invalid_input (the database does not take
    /// a row: the relation is named, never the row); transient (busy, disk, connection).
    /// After an error only destruction is meaningful.
    [[nodiscard]] virtual Result<void> write(const JournalTables& tables) = 0;

    /// Makes everything written visible at once and durable. Call once, last.
    [[nodiscard]] virtual Result<void> commit() = 0;
};

/// Whether `target` names a PostgreSQL database: `postgres://...`, `postgresql://...` or a
/// `key=value` connection string whose first word is a key. All else is a path.
[[nodiscard]] bool is_postgres(std::string_view target);

/// Opens `target` and begins the transaction; makes the tables of the contract where they are
/// missing (schema rosterd_journal, or plain tables of the file; journal_mode WAL).
/// A fresh SQLite file is made beside its final name and renamed by commit().
/// Errors: refused (fresh, and the file exists), transient, authority (login), invalid_input.
[[nodiscard]] Result<std::unique_ptr<JournalWriter>> open_journal_writer(const std::string& target,
                                                                         WriteMode mode);

/// open, write, commit.
[[nodiscard]] Result<void> write_journal(const std::string& target, WriteMode mode,
                                         const JournalTables& tables);

}  // namespace rosterd::journal
