// The embedded store: one SQLite file beside the daemon. Implements the port, adds nothing to it.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "adapters/ports.hpp"

namespace rosterd::store {

struct SqliteStoreOptions {
    /// How long a write waits for another program's transaction before it fails as transient.
    std::chrono::milliseconds busy_timeout{5'000};
};

/// Where the store `file` is kept as it was before it was migrated from schema `version`. The
/// newest copy stays until the next one; to go back, stop the daemon and give it the store's name.
[[nodiscard]] std::filesystem::path store_copy(const std::filesystem::path& file, int version);

/// Opens the store in `file`, or makes it with mode 0600, and migrates an older one, of which a
/// copy is kept. What cannot be copied is not migrated. Blocking; use the result on one thread at a
/// time. A killed process leaves the state before or after the write in progress, never a part of
/// it. Errors: refused (another process has it open); invalid_input (no folder, no store, damaged,
/// of a newer rosterd: do not start); transient (busy, full, read-only: try again).
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(
    const std::filesystem::path& file, const SqliteStoreOptions& options = {});

}  // namespace rosterd::store
