// Minutes become cells; blocks of one row are put into as few lines as keep them apart.
#include "daemon/rosterctl/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <tuple>

#include "daemon/rosterctl/text.hpp"

namespace rosterd::ctl {
namespace {

constexpr int hour = 60;
constexpr int day = 24 * hour;
constexpr int usual_morning = 8 * hour;  ///< of a day without any conference
constexpr int usual_evening = 16 * hour;
constexpr std::size_t gap = 2;
constexpr std::size_t width_least = 24;

constexpr std::array states{ConferenceState::planned, ConferenceState::active,
                            ConferenceState::ended, ConferenceState::failed,
                            ConferenceState::cancelled};

std::string_view mark_of(ConferenceState state, bool unicode) {
    switch (state) {
        case ConferenceState::planned:
            return unicode ? "░" : ".";
        case ConferenceState::active:
            return unicode ? "█" : "#";
        case ConferenceState::ended:
            return unicode ? "▒" : "=";
        case ConferenceState::failed:
            return unicode ? "▚" : "!";
        case ConferenceState::cancelled:
            break;
    }
    return unicode ? "▁" : "x";
}

/// "7В" before "10А": the number in front first. Names without one come last.
struct RowOrder {
    bool operator()(const std::string& a, const std::string& b) const {
        return std::tuple{number(a), std::string_view{a}} <
               std::tuple{number(b), std::string_view{b}};
    }
    static unsigned number(const std::string& name) {
        unsigned value = 0;
        const auto read = std::from_chars(name.data(), name.data() + name.size(), value);
        return read.ec == std::errc{} ? value : std::numeric_limits<unsigned>::max();
    }
};

/// Cells [first, end) of one line.
struct Span {
    std::size_t first;
    std::size_t end;
    ConferenceState state;
};
using Lane = std::vector<Span>;

/// Puts `span` behind what is there already. Of two alike that touch, the earlier gives a cell up.
bool fits_into(Lane& lane, const Span& span) {
    if (!lane.empty()) {
        Span& last = lane.back();
        if (last.end > span.first) return false;
        if (last.end == span.first && last.state == span.state) {
            if (last.end - last.first == 1) return false;
            --last.end;
        }
    }
    lane.push_back(span);
    return true;
}

class Layout {
  public:
    Layout(const std::vector<TimelineBlock>& blocks, const TimelineStyle& style)
        : style_{style}, width_{std::max(style.width, width_least)} {
        for (TimelineBlock block : blocks) {
            block.starts = std::clamp(block.starts, 0, day - 1);
            block.ends = std::clamp(block.ends, block.starts + 1, day);
            rows_[printable(block.row)].push_back(std::move(block));
        }
        choose_hours();
        for (const auto& [name, row] : rows_) names_ = std::max(names_, width_of(name));
        names_ = std::min(names_, width_ / 3);
        cells_ = width_ - names_ - gap;
        if (style_.now && *style_.now >= from_ && *style_.now < to_) {
            now_ = std::min(cell_of(*style_.now), cells_ - 1);
        }
    }

    std::string text() {
        std::string text = hours();
        for (auto& [name, row] : rows_) text += lines_of(name, row);
        if (rows_.empty()) text += style_.russian ? "нет уроков и звонков\n" : "no conferences\n";
        return text + '\n' + legend();
    }

  private:
    void choose_hours() {
        from_ = rows_.empty() ? usual_morning : day;
        to_ = rows_.empty() ? usual_evening : 0;
        for (const auto& [name, row] : rows_) {
            for (const TimelineBlock& block : row) {
                from_ = std::min(from_, block.starts / hour * hour);
                to_ = std::max(to_, (block.ends + hour - 1) / hour * hour);
            }
        }
    }

    /// The cell border nearest to a minute.
    [[nodiscard]] std::size_t cell_of(int minute) const {
        const auto span = static_cast<std::size_t>(to_ - from_);
        const auto distance = static_cast<std::size_t>(minute - from_);
        return (distance * cells_ * 2 + span) / (span * 2);
    }

