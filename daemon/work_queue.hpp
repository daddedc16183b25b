// Which school is due when. Pure: time comes in, keys come out; at most one pass per school.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace rosterd {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A queue of keys, not of events: many triggers for one school collapse into one pass, and a
/// trigger that comes while a pass runs leads to one more pass after it.
class WorkQueue {
  public:
    /// Look at `school` at `due` or, if it is due earlier already, then.
    void push(const std::string& school, SteadyTime due);

    /// The school that is due longest, if any; it counts as running until done() is called.
    [[nodiscard]] std::optional<std::string> take(SteadyTime now);

    /// The pass has ended; look again at `next` (or earlier, if somebody pushed meanwhile).
    void done(const std::string& school, std::optional<SteadyTime> next);

    /// Forgets a school that is no longer in the journal.
    void drop(const std::string& school);

    /// When the next school is due; nothing when none waits.
    [[nodiscard]] std::optional<SteadyTime> next_due() const;
    /// Schools due by `now` and not running.
    [[nodiscard]] std::size_t depth(SteadyTime now) const;
    /// How long the longest waiting due school has waited.
    [[nodiscard]] std::chrono::seconds oldest(SteadyTime now) const;
    [[nodiscard]] bool running(const std::string& school) const;
    /// When this school is looked at next; nothing when it does not wait.
    [[nodiscard]] std::optional<SteadyTime> due(const std::string& school) const;

  private:
    struct Entry {
        std::optional<SteadyTime> due;
        bool running = false;
    };
    std::map<std::string, Entry, std::less<>> entries_;
    std::multimap<SteadyTime, std::string> waiting_;

    void schedule(const std::string& school, Entry& entry, SteadyTime due);
    void unschedule(const std::string& school, Entry& entry);
};

}  // namespace rosterd
