// Rosters that say how many rows they were made of.
#pragma once

#include <cstddef>

#include "reconciler/roster.hpp"

namespace rosterd::test {

/// How many rows a read brought of what membership follows from, as a real journal tells it.
inline Roster counted(Roster roster) {
    const auto count = [&](Relation relation, std::size_t rows) {
        roster.rows[static_cast<std::size_t>(relation)] = rows;
    };
    count(Relation::person, roster.people.size());
    count(Relation::staff, roster.staff.size());
    count(Relation::school_class, roster.classes.id.size());
    count(Relation::class_teacher, roster.class_teachers.size());
    count(Relation::enrolment, roster.enrolments.size());
    count(Relation::guardian, roster.guardians.size());
    return roster;
}

}  // namespace rosterd::test
