// Rows of the journal contract -> one valid Roster and what was wrong with the rest. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/finding.hpp"
#include "reconciler/roster.hpp"

namespace rosterd {

/// One column's value as text; nothing for NULL. Booleans t/f, true/false or 1/0; roles comma
/// separated or as a PostgreSQL array; days and instants as day.hpp reads them.
using Field = std::optional<std::string_view>;

/// Limits of outside data. A longer value quarantines its row; in a row that makes a person, class
/// or group known, a longer field only puts that one in doubt (a longer id: quarantines the row).
inline constexpr std::size_t id_bytes_max = 200;
inline constexpr std::size_t field_bytes_max = 4'000;

struct BuiltRoster {
    Roster roster;
    std::vector<Finding> findings;  ///< at most findings_max, then one that counts the rest
    static constexpr std::size_t findings_max = 1'000;
};

/// Takes one school's rows relation by relation, in the order of journal_contract(). Bad rows are
/// quarantined and reported; they never stop the school and never turn into a removal: people,
/// classes and groups they concern are marked doubtful. Not thread-safe; use once.
class RosterBuilder {
  public:
    /// Lessons that no conference names are dropped, but for those with an id in `lessons`.
    explicit RosterBuilder(School school, std::vector<std::string> lessons = {});
    ~RosterBuilder();

    /// One row; `fields` in the column order of the relation's spec (school_id included).
    /// Views need to live only during the call.
    void add(Relation relation, std::span<const Field> fields);

    /// Sorts, resolves and checks. The builder is empty afterwards.
    [[nodiscard]] BuiltRoster build();

    struct State;  ///< of the implementation only

  private:
    std::unique_ptr<State> state_;
};

/// Parses one row of the relation `school` (column order of its spec).
[[nodiscard]] std::optional<School> parse_school(std::span<const Field> fields, std::uint64_t row,
                                                 std::vector<Finding>& findings);

}  // namespace rosterd
