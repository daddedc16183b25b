// Column widths by need, then taken from the widest until the line fits.
#include "daemon/rosterctl/table.hpp"

#include <algorithm>
#include <numeric>

#include "daemon/rosterctl/text.hpp"

namespace rosterd::ctl {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t least_text = 8;  ///< a text column is not narrowed further for ids' sake
constexpr std::size_t least = 1;

}  // namespace

void Table::add(std::vector<std::string> cells) {
    for (std::string& cell : cells) cell = printable(cell);
    cells.resize(columns_.size());
    rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(std::size_t width) const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t need = width_of(columns_[i].header);
        for (const auto& row : rows_) need = std::max(need, width_of(row[i]));
        widths.push_back(need);
    }
    if (width == 0 || columns_.empty()) return widths;
    const std::size_t gaps = gap * (columns_.size() - 1);
    const auto too_wide = [&] {
        return std::accumulate(widths.begin(), widths.end(), gaps) > width;
    };
    const auto narrow = [&](std::size_t floor, bool ids) {
        while (too_wide()) {
            std::size_t widest = columns_.size();
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                if (!ids && columns_[i].kind != Column::Kind::text) continue;
                if (widths[i] <= floor) continue;
                if (widest == columns_.size() || widths[i] > widths[widest]) widest = i;
            }
            if (widest == columns_.size()) return;
            --widths[widest];
        }
    };
    narrow(least_text, false);
    narrow(least, true);
    return widths;
}

std::string Table::line(const std::vector<std::string>& cells,
                        const std::vector<std::size_t>& widths) const {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const std::string cell = shortened(cells[i], widths[i]);
        const std::string space(widths[i] - width_of(cell), ' ');
        if (i > 0) line.append(gap, ' ');
        line += columns_[i].kind == Column::Kind::number ? space + cell : cell + space;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

std::string Table::text(std::size_t width, bool emphasis) const {
    const std::vector<std::size_t> chosen = widths(width);
    std::vector<std::string> headers;
    for (const Column& column : columns_) headers.push_back(column.header);
    std::string text = emphasis ? "\x1b[1m" : "";
    text += line(headers, chosen) + (emphasis ? "\x1b[0m\n" : "\n");
    for (const auto& row : rows_) text += line(row, chosen) + '\n';
    return text;
}

}  // namespace rosterd::ctl
