// Cells by relation, and their digest.
#include "adapters/journal/import/journal_tables.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace rosterd::journal {

JournalTable::JournalTable(Relation relation)
    : relation_{relation}, width_{spec_of(relation).columns.size()} {}

void JournalTable::append(const JournalTable& other) {
    if (other.relation_ != relation_) throw std::logic_error{"rows of another relation"};
    cells_.insert(cells_.end(), other.cells_.begin(), other.cells_.end());
}

void JournalTable::require_width(std::size_t cells) const {
    if (cells == width_) return;
    throw std::logic_error{fmt::format("relation {} has {} columns, the row has {}",
                                       spec_of(relation_).name, width_, cells)};
}

JournalTables::JournalTables() {
    tables_.reserve(relation_count);
    for (std::size_t index = 0; index < relation_count; ++index) {
        tables_.emplace_back(static_cast<Relation>(index));
    }
}

std::size_t JournalTables::rows() const {
    std::size_t sum = 0;
    for (const JournalTable& table : tables_) sum += table.rows();
    return sum;
}

void JournalTables::append(const JournalTables& other) {
    for (std::size_t index = 0; index < tables_.size(); ++index) {
        tables_[index].append(other.tables_[index]);
    }
}

std::string JournalTables::digest() const {
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    const auto mix = [&hash](unsigned char byte) {
        hash ^= byte;
        hash *= 1'099'511'628'211U;
    };
    for (const JournalTable& table : tables_) {
        if (table.relation() == Relation::change_marker) continue;
        mix(static_cast<unsigned char>(table.relation()));
        for (std::size_t index = 0; index < table.rows(); ++index) {
            for (const Cell& cell : table.row(index)) {
                // 0xFF and 0xFE occur in no UTF-8 text, so neighbours cannot be confused.
                mix(cell ? 0xFF : 0xFE);
                if (!cell) continue;
                for (const char byte : *cell) mix(static_cast<unsigned char>(byte));
            }
        }
    }
    return fmt::format("{:016x}", hash);
}

}  // namespace rosterd::journal
