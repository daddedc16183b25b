// Builds Roster values for tests from ids, sorted as roster.hpp demands. Judges nothing.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/roster.hpp"

namespace rosterd::testing {

/// "2026-09-01" as a Day; throws std::invalid_argument, for a test with a bad date proves nothing.
[[nodiscard]] Day day(std::string_view text);
/// "2026-09-01T10:00:00Z" as seconds; throws like day().
[[nodiscard]] UnixSeconds instant(std::string_view text);
[[nodiscard]] Validity since(std::string_view first);
[[nodiscard]] Validity until(std::string_view end);
[[nodiscard]] Validity between(std::string_view first, std::string_view end);

inline constexpr UnixSeconds never = std::numeric_limits<UnixSeconds>::max();

struct PersonFacts {
    bool blocked = false;
    bool doubtful = false;
};

struct ClassFacts {
    std::string name{};  ///< empty: the id
    std::string predecessor{};
    Validity validity{};
    bool doubtful = false;
};

struct GroupFacts {
    std::string subject = "История";
    std::string name{};
    bool whole_class = true;
    std::vector<std::string> classes{};
    std::vector<std::string> teachers{};
    std::vector<std::string> students{};
    Validity validity{};
    bool doubtful = false;
};

struct RequestFacts {
    ChatKind kind = ChatKind::custom;
    std::string about{};  ///< id of the class or group
    std::string title{};
    std::string created_by{};
    UnixSeconds created_at = 1;
    UnixSeconds deleted_at = 0;
};

struct ConferenceFacts {
    std::string chat{};   ///< key
    std::string group{};  ///< set: it is of a lesson of this group
    UnixSeconds deleted_at = 0;
};

struct EditFacts {
    UnixSeconds made_at = 1;
    UnixSeconds until = never;
    std::string made_by{};
};

/// Everything is named by id; people come into being when first mentioned.
class RosterMaker {
  public:
    RosterMaker& person(const std::string& id, PersonFacts facts = {});
    RosterMaker& staff(const std::string& person, PositionType position, std::uint8_t roles,
                       Validity validity = {});
    /// A teacher with a staff row in force always.
    RosterMaker& teacher(const std::string& id);
    RosterMaker& school_class(const std::string& id, ClassFacts facts = {});
    RosterMaker& class_teacher(const std::string& in, const std::string& person, Validity v = {});
    RosterMaker& enrol(const std::string& in, const std::string& person, Validity v = {});
    RosterMaker& guardian(const std::string& parent, const std::string& student, Validity v = {});
    RosterMaker& group(const std::string& id, const GroupFacts& facts);
    RosterMaker& group_class(const std::string& group, const std::string& in, Validity v);
    RosterMaker& group_teacher(const std::string& group, const std::string& person, Validity v);
    RosterMaker& group_student(const std::string& group, const std::string& person, Validity v);
    RosterMaker& link(const std::string& person, const std::string& user,
                      LinkState state = LinkState::linked, UnixSeconds linked_at = 1,
                      Platform platform = Platform::vk);
    /// Every person known so far that has no link gets one: 1000 + his position.
    RosterMaker& link_everybody();
    RosterMaker& request(const std::string& id, RequestFacts facts);
    RosterMaker& chosen(const std::string& request, const std::string& person, bool admin = false);
    RosterMaker& edit(const std::string& chat_key, const std::string& person, EditKind kind,
                      EditFacts facts = {});
    RosterMaker& conference(const std::string& id, ConferenceFacts facts);
    RosterMaker& doubtful_user(const std::string& user, Platform platform = Platform::vk);
    RosterMaker& doubtful_chat(const std::string& key);

    /// Forgets every row that names this person, the person included.
    RosterMaker& forget_person(const std::string& id);
    RosterMaker& end_enrolment(const std::string& in, const std::string& person);
    RosterMaker& end_staff(const std::string& person);
    RosterMaker& end_class_teacher(const std::string& in, const std::string& person);
    RosterMaker& end_guardian(const std::string& parent, const std::string& student);
    RosterMaker& end_group_teacher(const std::string& group, const std::string& person);
    RosterMaker& end_group_student(const std::string& group, const std::string& person);
    RosterMaker& unlink(const std::string& person, LinkState state = LinkState::unlinked);
    /// Adds rows in reverse order from now on at make(): the result must not depend on it.
    RosterMaker& reversed() {
        reversed_ = !reversed_;
        return *this;
    }

    [[nodiscard]] Roster make() const;
    [[nodiscard]] std::vector<std::string> people() const;

    struct NamedTie {
        std::string left, right;
        Validity validity;
    };
    struct StaffFacts {
        std::string person;
        PositionType position;
        std::uint8_t roles;
        Validity validity;
    };
    struct LinkFacts {
        std::string person, user;
        LinkState state;
        UnixSeconds linked_at;
        Platform platform;
    };
    struct ChosenFacts {
        std::string request, person;
        bool admin;
    };
    struct NamedEdit {
        std::string chat, person;
        EditKind kind;
        EditFacts facts;
    };
    struct GroupRow {
        std::string subject, name;
        bool whole_class;
        Validity validity;
        bool doubtful;
    };
    struct Rows {
        std::map<std::string, PersonFacts> people;
        std::map<std::string, ClassFacts> classes;
        std::map<std::string, GroupRow> groups;
        std::map<std::string, RequestFacts> requests;
        std::map<std::string, ConferenceFacts> conferences;
        std::vector<StaffFacts> staff;
        std::vector<NamedTie> class_teachers, enrolments, guardians;  ///< guardians: student first
        std::vector<NamedTie> group_classes, group_teachers, group_students;
        std::vector<LinkFacts> links;
        std::vector<ChosenFacts> chosen;
        std::vector<NamedEdit> edits;
        std::vector<std::pair<Platform, std::string>> doubtful_users;
        std::vector<std::string> doubtful_chats;
    };
    /// The rows as they were given, for naive re-implementations.
    [[nodiscard]] const Rows& rows() const { return rows_; }

  private:
    RosterMaker& erase_tie(std::vector<NamedTie>& ties, const std::string& left,
                           const std::string& right);

    Rows rows_;
    bool reversed_ = false;
};

[[nodiscard]] ClassIndex class_index(const Roster& roster, std::string_view id);
[[nodiscard]] GroupIndex group_index(const Roster& roster, std::string_view id);

}  // namespace rosterd::testing
