// How many lines of one kind the log takes. Pure: lines and times in, decisions out.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rosterd {

/// Lets the first lines of each kind in a window through and counts the rest. Lines are of one kind
/// when only what they say of the world differs: values, numbers, quoted words.
class LogLimit {
  public:
    using Time = std::chrono::steady_clock::time_point;

    struct Settings {
        std::size_t lines_max = 200;
        std::chrono::seconds window{30};
        /// More kinds than these share one window: a mistake in telling them apart costs no memory.
        std::size_t kinds_max = 1'000;
    };

    LogLimit() = default;
    explicit LogLimit(Settings settings) : settings_{settings} {}

    /// Whether this line is written.
    [[nodiscard]] bool admits(std::string_view line, Time now);

    /// For each kind whose window is over and of which lines were left out, one line that says how
    /// many; `all` does not wait for the end of a window. Each is told once.
    [[nodiscard]] std::vector<std::string> left_out(Time now, bool all = false);

  private:
    struct Window {
        Time until;
        std::size_t lines = 0;
        std::string first;  ///< as an example; of a line that was written
    };

    Settings settings_;
    std::unordered_map<std::string, Window> windows_;
    Time sweep_at_{};
};

}  // namespace rosterd
