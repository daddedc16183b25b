// One school's snapshot, as the journal gave it: columns and sorted rows. A value; no behaviour.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "reconciler/contract.hpp"
#include "reconciler/day.hpp"
#include "reconciler/text_pool.hpp"

namespace rosterd {

/// Dense indexes into the columns of one Roster. Index order is the byte order of the journal's
/// ids, so runs sorted by index are sorted by id, and the same journal gives the same indexes.
using PersonIndex = std::uint32_t;
using ClassIndex = std::uint32_t;
using GroupIndex = std::uint32_t;
using LessonIndex = std::uint32_t;
inline constexpr std::uint32_t no_index = std::numeric_limits<std::uint32_t>::max();

enum class PositionType : std::uint8_t { administration, teaching, other };

/// Bits of StaffRow::roles.
namespace staff_role {
inline constexpr std::uint8_t teacher = 1;
inline constexpr std::uint8_t school_admin = 2;
inline constexpr std::uint8_t chats_admin = 4;
}  // namespace staff_role

enum class ChatKind : std::uint8_t { class_chat, custom, parents, staff, subject };
enum class Platform : std::uint8_t { vk, max, ejabberd };
enum class LinkState : std::uint8_t { none, requested, linked, refused, unlinked, conflict };
enum class EditKind : std::uint8_t { add, remove, make_admin, drop_admin };
enum class ConferenceKind : std::uint8_t { online_lesson, video_call };

/// The journal's view `school`: what the daemon must know before it reads the rest.
struct School {
    std::string id;
    std::string name;
    std::string time_zone;  ///< IANA, e.g. "Asia/Yekaterinburg"
    std::string profile;    ///< may be overridden by the configuration
    std::string account;    ///< may be overridden by the configuration
    bool enabled = true;
};

struct StaffRow {
    PersonIndex person;
    PositionType position;
    std::uint8_t roles;
    Validity validity;
};

/// A row that ties two things for a time: (class, person), (student, parent), (group, class) ...
struct Tie {
    std::uint32_t left;
    std::uint32_t right;
    Validity validity;
    friend auto operator<=>(const Tie&, const Tie&) = default;
};

struct LinkRow {
    PersonIndex person;
    Platform platform;
    LinkState state;
    TextRef user;  ///< the platform's user id as the journal wrote it
    UnixSeconds linked_at;
};

struct ChatRequest {
    TextRef id;
    ChatKind kind;
    std::uint32_t about;  ///< ClassIndex, GroupIndex, or no_index
    TextRef title;
    PersonIndex created_by;  ///< no_index when the journal does not say
    UnixSeconds created_at;
    UnixSeconds deleted_at;  ///< 0: not deleted
    bool own = false;        ///< made at the daemon, not in the journal (own_chats.hpp)
};

struct ChosenPerson {
    std::uint32_t request;
    PersonIndex person;
    bool admin;
};

struct ChatEdit {
    TextRef chat_key;
    PersonIndex person;
    EditKind edit;
    PersonIndex made_by;  ///< no_index when the journal does not say
    UnixSeconds made_at;
    UnixSeconds until;  ///< exclusive; the largest value when open
    bool own = false;   ///< made at the daemon, not in the journal (own_chats.hpp)
};

/// A title that somebody typed for a chat, instead of the profile's pattern.
struct TypedTitle {
    TextRef chat_key;
    TextRef title;
    UnixSeconds made_at;
};

/// A lesson of the timetable that a conference names.
struct Lesson {
    TextRef id;
    GroupIndex group;
    LocalSeconds starts_at;
    LocalSeconds ends_at;
    bool cancelled;
};

struct Conference {
    TextRef id;
    ConferenceKind kind;
    TextRef chat_key;    ///< empty: the journal does not say; a lesson then tells its group's chat
    LessonIndex lesson;  ///< no_index: none
    TextRef title;
    LocalSeconds starts_at;  ///< of own ones 0: as the lesson
    LocalSeconds ends_at;    ///< after starts_at
    PersonIndex created_by;  ///< no_index when the journal does not say, or names nobody known
    UnixSeconds finish_requested_at;  ///< 0: not requested (R-133)
    UnixSeconds deleted_at;           ///< 0: not deleted
    bool own = false;  ///< planned at the daemon, not in the journal (own_conferences.hpp)
    /// The lesson that it was planned for is not in the timetable any more.
    bool lesson_lost = false;
    /// Only for people chosen by name, though the journal may know none of them any more.
    bool chosen_only = false;
};

struct ConferencePerson {
    std::uint32_t conference;
    PersonIndex person;
    friend auto operator<=>(const ConferencePerson&, const ConferencePerson&) = default;
};

struct Roster {
    School school;
    TextPool text;

    struct People {
        std::vector<TextRef> id, last_name, first_name, middle_name, phone;
        std::vector<std::uint8_t> blocked;
        /// A row about this person was quarantined: nothing may be concluded from an absence, so
        /// he is not removed from anywhere (design §3).
        std::vector<std::uint8_t> doubtful;
        [[nodiscard]] std::size_t size() const { return id.size(); }
    } people;

    struct Classes {
        std::vector<TextRef> id, name, grade, letter, predecessor;
        std::vector<Validity> validity;
        std::vector<std::uint8_t> doubtful;  ///< its chats are frozen
        [[nodiscard]] std::size_t size() const { return id.size(); }
    } classes;

    struct Groups {
        std::vector<TextRef> id, subject, name;
        std::vector<std::uint8_t> whole_class;
        std::vector<Validity> validity;
        std::vector<std::uint8_t> doubtful;
        [[nodiscard]] std::size_t size() const { return id.size(); }
    } groups;

    std::vector<StaffRow> staff;          ///< sorted by person
    std::vector<Tie> class_teachers;      ///< (class, person), sorted
    std::vector<Tie> enrolments;          ///< (class, person), sorted
    std::vector<Tie> guardians;           ///< (student, parent), sorted
    std::vector<Tie> group_classes;       ///< (group, class), sorted
    std::vector<Tie> group_teachers;      ///< (group, person), sorted
    std::vector<Tie> group_students;      ///< (group, person), sorted
    std::vector<LinkRow> links;           ///< sorted by (platform, person)
    std::vector<ChatRequest> requests;    ///< sorted by id
    std::vector<ChosenPerson> chosen;     ///< sorted by (request, person)
    std::vector<ChatEdit> edits;          ///< in order of made_at
    std::vector<TypedTitle> titles;       ///< sorted by chat key, one for each
    std::vector<Lesson> lessons;          ///< sorted by id; only those of a conference
    std::vector<Conference> conferences;  ///< sorted by id
    /// Sorted. A chosen part of the chat's members; a conference without rows is for all of them.
    std::vector<ConferencePerson> conference_people;

    /// Users of links whose person is missing from the journal: they are nobody's and everybody's,
    /// so they are never removed. Sorted. (platform, user id as text)
    std::vector<std::pair<Platform, std::string>> doubtful_users;
    /// Chat keys that dangling rows refer to. Nobody whom the journal does not know is removed from
    /// them, and a custom chat among them is left as it is. Sorted.
    std::vector<std::string> doubtful_chats;

    /// Ids of conferences with a quarantined row, of their own or of their people: nothing may be
    /// concluded about them from what is absent here. Sorted.
    std::vector<std::string> doubtful_conferences;

    /// Rows accepted per relation, for the plausibility of the next read.
    std::array<std::uint64_t, relation_count> rows{};
};

}  // namespace rosterd
