// One or more schools as rows of the journal contract, in memory. No I/O, no meaning, only cells.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reconciler/contract.hpp"

namespace rosterd::journal {

/// One value as text, or nothing for NULL. Booleans are `1` and `0`, days `YYYY-MM-DD`, local
/// times `YYYY-MM-DD HH:MM:SS`, instants ISO 8601 with offset, roles comma separated: the forms
/// that PostgreSQL, SQLite and RosterBuilder all read.
using Cell = std::optional<std::string>;

[[nodiscard]] inline Cell cell_of(bool value) {
    return std::string{value ? "1" : "0"};
}

/// The rows of one relation, cells side by side in the column order of the contract.
class JournalTable {
  public:
    explicit JournalTable(Relation relation);

    /// Appends one row. Exactly one argument for each column of the contract, school_id first;
    /// any other number is a bug of the caller and throws std::logic_error.
    template <class... Cells>
    void add(Cells&&... cells) {
        require_width(sizeof...(cells));
        (cells_.emplace_back(std::forward<Cells>(cells)), ...);
    }

    [[nodiscard]] Relation relation() const { return relation_; }
    [[nodiscard]] std::size_t width() const { return width_; }
    [[nodiscard]] std::size_t rows() const { return cells_.size() / width_; }
    /// Valid until the next add().
    [[nodiscard]] std::span<const Cell> row(std::size_t index) const {
        return std::span{cells_}.subspan(index * width_, width_);
    }
    /// Appends the rows of the same relation of another school.
    void append(const JournalTable& other);

    friend bool operator==(const JournalTable&, const JournalTable&) = default;

  private:
    void require_width(std::size_t cells) const;

    Relation relation_;
    std::size_t width_;
    std::vector<Cell> cells_;
};

/// One table for each relation of the contract. A value: copy, compare, hand over.
class JournalTables {
  public:
    JournalTables();

    [[nodiscard]] JournalTable& operator[](Relation relation) {
        return tables_[static_cast<std::size_t>(relation)];
    }
    [[nodiscard]] const JournalTable& operator[](Relation relation) const {
        return tables_[static_cast<std::size_t>(relation)];
    }
    /// In the order of journal_contract().
    [[nodiscard]] std::span<const JournalTable> tables() const { return tables_; }
    /// Rows of all relations together.
    [[nodiscard]] std::size_t rows() const;
    void append(const JournalTables& other);

    /// FNV-1a of all cells of all relations but change_marker, as 16 hexadecimal digits: equal
    /// tables have equal digests on every machine.
    [[nodiscard]] std::string digest() const;

    friend bool operator==(const JournalTables&, const JournalTables&) = default;

  private:
    std::vector<JournalTable> tables_;
};

}  // namespace rosterd::journal
