// Counts by relation.
#include "daemon/rosterctl/written_journal.hpp"

#include "adapters/journal/import/journal_writer.hpp"
#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

std::string shown_target(const std::string& target) {
    return journal::is_postgres(target) ? "the PostgreSQL database" : target;
}

boost::json::object row_counts(const journal::JournalTables& tables) {
    boost::json::object counts;
    for (const journal::JournalTable& table : tables.tables()) {
        if (table.rows() > 0) counts[spec_of(table.relation()).name] = table.rows();
    }
    return counts;
}

void print_row_counts(const journal::JournalTables& tables) {
    Table table{{{"RELATION", Column::Kind::id}, {"ROWS", Column::Kind::number}}};
    for (const auto& member : row_counts(tables)) {
        table.add({std::string{member.key()}, std::to_string(member.value().get_uint64())});
    }
    print_table(table);
}

}  // namespace rosterd::ctl
