// A journal that keeps the contract in relations, and can say what those look like. No database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ports.hpp"
#include "reconciler/contract.hpp"

namespace rosterd {

struct ColumnShape {
    std::string name;
    std::string type;      ///< as the database calls it, e.g. "timestamp with time zone"
    bool readable = true;  ///< false: this type cannot hold what the contract's column means
};

/// One relation of the contract as it is in the database.
struct RelationShape {
    Relation relation{};
    bool exists = false;
    std::vector<ColumnShape> columns;   ///< all of the relation, the contract's and others
    std::optional<std::uint64_t> rows;  ///< nothing when they could not be counted
    std::string error;                  ///< why not, without data of the rows

    [[nodiscard]] const ColumnShape* find(std::string_view column) const {
        for (const ColumnShape& shape : columns) {
            if (shape.name == column) return &shape;
        }
        return nullptr;
    }
};

class ContractJournal : public Journal {
  public:
    /// All relations of journal_contract(), in its order, with their rows counted. Slow on a large
    /// journal; for `rosterctl journal check` only. Errors: as the Journal's.
    virtual Result<std::vector<RelationShape>> inspect() = 0;
};

/// What a read lacks, if anything: "relation class is missing", "column class.name is missing",
/// "column staff.valid_from is timestamp with time zone: expected a date". `home` is put before the
/// relation's name, e.g. "rosterd_journal.".
[[nodiscard]] std::optional<std::string> shape_fault(const RelationSpec& spec,
                                                     const RelationShape& shape,
                                                     const std::string& home);

/// For a relation of which only named rows are read: the condition that says so, to stand behind
/// the one on school_id; empty for every other. `conference_condition` is the condition on
/// conference's own school_id, `home` as above; rows with an id in `more` count too. Works where
/// the two lesson_id differ in type.
[[nodiscard]] std::string named_condition(const RelationSpec& spec, const RelationShape& lesson,
                                          const RelationShape& conference,
                                          std::string_view conference_condition,
                                          std::string_view home,
                                          const std::vector<std::string>& more);

/// "a date", "true or false", ...
[[nodiscard]] std::string_view expected(ColumnType type);

}  // namespace rosterd
