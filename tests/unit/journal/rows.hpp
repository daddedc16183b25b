// Feeds rows to a RosterBuilder and asks what became of them. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/roster_builder.hpp"

namespace rosterd::test {

inline constexpr const char* null = nullptr;

/// A school with two pupils and a parent in class 7v, a teacher, and the study group alg.
class Rows {
  public:
    Rows() = default;

    /// Columns after school_id; missing ones at the end are NULL.
    Rows& add(Relation relation, const std::vector<const char*>& values) {
        const RelationSpec& spec = spec_of(relation);
        std::vector<Field> fields(spec.columns.size());
        fields[0] = "1";
        std::size_t column = 1;
        for (const char* value : values) {
            if (value != nullptr) fields.at(column) = value;
            ++column;
        }
        builder_.add(relation, fields);
        return *this;
    }

    Rows& person(const char* id) { return add(Relation::person, {id, "Ivanova", "Anna"}); }

    Rows& small_school() {
        for (const char* id : {"p1", "s1", "s2", "t1"}) person(id);
        add(Relation::staff, {"t1", "teaching", "teacher"});
        add(Relation::school_class, {"7v", "7V", "7", "V"});
        add(Relation::class_teacher, {"7v", "t1"});
        add(Relation::enrolment, {"7v", "s1"});
        add(Relation::enrolment, {"7v", "s2"});
        add(Relation::guardian, {"p1", "s1"});
        return *this;
    }

    BuiltRoster build() { return builder_.build(); }

  private:
    RosterBuilder builder_{School{"1", "School 1", "Europe/Moscow", "sgo", "main", true}};
};

inline std::string all(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) text += to_string(finding) + "\n";
    return text;
}

/// The only finding; a failure when there are none or several.
inline Finding only(const std::vector<Finding>& findings) {
    EXPECT_EQ(findings.size(), 1U) << all(findings);
    return findings.empty() ? Finding{Severity::note, "", 0, "", ""} : findings.front();
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

inline std::uint32_t position(const Roster& roster, const std::vector<TextRef>& ids,
                              std::string_view id) {
    for (std::uint32_t i = 0; i < ids.size(); ++i) {
        if (roster.text.view(ids[i]) == id) return i;
    }
    return no_index;
}

inline bool person_in_doubt(const Roster& roster, std::string_view id) {
    return roster.people.doubtful.at(position(roster, roster.people.id, id)) != 0;
}

inline bool class_in_doubt(const Roster& roster, std::string_view id) {
    return roster.classes.doubtful.at(position(roster, roster.classes.id, id)) != 0;
}

inline bool group_in_doubt(const Roster& roster, std::string_view id) {
    return roster.groups.doubtful.at(position(roster, roster.groups.id, id)) != 0;
}

inline std::uint64_t rows_of(const Roster& roster, Relation relation) {
    return roster.rows.at(static_cast<std::size_t>(relation));
}

/// Nobody and no chat is in doubt.
inline bool free_of_doubt(const Roster& roster) {
    const auto none = [](const std::vector<std::uint8_t>& flags) {
        return std::ranges::count(flags, 0) == static_cast<std::ptrdiff_t>(flags.size());
    };
    return none(roster.people.doubtful) && none(roster.classes.doubtful) &&
           none(roster.groups.doubtful) && roster.doubtful_chats.empty() &&
           roster.doubtful_users.empty();
}

}  // namespace rosterd::test
