// How far long work has come: a bar on standard error, for people at a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rosterd::ctl {

/// "operations [######..............] 30 of 100", at most `width` columns where that is enough for
/// the numbers. `done` beyond `total` counts as all. Pure.
[[nodiscard]] std::string progress_bar(std::string_view what, std::size_t done, std::size_t total,
                                       std::size_t width);

/// Draws on standard error when that is a terminal; the destructor clears the line.
class Progress {
  public:
    explicit Progress(std::string what);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();

    void show(std::size_t done, std::size_t total);

  private:
    std::string what_;
    bool shown_;
};

}  // namespace rosterd::ctl
