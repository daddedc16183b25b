// The journal contract as data. What a column means is told in adapters/journal/contract.sql.
#include "reconciler/contract.hpp"

#include <array>

namespace rosterd {
namespace {

using enum ColumnType;
constexpr bool required = true;
constexpr bool may_be_null = false;

constexpr Column school_id{"school_id", text, required};
constexpr Column person_id{"person_id", text, required};
constexpr Column class_id{"class_id", text, required};
constexpr Column group_id{"group_id", text, required};
constexpr Column valid_from{"valid_from", day, may_be_null};
constexpr Column valid_to{"valid_to", day, may_be_null};

constexpr std::array school_columns{
    school_id,
    Column{"name", text, may_be_null},
    Column{"time_zone", text, required},
    Column{"profile", text, may_be_null},
    Column{"account", text, may_be_null},
    Column{"enabled", boolean, may_be_null},
};
constexpr std::array person_columns{
    school_id,
    person_id,
    Column{"last_name", text, may_be_null},
    Column{"first_name", text, may_be_null},
    Column{"middle_name", text, may_be_null},
    Column{"phone", text, may_be_null},
    Column{"blocked", boolean, may_be_null},
};
constexpr std::array staff_columns{
    school_id,
    person_id,
    Column{"position_type", text, may_be_null},
    Column{"roles", text, may_be_null},
    valid_from,
    valid_to,
};
constexpr std::array class_columns{
    school_id,
    class_id,
    Column{"name", text, required},
    Column{"grade", text, may_be_null},
    Column{"letter", text, may_be_null},
    Column{"predecessor_id", text, may_be_null},
    valid_from,
    valid_to,
};
constexpr std::array class_person_columns{school_id, class_id, person_id, valid_from, valid_to};
constexpr std::array guardian_columns{
    school_id,
    Column{"parent_id", text, required},
    Column{"student_id", text, required},
    valid_from,
    valid_to,
};
constexpr std::array study_group_columns{
    school_id,
    group_id,
    Column{"subject", text, required},
    Column{"name", text, may_be_null},
    Column{"whole_class", boolean, required},
    valid_from,
    valid_to,
};
constexpr std::array group_class_columns{school_id, group_id, class_id, valid_from, valid_to};
constexpr std::array group_person_columns{school_id, group_id, person_id, valid_from, valid_to};
constexpr std::array lesson_columns{
    school_id,
    Column{"lesson_id", text, required},
    group_id,
    Column{"starts_at", local_time, required},
    Column{"ends_at", local_time, required},
    Column{"cancelled", boolean, may_be_null},
};
constexpr std::array profile_link_columns{
    school_id,
    person_id,
    Column{"platform", text, required},
    Column{"user_id", text, may_be_null},
    Column{"phone", text, may_be_null},
    Column{"state", text, required},
    Column{"linked_at", instant, may_be_null},
};
constexpr std::array chat_request_columns{
    school_id,
    Column{"request_id", text, required},
    Column{"kind", text, required},
    Column{"class_id", text, may_be_null},
    Column{"group_id", text, may_be_null},
    Column{"title", text, may_be_null},
    Column{"created_by", text, may_be_null},
    Column{"created_at", instant, may_be_null},
    Column{"deleted_at", instant, may_be_null},
};
constexpr std::array chat_request_person_columns{
    school_id,
    Column{"request_id", text, required},
    person_id,
    Column{"admin", boolean, may_be_null},
};
constexpr std::array chat_edit_columns{
    school_id,
    Column{"chat_key", text, required},
    person_id,
    Column{"edit", text, required},
    Column{"made_by", text, may_be_null},
    Column{"made_at", instant, required},
    Column{"until", instant, may_be_null},
};
constexpr std::array conference_columns{
    school_id,
    Column{"conference_id", text, required},
    Column{"kind", text, required},
    Column{"chat_key", text, may_be_null},
    Column{"lesson_id", text, may_be_null},
    Column{"title", text, may_be_null},
    Column{"starts_at", local_time, required},
    Column{"ends_at", local_time, required},
    Column{"created_by", text, may_be_null},
    Column{"finish_requested_at", instant, may_be_null},
    Column{"deleted_at", instant, may_be_null},
};
constexpr std::array conference_person_columns{
    school_id,
    Column{"conference_id", text, required},
    person_id,
};
constexpr std::array change_marker_columns{school_id, Column{"marker", text, required}};
constexpr std::array journal_copy_columns{school_id, Column{"as_of", instant, required}};

constexpr bool in_roster = true;
constexpr bool beside_roster = false;
constexpr bool mandatory = false;
constexpr bool optional = true;
constexpr bool only_named = true;

constexpr std::array<RelationSpec, relation_count> relations{{
    {Relation::school, "school", school_columns, mandatory, beside_roster},
    {Relation::person, "person", person_columns, mandatory, in_roster},
    {Relation::staff, "staff", staff_columns, mandatory, in_roster},
    {Relation::school_class, "class", class_columns, mandatory, in_roster},
    {Relation::class_teacher, "class_teacher", class_person_columns, mandatory, in_roster},
    {Relation::enrolment, "enrolment", class_person_columns, mandatory, in_roster},
    {Relation::guardian, "guardian", guardian_columns, mandatory, in_roster},
    {Relation::study_group, "study_group", study_group_columns, mandatory, in_roster},
    {Relation::study_group_class, "study_group_class", group_class_columns, mandatory, in_roster},
    {Relation::study_group_teacher, "study_group_teacher", group_person_columns, mandatory,
     in_roster},
    {Relation::study_group_student, "study_group_student", group_person_columns, mandatory,
     in_roster},
    {Relation::lesson, "lesson", lesson_columns, mandatory, in_roster, only_named},
    {Relation::profile_link, "profile_link", profile_link_columns, mandatory, in_roster},
    {Relation::chat_request, "chat_request", chat_request_columns, mandatory, in_roster},
    {Relation::chat_request_person, "chat_request_person", chat_request_person_columns, mandatory,
     in_roster},
    {Relation::chat_edit, "chat_edit", chat_edit_columns, mandatory, in_roster},
    {Relation::conference, "conference", conference_columns, mandatory, in_roster},
    {Relation::conference_person, "conference_person", conference_person_columns, mandatory,
     in_roster},
    {Relation::change_marker, "change_marker", change_marker_columns, optional, beside_roster},
    {Relation::journal_copy, "journal_copy", journal_copy_columns, optional, beside_roster},
}};

constexpr bool in_enumeration_order() {
    for (std::size_t i = 0; i < relations.size(); ++i) {
        if (static_cast<std::size_t>(relations[i].relation) != i) return false;
    }
    return true;
}
static_assert(in_enumeration_order(), "spec_of() indexes by enumerator");

}  // namespace

std::span<const RelationSpec> journal_contract() {
    return relations;
}

const RelationSpec& spec_of(Relation relation) {
    return relations.at(static_cast<std::size_t>(relation));
}

}  // namespace rosterd
