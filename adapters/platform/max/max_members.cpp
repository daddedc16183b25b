// Members of answers into values, and what rights an administrator is given.
#include "adapters/platform/max/max_members.hpp"

#include <algorithm>
#include <utility>

#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

/// No messenger has chats of this size; a server that answers nonsense must not fill the memory.
constexpr std::size_t members_max = 200'000;
constexpr std::size_t permissions_max = 100;

Error malformed() {
    return {ErrorKind::transient, "the list of members is malformed"};
}
Error moved() {
    return {ErrorKind::transient, "the chat changed while it was read"};
}

}  // namespace

bool Member::may(std::string_view permission) const {
    return std::ranges::find(permissions, permission) != permissions.end();
}

std::optional<Member> read_member(const boost::json::value& value) {
    const auto id = integer(value, "user_id");
    if (!id || *id <= 0 || *id > user_id_max) return std::nullopt;
    Member found;
    found.user = *id;
    found.bot = flag(value, "is_bot");
    found.owner = flag(value, "is_owner");
    found.admin = flag(value, "is_admin") || found.owner;
    found.alias = text(value, "alias");
    if (const auto* permissions = list(value, "permissions")) {
        for (const auto& one : *permissions) {
            if (!one.is_string() || found.permissions.size() >= permissions_max) continue;
            found.permissions.emplace_back(one.get_string());
        }
    }
    return found;
}

Result<std::vector<Member>> read_members_list(const boost::json::value& answer) {
    const auto* items = list(answer, "members");
    if (items == nullptr) return malformed();
    std::vector<Member> members;
    members.reserve(items->size());
    for (const auto& item : *items) {
        auto one = read_member(item);
        if (!one) return malformed();
        members.push_back(std::move(*one));
    }
    return members;
}

const Member* find(const std::vector<Member>& members, UserId user) {
    const auto found = std::ranges::find(members, user, &Member::user);
    return found == members.end() ? nullptr : &*found;
}

Result<void> MemberPages::add(const boost::json::value& page) {
    auto members = read_members_list(page);
    if (!members) return std::move(members).error();
    ++pages_;
    for (const Member& one : *members) {
        if (!everybody_.insert(one.user).second) return moved();
        if (!one.bot) people_.emplace_back(one.user, one.admin);
        if (one.admin) administrators_.push_back(one);
    }
    if (everybody_.size() > members_max) {
        return Error{ErrorKind::permanent_chat, "the list of members does not end"};
    }
    const auto* next = member(page, "marker");
    complete_ = next == nullptr || next->is_null();
    if (complete_) {
        if (!everybody_.empty()) return {};
        return Error{ErrorKind::permanent_chat, "the platform shows no members of this chat",
                     "make the bot an administrator of this chat"};
    }
    marker_ = integer(next);
    if (!marker_) return malformed();
    if (!markers_.insert(*marker_).second || members->empty()) {
        return Error{ErrorKind::transient, "the pages of members do not end"};
    }
    return {};
}

ChatMembers MemberPages::finish(ChatNumber chat) && {
    std::ranges::sort(people_, {}, &ObservedMember::user);
    return ChatMembers{chat, std::move(people_)};
}

const std::vector<std::string>& school_admin_permissions() {
    // read_all_messages first: without it MAX refuses `write` and `pin_message` (max.md §2.8).
    static const std::vector<std::string> permissions{"read_all_messages",
                                                      "add_remove_members",
                                                      "change_chat_info",
                                                      "pin_message",
                                                      "write",
                                                      "edit_link",
                                                      "can_call"};
    return permissions;
}

std::optional<AdminRights> rights_to_give(const Member& person, const Member* bot) {
    AdminRights rights{person.user, person.permissions, person.alias};
    const bool bot_shows_rights = bot != nullptr && !bot->permissions.empty();
    bool more = !person.admin;
    for (const std::string& permission : school_admin_permissions()) {
        if (person.may(permission)) continue;
        if (bot_shows_rights && !bot->may(permission)) continue;
        rights.permissions.push_back(permission);
        more = true;
    }
    if (!more || person.owner) return std::nullopt;
    return rights;
}

}  // namespace rosterd::max
