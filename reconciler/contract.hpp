// The journal contract, version 1, as data: relations, columns, types (design §3).
// Adapters select from it, RosterBuilder parses by it, `journal check` compares with it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rosterd {

enum class Relation : std::uint8_t {
    school,
    person,
    staff,
    school_class,
    class_teacher,
    enrolment,
    guardian,
    study_group,
    study_group_class,
    study_group_teacher,
    study_group_student,
    lesson,
    profile_link,
    chat_request,
    chat_request_person,
    chat_edit,
    conference,
    conference_person,
    change_marker,
    journal_copy,
};
inline constexpr std::size_t relation_count = 20;

enum class ColumnType : std::uint8_t { text, boolean, day, local_time, instant };

struct Column {
    std::string_view name;
    ColumnType type;
    bool required;  ///< a row without a value here is quarantined
};

struct RelationSpec {
    Relation relation;
    std::string_view name;
    std::span<const Column> columns;  ///< school_id first
    bool optional;                    ///< the journal may lack the relation altogether
    bool in_roster;                   ///< part of what one school's read brings in
    /// Of this relation a read brings in only the rows that `conference` names: a year's timetable
    /// is many times larger than all the rest.
    bool only_named = false;
};

/// All relations in the order in which a school must be read: a row only refers to earlier ones.
[[nodiscard]] std::span<const RelationSpec> journal_contract();
[[nodiscard]] const RelationSpec& spec_of(Relation relation);

}  // namespace rosterd
