// One day as a time line that fits the terminal: a row for each class or chat, hours along the top.
// It lays out; it prints nothing and reads no clock.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reconciler/conference.hpp"

namespace rosterd::ctl {

/// Minutes count from the day's midnight on the school's clock.
struct TimelineBlock {
    std::string row;  ///< the class or chat that it belongs to
    ConferenceState state = ConferenceState::planned;
    int starts = 0;
    int ends = 0;  ///< later than a day: it is drawn until midnight
};

struct TimelineStyle {
    std::size_t width = 80;    ///< columns; no line is wider, from 24 columns on
    bool unicode = true;       ///< false: ASCII for everything but the rows' names
    bool russian = false;      ///< names of the states in the legend
    std::optional<int> now{};  ///< minutes; marked where it is within the hours shown
};

class Timeline {
  public:
    void add(TimelineBlock block) { blocks_.push_back(std::move(block)); }

    /// Hours, rows (class 5 before class 10) and the legend. What overlaps within a row, or cannot
    /// be told apart at this width, is drawn a line below; a block never disappears.
    [[nodiscard]] std::string text(const TimelineStyle& style) const;

  private:
    std::vector<TimelineBlock> blocks_;
};

}  // namespace rosterd::ctl
