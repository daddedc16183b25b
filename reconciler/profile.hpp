// The rules of one journal product, compiled from its YAML (config/). Values only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "reconciler/roster.hpp"

namespace rosterd {

/// Words of the rule language (design §4). A selector names people relative to one chat.
enum class SelectorKind : std::uint8_t {
    staff,           ///< staff, staff(position_type: …), staff(role: …)
    chats_admin,     ///< the organisation's chats administrator (R-054, R-074)
    school_admin,    ///< staff with role school_admin
    class_teacher,   ///< class teachers of the chat's class or classes
    students,        ///< students of the chat's class
    parents,         ///< guardians of the students of the chat's class
    group_teachers,  ///< teachers of the chat's study group
    group_students,  ///< its students
    group_parents,   ///< guardians of its students
    chosen,          ///< the people of the chat request, its creator included
};

struct Selector {
    SelectorKind kind = SelectorKind::staff;
    std::uint8_t positions = 0;  ///< bit per PositionType; 0: any
    std::uint8_t roles = 0;      ///< staff_role bits, any of them; 0: any
    std::string text;            ///< as the profile wrote it, for explanations
};

enum class Creation : std::uint8_t { automatically, on_request, with_first_conference, by_hand };
enum class OnDelete : std::uint8_t { forbidden, detach, destroy };
enum class OnClose : std::uint8_t { freeze, detach, destroy };
enum class ManualEdits : std::uint8_t { keep, drop_on_initialise };
enum class Strangers : std::uint8_t { keep, report, remove };
enum class BlockedPeople : std::uint8_t { exclude, keep };
enum class OnUnlink : std::uint8_t { leave_all_chats, keep };
enum class FormerClassTeacher : std::uint8_t { leaves, stays };
/// Whether the title typed in a request is the chat's title, instead of the pattern.
enum class RequestTitle : std::uint8_t { ignore, use };

enum class CallExclusivity : std::uint8_t { school_class, group, none };
enum class WhenBusy : std::uint8_t { refuse, wait, end_running };
enum class LessonNeed : std::uint8_t { subject_chat, always, never };
enum class PlannedEnd : std::uint8_t { ends, keeps_running };
/// Who may plan a conference: whoever may act in its chat, only when he is linked himself,
/// or moreover only for a subject that he teaches.
enum class ConferenceCreator : std::uint8_t { anybody, linked, linked_teacher };

/// A limit of the seats' reason bits; the profile loader refuses longer lists.
inline constexpr std::size_t selectors_max = 12;

/// Titles with `{class}`, `{subject}`, `{group}`, `{classes}`, `{school}`; checked by the loader.
struct TitleRule {
    std::string whole;     ///< the usual pattern
    std::string subgroup;  ///< a group of one class that is not the whole class; empty: `whole`
    std::string elective;  ///< a group of several classes or of none; empty: `whole`
};

struct ChatRule {
    std::string name;  ///< as in the profile: "staff_room", "class", "parents", "subject", "custom"
    ChatKind kind = ChatKind::staff;
    TitleRule title;
    Creation created = Creation::automatically;
    std::vector<Selector> members;
    std::vector<Selector> admins;  ///< administrators are members, whether listed there or not
    std::vector<Selector> admins_otherwise;  ///< when nobody administers: the first that gives any
    RequestTitle request_title = RequestTitle::ignore;
    OnDelete on_delete = OnDelete::detach;
    OnClose on_close = OnClose::detach;
    ManualEdits manual_edits = ManualEdits::keep;
    Strangers strangers = Strangers::report;
    std::vector<std::string> deletable_by;
};

/// What people do with chats by hand.
enum class HandRight : std::uint8_t { create, edit, appoint, rename, erase };
inline constexpr std::size_t hand_right_count = 5;
inline constexpr std::size_t chat_kind_count = 5;

/// Who may do it (R-160..R-165); bits of Permissions.
namespace permitted {
inline constexpr std::uint8_t school_admin = 1;
inline constexpr std::uint8_t chats_admin = 2;
inline constexpr std::uint8_t class_teacher = 4;  ///< of the chat's class
inline constexpr std::uint8_t group_teacher = 8;  ///< of the chat's group
inline constexpr std::uint8_t chat_admin = 16;    ///< whoever administers this chat
inline constexpr std::uint8_t creator = 32;       ///< who asked for this chat
inline constexpr std::uint8_t staff = 64;         ///< anybody of the staff
}  // namespace permitted

/// The profile's section `permissions`, compiled.
struct Permissions {
    /// Bits of `permitted`, by HandRight and ChatKind.
    std::array<std::array<std::uint8_t, chat_kind_count>, hand_right_count> who{};

    [[nodiscard]] constexpr std::uint8_t of(HandRight right, ChatKind kind) const {
        return who[static_cast<std::size_t>(right)][static_cast<std::size_t>(kind)];
    }
    constexpr void grant(HandRight right, ChatKind kind, std::uint8_t whom) {
        auto& bits = who[static_cast<std::size_t>(right)][static_cast<std::size_t>(kind)];
        bits = static_cast<std::uint8_t>(bits | whom);
    }
};

/// Of a profile that says nothing: the school's administrator everything, a chat's administrator
/// the people of his chat, titles of custom chats only.
[[nodiscard]] constexpr Permissions usual_permissions() {
    Permissions usual;
    for (std::size_t i = 0; i < chat_kind_count; ++i) {
        const auto kind = static_cast<ChatKind>(i);
        for (const HandRight right :
             {HandRight::create, HandRight::edit, HandRight::appoint, HandRight::erase}) {
            usual.grant(right, kind, permitted::school_admin);
        }
        usual.grant(HandRight::edit, kind, permitted::chat_admin);
        usual.grant(HandRight::appoint, kind, permitted::chat_admin);
    }
    usual.grant(HandRight::rename, ChatKind::custom,
                permitted::school_admin | permitted::chat_admin);
    return usual;
}

/// How this journal's online lessons and calls behave (R-120..R-141).
struct ConferenceRule {
    /// At most one running call for a class, for a chat, or no limit.
    CallExclusivity exclusive_per = CallExclusivity::school_class;
    /// When the time of a call comes while another of its class or chat runs: it is refused, it
    /// starts when that one ends, or it ends that one.
    WhenBusy when_busy = WhenBusy::refuse;
    /// An online lesson must be one of the timetable: in a subject chat, always.
    LessonNeed needs_lesson = LessonNeed::subject_chat;
    /// At its planned end a call is ended, or runs until somebody ends it.
    PlannedEnd planned_end = PlannedEnd::ends;
    ConferenceCreator creator = ConferenceCreator::linked;
    /// With {class}, {subject}, {date}, {start}, {end}, {title}; empty: the journal's own title.
    std::string title;
};

struct Profile {
    std::string id;
    std::string title;
    std::vector<ChatRule> chats;  ///< at most one per ChatKind, in order of kind
    OnUnlink on_unlink = OnUnlink::leave_all_chats;
    bool one_phone_one_person = true;
    BlockedPeople blocked = BlockedPeople::exclude;
    FormerClassTeacher former_class_teacher = FormerClassTeacher::leaves;
    ConferenceRule conferences;
    std::string phone_format = "+7 (9XX) XXX-XX-XX";  ///< X: any digit (R-007)
    Permissions permissions = usual_permissions();
};

}  // namespace rosterd
