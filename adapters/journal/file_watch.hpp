// Says when a database file may have changed, by inotify. Reads no content.
#pragma once

#include <filesystem>
#include <string>

#include "adapters/journal/directory_events.hpp"

namespace rosterd {

/// Watches one SQLite database: the file, its `-wal` and its `-journal`.
/// A writer touches the file before its commit is visible (it may still have to sync), so every
/// sighting is repeated once, `echo_delay` later: who read too early reads again.
class FileWatch {
  public:
    /// Errors: transient, when the directory is missing or the system's limit of watches is
    /// reached.
    Result<void> open(const std::filesystem::path& file);

    /// Becomes readable when the file may have changed; valid while open.
    [[nodiscard]] int descriptor() const { return events_.descriptor(); }
    [[nodiscard]] bool is_open() const { return events_.is_open(); }

    /// Whether something happened since the last call. Never blocks.
    [[nodiscard]] bool take();

  private:
    std::string name_;
    DirectoryEvents events_;
};

}  // namespace rosterd
