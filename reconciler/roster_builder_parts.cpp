// The capped list of findings.
#include "reconciler/roster_builder_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rosterd {
namespace {

/// Room stays for one note about duplicates per relation.
constexpr std::size_t row_findings_max = BuiltRoster::findings_max - relation_count;

}  // namespace

void FindingLog::add(Severity severity, const RowView& row, std::string message) {
    if (findings_.size() >= row_findings_max) {
        ++dropped_;
        return;
    }
    findings_.push_back(
        {severity, std::string{row.spec().name}, row.number(), row.key(), std::move(message)});
}

void FindingLog::duplicate(Relation relation, std::uint64_t row) {
    Duplicates& duplicates = duplicates_[static_cast<std::size_t>(relation)];
    duplicates.first_row = duplicates.count == 0 ? row : std::min(duplicates.first_row, row);
    ++duplicates.count;
}

std::vector<Finding> FindingLog::take() {
    for (const RelationSpec& spec : journal_contract()) {
        const Duplicates& duplicates = duplicates_[static_cast<std::size_t>(spec.relation)];
        if (duplicates.count == 0) continue;
        findings_.push_back(
            {Severity::note,
             std::string{spec.name},
             duplicates.first_row,
             {},
             fmt::format("{} exact duplicate row(s) ignored, this one first", duplicates.count)});
    }
    if (dropped_ > 0) {
        findings_.push_back({Severity::warning,
                             "journal",
                             0,
                             {},
                             fmt::format("{} more findings are not listed; correct those above, "
                                         "the others will show then",
                                         dropped_)});
    }
    return std::move(findings_);
}

}  // namespace rosterd
