// Opens the journal that a command without a daemon is to read. Reads nothing yet.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "adapters/journal/contract_journal.hpp"
#include "config/config.hpp"
#include "reconciler/result.hpp"

namespace rosterd::ctl {

using OpenedJournal = Result<std::unique_ptr<ContractJournal>>;

/// The file's changes are not watched.
[[nodiscard]] OpenedJournal open_sqlite_source(const std::filesystem::path& file);

/// `dsn` is a connection string. Its notifications are not listened to.
[[nodiscard]] OpenedJournal open_postgres_source(std::string dsn,
                                                 std::chrono::milliseconds timeout);

/// `dsn_file` holds the connection string; a warning about the file goes to standard error.
[[nodiscard]] OpenedJournal open_dsn_file(const std::filesystem::path& dsn_file,
                                          std::chrono::milliseconds timeout);

/// `source` is a path, or a connection string as is_postgres() tells them.
[[nodiscard]] OpenedJournal open_source(const std::string& source);

/// The journal that a configuration names.
[[nodiscard]] OpenedJournal open_configured(const config::JournalConfig& journal);

}  // namespace rosterd::ctl
