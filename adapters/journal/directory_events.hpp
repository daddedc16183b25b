// inotify and a timer behind one descriptor. Knows directories and names; decides nothing.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

#include "reconciler/result.hpp"

namespace rosterd {

/// What is noticed of the files of a directory.
enum class Touch {
    content,     ///< written, replaced, deleted
    everything,  ///< also created, closed after writing, renamed away
};

/// Not thread-safe. After an error of open() it is closed.
class DirectoryEvents {
  public:
    DirectoryEvents() = default;
    DirectoryEvents(const DirectoryEvents&) = delete;
    DirectoryEvents& operator=(const DirectoryEvents&) = delete;
    ~DirectoryEvents();

    /// Watches these directories, not what is below them; replaces what was watched before.
    /// Errors: transient, when a directory is missing or the system's limit of watches is reached.
    Result<void> open(std::span<const std::filesystem::path> directories, Touch touch);
    void close();

    /// Readable when something happened or the timer ended; valid while open.
    [[nodiscard]] int descriptor() const { return poll_; }
    [[nodiscard]] bool is_open() const { return poll_ >= 0; }

    /// Whether a file that `matters` was touched since the last call, or events were lost.
    /// The name is empty for the directory itself. Never blocks.
    [[nodiscard]] bool drain(const std::function<bool(std::string_view name)>& matters);

    /// Ends once, `after` from now; an earlier setting is forgotten.
    void set_timer(std::chrono::nanoseconds after);
    /// Whether the timer ended since the last call.
    [[nodiscard]] bool timer_ended();

  private:
    int events_ = -1;  ///< inotify
    int timer_ = -1;   ///< timerfd
    int poll_ = -1;    ///< epoll over both: one descriptor for the daemon's loop
};

}  // namespace rosterd
