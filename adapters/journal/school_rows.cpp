// Schools from rows, and the check of a relation's shape before it is read.
#include "adapters/journal/school_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "adapters/journal/contract_journal.hpp"

namespace rosterd {
namespace {

bool equal(const School& a, const School& b) {
    const auto key = [](const School& s) {
        return std::tie(s.id, s.name, s.time_zone, s.profile, s.account, s.enabled);
    };
    return key(a) == key(b);
}

}  // namespace

void SchoolRows::add(std::span<const Field> fields) {
    auto school = parse_school(fields, ++row_, findings_);
    if (!school) return;
    schools_.push_back(std::move(*school));
    numbers_.push_back(row_);
}

std::vector<School> SchoolRows::take() {
    std::map<std::string, std::size_t, std::less<>> first;
    std::vector<School> unique;
    for (std::size_t i = 0; i < schools_.size(); ++i) {
        const auto [entry, fresh] = first.try_emplace(schools_[i].id, unique.size());
        if (fresh) {
            unique.push_back(schools_[i]);
            continue;
        }
        const bool same = equal(schools_[i], unique[entry->second]);
        findings_.push_back(
            {same ? Severity::note : Severity::error, "school", numbers_[i],
             fmt::format("school_id '{}'", schools_[i].id),
             same ? "exact duplicate row ignored"
                  : "occurs twice with different data: the school is left alone until one of the "
                    "rows is deleted"});
        if (!same) unique[entry->second].enabled = false;
    }
    std::ranges::sort(unique, {}, &School::id);
    return unique;
}

void add_copy(std::span<const Field> fields, std::vector<SchoolCopy>& copies) {
    if (!fields[0] || !fields[1]) return;
    const auto as_of = parse_instant(*fields[1]);
    if (as_of) copies.push_back({std::string{*fields[0]}, *as_of});
}

std::string_view expected(ColumnType type) {
    switch (type) {
        case ColumnType::text:
            return "text";
        case ColumnType::boolean:
            return "true or false";
        case ColumnType::day:
            return "a date";
        case ColumnType::local_time:
            return "a timestamp without time zone (the school's time)";
        case ColumnType::instant:
            return "a timestamp with time zone";
    }
    return "text";
}

namespace {

/// 'a', 'b''c': texts of the control API, as SQL's literals. One that no text column can hold is
/// left out.
std::string literals(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) {
        if (text.find('\0') != std::string::npos) continue;
        list += list.empty() ? "'" : ", '";
        for (const char each : text) list.append(each == '\'' ? 2 : 1, each);
        list += '\'';
    }
    return list;
}

}  // namespace

std::string named_condition(const RelationSpec& spec, const RelationShape& lesson,
                            const RelationShape& conference, std::string_view conference_condition,
                            std::string_view home, const std::vector<std::string>& more) {
    if (!spec.only_named) return {};
    const ColumnShape* id = lesson.find("lesson_id");
    const ColumnShape* named = conference.find("lesson_id");
    const bool comparable = id != nullptr && named != nullptr && id->type == named->type;
    // The cast costs the index, but no lesson may look absent for a difference in types.
    const std::string_view column = comparable ? "\"lesson_id\"" : "CAST(\"lesson_id\" AS text)";
    const std::string named_by_journal =
        fmt::format("{} IN (SELECT {} FROM {}\"{}\" WHERE {})", column, column, home,
                    spec_of(Relation::conference).name, conference_condition);
    const std::string list = literals(more);
    if (list.empty()) return " AND " + named_by_journal;
    return fmt::format(" AND ({} OR CAST(\"lesson_id\" AS text) IN ({}))", named_by_journal, list);
}

std::optional<std::string> shape_fault(const RelationSpec& spec, const RelationShape& shape,
                                       const std::string& home) {
    if (!shape.exists) return fmt::format("relation {}{} is missing", home, spec.name);
    for (const Column& column : spec.columns) {
        const ColumnShape* found = shape.find(column.name);
        if (found == nullptr) {
            return fmt::format("column {}{}.{} is missing", home, spec.name, column.name);
        }
        if (!found->readable) {
            return fmt::format("column {}{}.{} is {}: expected {}", home, spec.name, column.name,
                               found->type, expected(column.type));
        }
    }
    return std::nullopt;
}

}  // namespace rosterd
