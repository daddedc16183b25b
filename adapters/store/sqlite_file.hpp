// The store's file before SQLite opens it: who may read it, and that one daemon has it. No SQL.
#pragma once

#include <filesystem>

#include "reconciler/result.hpp"

namespace rosterd::store {

/// Holds `<file>.lock` (flock) as long as it lives, so that two daemons never share a store.
/// A file of its own: closing any descriptor of the database would drop SQLite's own locks.
class StoreLock {
  public:
    /// Errors: refused (another process has the store); invalid_input (the folder is missing);
    /// transient (cannot be written: read-only, full, no permission).
    static Result<StoreLock> take(const std::filesystem::path& file);

    StoreLock(StoreLock&& other) noexcept;
    StoreLock& operator=(StoreLock&&) = delete;
    ~StoreLock();

  private:
    explicit StoreLock(int descriptor) : descriptor_{descriptor} {}
    int descriptor_;
};

/// Makes an empty file with mode 0600 where there is none; SQLite's side files inherit the mode.
/// Errors: transient (cannot be made); invalid_input (exists and is no regular file).
[[nodiscard]] Result<void> make_private_file(const std::filesystem::path& file);

/// Gives a file that was just written its name, replacing what had it. Both are on the disk when
/// this returns, so that what is done next may rely on them.
/// Errors: transient (full, read-only, no permission, `name` is a folder).
[[nodiscard]] Result<void> settle_file(const std::filesystem::path& written,
                                       const std::filesystem::path& name);

}  // namespace rosterd::store