    [[nodiscard]] std::string start_of_line(const std::string& name) const {
        const std::string shown = shortened(name, names_);
        return shown + std::string(names_ - width_of(shown) + gap, ' ');
    }

    /// Every hour that has room, at its cell; below them where "now" is.
    [[nodiscard]] std::string hours() const {
        std::string line = start_of_line({});
        const std::size_t margin = line.size();
        for (int at = from_; at < to_; at += hour) {
            const std::size_t place = margin + cell_of(at);
            const bool is_first = at == from_;
            if ((!is_first && line.size() + 1 > place) || place + 2 > width_) continue;
            line.resize(place, ' ');
            line += fmt::format("{:02}", at / hour);
        }
        line += '\n';
        if (!now_) return line;
        return line + std::string(margin + *now_, ' ') + (style_.unicode ? "▼" : "v") + '\n';
    }

    [[nodiscard]] std::string lines_of(const std::string& name, std::vector<TimelineBlock>& row) {
        std::ranges::sort(row, {}, [](const TimelineBlock& block) {
            return std::tuple{block.starts, block.ends, block.state};
        });
        std::vector<Lane> lanes;
        for (const TimelineBlock& block : row) {
            const std::size_t first = std::min(cell_of(block.starts), cells_ - 1);
            const Span span{first, std::max(first + 1, cell_of(block.ends)), block.state};
            const auto into =
                std::ranges::find_if(lanes, [&](Lane& lane) { return fits_into(lane, span); });
            if (into == lanes.end()) lanes.push_back({span});
        }
        std::string text;
        for (const Lane& lane : lanes) {
            text += start_of_line(&lane == &lanes.front() ? name : std::string{});
            text += cells_of(lane) + '\n';
        }
        return text;
    }

    /// "Now" shows through where nothing is.
    [[nodiscard]] std::string cells_of(const Lane& lane) const {
        std::vector<std::string_view> cells(cells_, " ");
        if (now_) cells[*now_] = now_mark();
        for (const Span& span : lane) {
            for (std::size_t i = span.first; i < span.end; ++i) {
                cells[i] = mark_of(span.state, style_.unicode);
            }
        }
        std::string line;
        for (const std::string_view cell : cells) line += cell;
        line.erase(line.find_last_not_of(' ') + 1);
        return line;
    }

    [[nodiscard]] std::string_view now_mark() const { return style_.unicode ? "│" : "|"; }

    /// What the characters mean, in as many lines as it takes.
    [[nodiscard]] std::string legend() const {
        std::vector<std::string> entries;
        for (const ConferenceState state : states) {
            entries.push_back(fmt::format("{} {}", mark_of(state, style_.unicode),
                                          style_.russian ? russian_word(state) : word(state)));
        }
        if (style_.now) {
            entries.push_back(fmt::format("{} {} {:02}:{:02}", now_mark(),
                                          style_.russian ? "сейчас" : "now", *style_.now / hour,
                                          *style_.now % hour));
        }
        std::string text;
        std::size_t used = 0;
        for (const std::string& entry : entries) {
            const std::size_t columns = width_of(entry);
            const bool joins = used > 0 && used + gap + columns <= width_;
            if (used > 0) text += joins ? std::string(gap, ' ') : "\n";
            text += entry;
            used = joins ? used + gap + columns : columns;
        }
        return text + '\n';
    }

    const TimelineStyle& style_;
    std::size_t width_;
    std::map<std::string, std::vector<TimelineBlock>, RowOrder> rows_;
    int from_ = 0;
    int to_ = 0;
    std::size_t names_ = 0;  ///< columns of the rows' names
    std::size_t cells_ = 0;  ///< columns of the day
    std::optional<std::size_t> now_{};
};

}  // namespace

std::string Timeline::text(const TimelineStyle& style) const {
    return Layout{blocks_, style}.text();
}

}  // namespace rosterd::ctl
