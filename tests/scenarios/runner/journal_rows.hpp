// The journal of one scenario: contract rows as columns of text. Knows no rules and no YAML.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/roster_builder.hpp"

namespace rosterd::scenario {

/// One row of a relation: column name -> value; a column that is not there is NULL.
struct Row {
    Relation relation;
    std::map<std::string, std::string, std::less<>> values;
};

/// What a row is found by: the columns that name things, not those that tell about them.
[[nodiscard]] std::vector<std::string_view> key_columns(Relation relation);

class JournalRows {
  public:
    /// A second row with the same key is a second row, as in a journal. People whom a row names
    /// get a row of `person` when they have none.
    void add(Row row);
    /// Writes the other columns of `row` into the rows with its key. False when there is none.
    bool change(const Row& row);
    /// The rows with this key are gone from the journal. False when there is none.
    bool remove(const Row& row);

    /// What one complete read of this journal gives, through the real builder: of the timetable the
    /// lessons that conferences or `lessons` name.
    [[nodiscard]] BuiltRoster read(School school, std::vector<std::string> lessons) const;
    [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

  private:
    void know_people(const Row& row);
    std::vector<Row> rows_;
};

}  // namespace rosterd::scenario
