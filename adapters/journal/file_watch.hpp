// Says when a database file may have changed, by inotify. Reads no content.
#pragma once

#include <filesystem>
#include <string>

#include "reconciler/result.hpp"

namespace rosterd {

/// Watches one SQLite database: the file, its `-wal` and its `-journal`.
/// A writer touches the file before its commit is visible (it may still have to sync), so every
/// sighting is repeated once, `echo_delay` later: who read too early reads again.
class FileWatch {
  public:
    FileWatch() = default;
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;
    ~FileWatch();

    /// Errors: transient, when the directory is missing or the system's limit of watches is
    /// reached.
    Result<void> open(const std::filesystem::path& file);

    /// Becomes readable when the file may have changed; valid while open.
    [[nodiscard]] int descriptor() const { return poll_; }
    [[nodiscard]] bool is_open() const { return poll_ >= 0; }

    /// Whether something happened since the last call. Never blocks.
    [[nodiscard]] bool take();

  private:
    [[nodiscard]] bool drain_events();
    [[nodiscard]] bool drain_echo();
    void close();

    std::string name_;
    int events_ = -1;  ///< inotify
    int echo_ = -1;    ///< timerfd
    int poll_ = -1;    ///< epoll over both: one descriptor for the daemon's loop
};

}  // namespace rosterd
