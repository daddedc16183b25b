// The journal in one SQLite file: plain tables or views of the contract. It never writes.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "adapters/journal/contract_journal.hpp"

namespace rosterd {

struct SqliteJournalOptions {
    std::filesystem::path path;
    bool watch = true;                               ///< by inotify on the file's directory
    std::chrono::milliseconds busy_timeout{10'000};  ///< how long a writer may hold us up
};

/// Does not open the file yet: a file that is missing, locked or damaged is every call's error, and
/// each call tries again. A file that was replaced by another is opened anew.
/// Errors: invalid_input, when the path is empty.
[[nodiscard]] Result<std::unique_ptr<ContractJournal>> open_sqlite_journal(
    SqliteJournalOptions options);
[[nodiscard]] Result<std::unique_ptr<ContractJournal>> open_sqlite_journal(
    std::filesystem::path path);

}  // namespace rosterd
