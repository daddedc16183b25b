// The rules of one journal product, compiled from its YAML (config/). Values only.
#pragma once

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
    OnDelete on_delete = OnDelete::detach;
    OnClose on_close = OnClose::detach;
    ManualEdits manual_edits = ManualEdits::keep;
    Strangers strangers = Strangers::report;
    std::vector<std::string> deletable_by;
};

struct Profile {
    std::string id;
    std::string title;
    std::vector<ChatRule> chats;  ///< at most one per ChatKind, in order of kind
    OnUnlink on_unlink = OnUnlink::leave_all_chats;
    bool one_phone_one_person = true;
    BlockedPeople blocked = BlockedPeople::exclude;
};

}  // namespace rosterd
