// A tiny school as plain facts, and who belongs in which chat by the rules of the profile "sgo": a
// naive oracle that shares no code with the product.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/ports.hpp"
#include "tests/simulation/year/dice.hpp"

namespace rosterd::test {

struct PersonRow {
    bool blocked = false;
    UserId user = 0;        ///< 0: no row in profile_link
    bool unlinked = false;  ///< the link's row says so
};

struct StudyGroup {
    std::string school_class;
    std::string subject;
};

/// A chat's secretary adds or removes somebody, for a time.
struct HandEdit {
    bool adds = false;
    UnixSeconds made_at = 0;
    UnixSeconds until = 0;  ///< 0: for ever
    [[nodiscard]] bool in_force(UnixSeconds now) const {
        return made_at <= now && (until == 0 || now < until);
    }
};

/// A video call of the teachers, planned in the journal.
struct CallTime {
    UnixSeconds starts = 0;
    UnixSeconds ends = 0;
};

/// Relations that a faulty journal may lose rows of.
enum class FactKind : std::uint8_t {
    people,
    staff,
    classes,
    class_teachers,
    enrolments,
    guardians,
    groups,
    group_teachers,
    links,
};
inline constexpr std::size_t fact_kinds = 9;
[[nodiscard]] std::string_view word(FactKind kind);

struct SchoolFacts {
    using Pairs = std::set<std::pair<std::string, std::string>>;

    std::map<std::string, PersonRow> people;
    std::map<std::string, bool> staff;                ///< teachers; true: school administrator too
    std::map<std::string, std::string> classes;       ///< id -> name
    std::map<std::string, std::string> predecessors;  ///< class -> the class that it goes on from
    Pairs class_teachers;                             ///< class, person
    Pairs enrolments;                                 ///< class, student
    Pairs guardians;                                  ///< student, parent
    std::map<std::string, StudyGroup> groups;         ///< of a whole class each
    Pairs group_teachers;                             ///< group, person
    std::map<std::pair<std::string, std::string>, HandEdit> edits;  ///< by chat key and person
    std::map<std::string, CallTime> calls;  ///< by id; no two of them overlap

    [[nodiscard]] std::size_t count(FactKind kind) const;
    /// Leaves `keep` rows of this relation, whichever the dice choose.
    void lose(FactKind kind, std::size_t keep, Dice& dice);
};

/// Two to four classes with their pupils, parents and teachers.
[[nodiscard]] SchoolFacts small_school(Dice& dice);

/// As a journal's adapter would read them: through the product's builder.
[[nodiscard]] JournalRead read_of(const SchoolFacts& facts, const School& school);

struct WantedChat {
    std::string title;
    std::map<UserId, bool> members;  ///< user -> administrator
};
using WantedChats = std::map<std::string, WantedChat>;  ///< by chat key

/// Edits by hand end by themselves: who is wanted depends on the time.
[[nodiscard]] WantedChats wanted_chats(const SchoolFacts& facts, UnixSeconds now);
[[nodiscard]] bool wants(const WantedChats& chats, const std::string& key, UserId user);
/// An edit in force says that this user is not in the chat.
[[nodiscard]] bool removed_by_hand(const SchoolFacts& facts, const std::string& key, UserId user,
                                   UnixSeconds now);
/// The chat that goes on as another since its class has a successor; else the chat itself.
[[nodiscard]] std::string heir_of(const SchoolFacts& facts, const std::string& key);
/// Has a tie to the school and is not blocked.
[[nodiscard]] bool belongs_to_school(const SchoolFacts& facts, const std::string& person);

}  // namespace rosterd::test
