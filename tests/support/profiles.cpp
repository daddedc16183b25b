// The two profiles that tests of the pure heart use, written out rule by rule.
#include "tests/support/profiles.hpp"

#include <stdexcept>
#include <utility>

namespace rosterd::testing {

namespace {

Selector selector(SelectorKind kind, std::string text) {
    return {.kind = kind, .positions = 0, .roles = 0, .text = std::move(text)};
}

Selector staff_role_selector(std::uint8_t role, std::string text) {
    return {.kind = SelectorKind::staff, .positions = 0, .roles = role, .text = std::move(text)};
}

Selector position_selector(PositionType position, std::string text) {
    const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(position));
    return {.kind = SelectorKind::staff, .positions = bit, .roles = 0, .text = std::move(text)};
}

const Selector class_teacher = selector(SelectorKind::class_teacher, "class_teacher");
const Selector students = selector(SelectorKind::students, "students");
const Selector parents = selector(SelectorKind::parents, "parents");
const Selector group_teachers = selector(SelectorKind::group_teachers, "group_teachers");
const Selector group_students = selector(SelectorKind::group_students, "group_students");
const Selector chosen = selector(SelectorKind::chosen, "chosen");
const Selector chats_admin = selector(SelectorKind::chats_admin, "chats_admin");

ChatRule rule(std::string name, ChatKind kind, TitleRule title, std::vector<Selector> members,
              std::vector<Selector> admins) {
    ChatRule made;
    made.name = std::move(name);
    made.kind = kind;
    made.title = std::move(title);
    made.members = std::move(members);
    made.admins = std::move(admins);
    return made;
}

}  // namespace

Profile sgo_profile() {
    Profile profile;
    profile.id = "sgo";
    profile.title = "Сетевой город";
    profile.chats = {
        rule("class", ChatKind::class_chat, {"{class} класс", "", ""}, {class_teacher, students},
             {class_teacher}),
        rule("custom", ChatKind::custom, {"Чат", "", ""}, {chosen}, {}),
        rule("parents", ChatKind::parents, {"{class} родители", "", ""}, {class_teacher, parents},
             {class_teacher}),
        rule("staff_room", ChatKind::staff, {"Учительская", "", ""},
             {staff_role_selector(staff_role::teacher, "staff(role: teacher)")},
             {staff_role_selector(staff_role::school_admin, "staff(role: school_admin)")}),
        rule("subject", ChatKind::subject,
             {"{class}/{subject}", "{class}/{subject} ({group})", "{subject} ({classes})"},
             {group_teachers, group_students}, {group_teachers}),
    };
    for (auto& chat : profile.chats) {
        chat.on_delete = OnDelete::destroy;
        chat.manual_edits = ManualEdits::drop_on_initialise;
    }
    rule_of(profile, ChatKind::custom).created = Creation::by_hand;
    return profile;
}

Profile bars_max_profile() {
    Profile profile;
    profile.id = "bars-max";
    profile.title = "БАРС";
    profile.blocked = BlockedPeople::keep;
    profile.chats = {
        rule("class", ChatKind::class_chat, {"{class}", "", ""},
             {class_teacher, students, chats_admin}, {class_teacher, chats_admin}),
        rule("custom", ChatKind::custom, {"Чат", "", ""}, {chosen, chats_admin}, {chats_admin}),
        rule("parents", ChatKind::parents, {"{class} · Родители", "", ""},
             {class_teacher, parents, chats_admin}, {class_teacher, chats_admin}),
        rule("staff_room", ChatKind::staff, {"Учительский чат", "", ""},
             {position_selector(PositionType::administration, "staff(administration)"),
              position_selector(PositionType::teaching, "staff(teaching)"), chats_admin},
             {chats_admin}),
        rule("subject", ChatKind::subject,
             {"{class} · {subject}", "{class} · {subject} · {group}", ""},
             {group_teachers, group_students, chats_admin}, {group_teachers, chats_admin}),
    };
    for (const ChatKind kind : {ChatKind::class_chat, ChatKind::parents, ChatKind::staff}) {
        rule_of(profile, kind).on_delete = OnDelete::forbidden;
    }
    rule_of(profile, ChatKind::custom).created = Creation::by_hand;
    rule_of(profile, ChatKind::subject).created = Creation::by_hand;
    return profile;
}

ChatRule& rule_of(Profile& profile, ChatKind kind) {
    for (auto& chat : profile.chats) {
        if (chat.kind == kind) return chat;
    }
    throw std::invalid_argument{"no such rule"};
}

}  // namespace rosterd::testing
