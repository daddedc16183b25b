// Feeds the builder relation by relation, in the order of the contract.
#include "adapters/journal/import/roster_of.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace rosterd::journal {
namespace {

std::span<const Field> fields_of(std::span<const Cell> cells, std::vector<Field>& buffer) {
    buffer.assign(cells.begin(), cells.end());
    return buffer;
}

/// The lessons that conferences name, as the adapters read them.
std::set<std::string, std::less<>> named_lessons(const JournalTables& tables) {
    constexpr std::size_t lesson_id = 4;
    std::set<std::string, std::less<>> named;
    const JournalTable& conferences = tables[Relation::conference];
    for (std::size_t row = 0; row < conferences.rows(); ++row) {
        const Cell& lesson = conferences.row(row)[lesson_id];
        if (lesson) named.emplace(*lesson);
    }
    return named;
}

}  // namespace

BuiltRoster roster_of(const JournalTables& tables, const School& school,
                      const std::vector<std::string>& more) {
    std::vector<Field> buffer;
    RosterBuilder builder{school, more};
    auto lessons = named_lessons(tables);
    lessons.insert(more.begin(), more.end());
    for (const RelationSpec& spec : journal_contract()) {
        if (!spec.in_roster) continue;
        const JournalTable& table = tables[spec.relation];
        for (std::size_t row = 0; row < table.rows(); ++row) {
            const Cell& id = table.row(row)[1];
            if (spec.only_named && (!id || !lessons.contains(*id))) continue;
            builder.add(spec.relation, fields_of(table.row(row), buffer));
        }
    }
    return builder.build();
}

Result<BuiltRoster> roster_of(const JournalTables& tables) {
    const JournalTable& schools = tables[Relation::school];
    if (schools.rows() != 1) {
        return Error{ErrorKind::invalid_input, "the tables do not hold exactly one school"};
    }
    std::vector<Field> buffer;
    std::vector<Finding> findings;
    const auto school = parse_school(fields_of(schools.row(0), buffer), 1, findings);
    if (!school) return Error{ErrorKind::invalid_input, "the row of the school is not valid"};
    BuiltRoster built = roster_of(tables, *school);
    built.findings.insert(built.findings.begin(), findings.begin(), findings.end());
    return built;
}

}  // namespace rosterd::journal
