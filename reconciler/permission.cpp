// Who somebody is to a chat, as bits, against the bits that the profile lets do it.
#include "reconciler/permission.hpp"

#include <algorithm>

namespace rosterd {
namespace {

bool in_run(const Runs& runs, std::uint32_t left, PersonIndex person) {
    return left < runs.lefts() && std::ranges::binary_search(runs.of(left), person);
}

bool in_any_run(const Runs& runs, PersonIndex person) {
    for (std::uint32_t left = 0; left < runs.lefts(); ++left) {
        if (in_run(runs, left, person)) return true;
    }
    return false;
}

/// What a chat is about, before it need exist.
struct Subject {
    ChatKind kind;
    std::uint32_t about;
};

/// A custom chat is about no class: any class or group teacher counts as one.
std::uint8_t standing(const HandWorld& world, PersonIndex actor, Subject subject) {
    const InForce& now = world.in_force;
    unsigned bits = permitted::staff;
    if ((now.roles[actor] & staff_role::school_admin) != 0) bits |= permitted::school_admin;
    if ((now.roles[actor] & staff_role::chats_admin) != 0) bits |= permitted::chats_admin;
    bool of_class = false;
    bool of_group = false;
    switch (subject.kind) {
        case ChatKind::class_chat:
        case ChatKind::parents:
            of_class = in_run(now.class_teachers, subject.about, actor);
            break;
        case ChatKind::subject:
            of_group = in_run(now.group_teachers, subject.about, actor);
            if (subject.about < now.group_classes.lefts()) {
                of_class = std::ranges::any_of(
                    now.group_classes.of(subject.about),
                    [&](ClassIndex c) { return in_run(now.class_teachers, c, actor); });
            }
            break;
        case ChatKind::custom:
        case ChatKind::staff:
            of_class = in_any_run(now.class_teachers, actor);
            of_group = in_any_run(now.group_teachers, actor);
            break;
    }
    if (of_class) bits |= permitted::class_teacher;
    if (of_group) bits |= permitted::group_teacher;
    return static_cast<std::uint8_t>(bits);
}

bool has_created(const Roster& roster, const DesiredChat& chat, PersonIndex actor) {
    if (chat.kind == ChatKind::custom) return roster.requests[chat.about].created_by == actor;
    return std::ranges::any_of(roster.requests, [&](const ChatRequest& request) {
        return request.kind == chat.kind && request.about == chat.about &&
               request.deleted_at == 0 && request.created_by == actor;
    });
}

std::uint8_t standing_in(const HandWorld& world, PersonIndex actor, const DesiredChat& chat) {
    unsigned bits = standing(world, actor, {chat.kind, chat.about});
    const Seat* seat = find_seat(world.desired, chat, actor);
    if (seat != nullptr && seat->admin()) bits |= permitted::chat_admin;
    if (has_created(world.roster, chat, actor)) bits |= permitted::creator;
    return static_cast<std::uint8_t>(bits);
}

/// Only staff manage chats, and nobody who is blocked.
bool manages_chats(const HandWorld& world, PersonIndex actor) {
    return world.in_force.positions[actor] != 0 && world.roster.people.blocked[actor] == 0;
}

/// The refusal that helps most: a class teacher of another class is told so.
MessageId refusal(const HandWorld& world, PersonIndex actor, HandRight right, std::uint8_t wanted) {
    const bool class_teacher = (wanted & permitted::class_teacher) != 0 &&
                               in_any_run(world.in_force.class_teachers, actor);
    if (class_teacher) return MessageId::only_own_class;
    const bool group_teacher = (wanted & permitted::group_teacher) != 0 &&
                               in_any_run(world.in_force.group_teachers, actor);
    if (group_teacher) return MessageId::only_own_group;
    switch (right) {
        case HandRight::create:
            return MessageId::may_not_create;
        case HandRight::edit:
            return MessageId::may_not_edit;
        case HandRight::appoint:
            return MessageId::may_not_appoint;
        case HandRight::rename:
            return MessageId::may_not_rename;
        case HandRight::erase:
            break;
    }
    return MessageId::may_not_delete;
}

std::optional<MessageId> ended(const DesiredChat& chat) {
    switch (chat.end) {
        case ChatEnd::deleted:
            return MessageId::chat_is_deleted;
        case ChatEnd::closed:
            return MessageId::chat_is_closed;
        case ChatEnd::none:
            break;
    }
    return std::nullopt;
}

}  // namespace

const ChatRule* HandWorld::rule(ChatKind kind) const {
    const auto found = std::ranges::find(profile.chats, kind, &ChatRule::kind);
    return found == profile.chats.end() ? nullptr : &*found;
}

const Seat* find_seat(const Desired& desired, const DesiredChat& chat, PersonIndex person) {
    const auto seats = desired.seats_of(chat);
    const auto found = std::ranges::lower_bound(seats, person, {}, &Seat::person);
    return found != seats.end() && found->person == person ? &*found : nullptr;
}

std::optional<MessageId> objection_to_creating(const HandWorld& world, PersonIndex actor,
                                               ChatKind kind, std::uint32_t about) {
    if (world.rule(kind) == nullptr) return MessageId::no_such_kind;
    if (actor == school_operator) return std::nullopt;
    if (!manages_chats(world, actor)) return MessageId::only_staff;
    const std::uint8_t wanted = world.profile.permissions.of(HandRight::create, kind);
    if ((standing(world, actor, {kind, about}) & wanted) != 0) return std::nullopt;
    return refusal(world, actor, HandRight::create, wanted);
}

std::optional<MessageId> objection_to(const HandWorld& world, PersonIndex actor, HandRight right,
                                      const DesiredChat& chat) {
    if (const auto end = ended(chat)) return end;
    const bool forbidden = world.profile.chats[chat.rule].on_delete == OnDelete::forbidden;
    if (right == HandRight::erase && forbidden) return MessageId::default_chat_not_deletable;
    const std::uint8_t wanted = world.profile.permissions.of(right, chat.kind);
    if (right == HandRight::rename && wanted == 0) return MessageId::may_not_rename;
    if (actor == school_operator) return std::nullopt;
    if (!manages_chats(world, actor)) return MessageId::only_staff;
    if ((standing_in(world, actor, chat) & wanted) != 0) return std::nullopt;
    return refusal(world, actor, right, wanted);
}

std::optional<MessageId> lock_on(const HandWorld& world, PersonIndex actor, PersonIndex person,
                                 const DesiredChat& chat) {
    const Seat* seat = find_seat(world.desired, chat, person);
    if (seat == nullptr || !seat->admin()) return std::nullopt;
    if (actor == person) return MessageId::own_flag_locked;
    const auto& admins = world.profile.chats[chat.rule].admins;
    const bool fixed =
        (world.in_force.roles[person] & staff_role::chats_admin) != 0 &&
        std::ranges::find(admins, SelectorKind::chats_admin, &Selector::kind) != admins.end();
    return fixed ? std::optional{MessageId::chats_admin_locked} : std::nullopt;
}

std::optional<MessageId> objection_to_initialising(const HandWorld& world, PersonIndex actor) {
    if (actor == school_operator) return std::nullopt;
    const bool admin = manages_chats(world, actor) &&
                       (world.in_force.roles[actor] & staff_role::school_admin) != 0;
    return admin ? std::nullopt : std::optional{MessageId::may_not_initialise};
}

}  // namespace rosterd
