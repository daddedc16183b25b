// A table that fits the terminal. It lays out; it prints nothing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rosterd::ctl {

struct Column {
    enum class Kind {
        text,    ///< shortened first when the line is too long
        id,      ///< to be copied: shortened only when nothing else helps
        number,  ///< at the right edge of its column; shortened like an id
    };
    std::string header;
    Kind kind = Kind::text;
};

class Table {
  public:
    explicit Table(std::vector<Column> columns) : columns_{std::move(columns)} {}

    /// One cell for each column; control characters are replaced.
    void add(std::vector<std::string> cells);

    [[nodiscard]] std::size_t rows() const { return rows_.size(); }

    /// Header and rows, a line each, none wider than `width` columns (0: as wide as it takes).
    /// `emphasis` makes the header bold by the terminal's own sequence.
    [[nodiscard]] std::string text(std::size_t width, bool emphasis) const;

  private:
    [[nodiscard]] std::vector<std::size_t> widths(std::size_t width) const;
    [[nodiscard]] std::string line(const std::vector<std::string>& cells,
                                   const std::vector<std::size_t>& widths) const;

    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace rosterd::ctl
