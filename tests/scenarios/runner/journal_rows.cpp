// The journal of one scenario as rows.
#include "tests/scenarios/runner/journal_rows.hpp"

#include <algorithm>

#include "reconciler/contract.hpp"

namespace rosterd::scenario {
namespace {

const std::string* value_of(const Row& row, std::string_view column) {
    const auto found = row.values.find(column);
    return found == row.values.end() ? nullptr : &found->second;
}

bool same_key(const Row& a, const Row& b) {
    if (a.relation != b.relation) return false;
    return std::ranges::all_of(key_columns(a.relation), [&](std::string_view column) {
        const std::string* left = value_of(a, column);
        const std::string* right = value_of(b, column);
        return (left == nullptr) == (right == nullptr) && (left == nullptr || *left == *right);
    });
}

constexpr std::string_view person_columns[] = {"person_id", "parent_id", "student_id", "created_by",
                                               "made_by"};

}  // namespace

std::vector<std::string_view> key_columns(Relation relation) {
    switch (relation) {
        case Relation::school_class:
            return {"class_id"};
        case Relation::class_teacher:
        case Relation::enrolment:
            return {"class_id", "person_id"};
        case Relation::guardian:
            return {"parent_id", "student_id"};
        case Relation::study_group:
            return {"group_id"};
        case Relation::study_group_class:
            return {"group_id", "class_id"};
        case Relation::study_group_teacher:
        case Relation::study_group_student:
            return {"group_id", "person_id"};
        case Relation::profile_link:
            return {"person_id", "platform"};
        case Relation::chat_request:
            return {"request_id"};
        case Relation::chat_request_person:
            return {"request_id", "person_id"};
        case Relation::chat_edit:
            return {"chat_key", "person_id", "edit"};
        case Relation::conference:
            return {"conference_id"};
        case Relation::conference_person:
            return {"conference_id", "person_id"};
        case Relation::lesson:
            return {"lesson_id"};
        case Relation::school:
        case Relation::change_marker:
        case Relation::journal_copy:
        case Relation::person:
        case Relation::staff:
            break;
    }
    return {"person_id"};
}

void JournalRows::know_people(const Row& row) {
    for (const std::string_view column : person_columns) {
        const std::string* id = value_of(row, column);
        if (id == nullptr) continue;
        Row person{Relation::person, {{"person_id", *id}}};
        const bool known = std::ranges::any_of(
            rows_, [&](const Row& candidate) { return same_key(candidate, person); });
        if (known) continue;
        person.values["last_name"] = "Фамилия";
        person.values["first_name"] = "Имя";
        rows_.push_back(std::move(person));
    }
}

void JournalRows::add(Row row) {
    if (row.relation != Relation::person) know_people(row);
    rows_.push_back(std::move(row));
}

bool JournalRows::change(const Row& row) {
    bool found = false;
    for (Row& candidate : rows_) {
        if (!same_key(candidate, row)) continue;
        found = true;
        for (const auto& [column, value] : row.values) candidate.values[column] = value;
    }
    return found;
}

bool JournalRows::remove(const Row& row) {
    return std::erase_if(rows_, [&](const Row& candidate) { return same_key(candidate, row); }) > 0;
}

BuiltRoster JournalRows::read(School school, std::vector<std::string> lessons) const {
    const std::string school_id = school.id;
    RosterBuilder builder{std::move(school), std::move(lessons)};
    for (const RelationSpec& spec : journal_contract()) {
        if (!spec.in_roster) continue;
        for (const Row& row : rows_) {
            if (row.relation != spec.relation) continue;
            std::vector<Field> fields;
            for (const Column& column : spec.columns) {
                const std::string* value = value_of(row, column.name);
                if (column.name == "school_id") {
                    fields.emplace_back(school_id);
                } else if (value == nullptr || value->empty()) {
                    fields.emplace_back(std::nullopt);
                } else {
                    fields.emplace_back(*value);
                }
            }
            builder.add(spec.relation, fields);
        }
    }
    return builder.build();
}

}  // namespace rosterd::scenario
