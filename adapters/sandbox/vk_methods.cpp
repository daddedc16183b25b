// Which method exists and who may call it (vk.md §4). The methods themselves live beside it.
#include "adapters/sandbox/vk_methods.hpp"

#include <map>

namespace rosterd::sandbox {

const Method* find_method(std::string_view name) {
    using enum Callers;
    static const std::map<std::string_view, Method> methods{
        {"messages.createChat", {create_chat, everybody}},
        {"messages.editChat", {edit_chat, everybody}},
        {"messages.addChatUser", {add_chat_user, users_only}},
        {"messages.addChatUsers", {add_chat_users, users_only}},
        {"messages.removeChatUser", {remove_chat_user, everybody}},
        {"messages.setMemberRole", {set_member_role, everybody}},
        {"messages.getConversationMembers", {get_conversation_members, everybody}},
        {"messages.getConversations", {get_conversations, everybody}},
        {"messages.getConversationsById", {get_conversations_by_id, everybody}},
        {"messages.deleteConversation", {delete_conversation, everybody}},
        {"messages.getInviteLink", {get_invite_link, everybody}},
        {"messages.joinChatByInviteLink", {join_chat_by_invite_link, users_only}},
        {"messages.send", {send_message, everybody}},
        {"messages.edit", {edit_message, everybody}},
        {"messages.getHistory", {get_history, everybody}},
        {"messages.isMessagesFromGroupAllowed", {is_messages_from_group_allowed, everybody}},
        {"messages.getLongPollServer", {get_user_long_poll_server, everybody}},
        {"groups.getLongPollServer", {get_bots_long_poll_server, everybody}},
        {"users.get", {users_get, everybody}},
        {"groups.getById", {groups_get_by_id, everybody}},
        {"groups.getTokenPermissions", {get_token_permissions, communities_only}},
        {"calls.start", {start_call, users_only}},
        {"calls.forceFinish", {force_finish_call, users_only}},
        {"storage.get", {storage_get, everybody}},
        {"storage.set", {storage_set, everybody}},
        {"utils.getServerTime", {get_server_time, everybody}},
    };
    const auto found = methods.find(name);
    return found == methods.end() ? nullptr : &found->second;
}

std::optional<ApiVersion> to_version(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto major = to_integer(text.substr(0, dot));
    const auto minor = to_integer(text.substr(dot + 1));
    if (!major || !minor || *major < 0 || *minor < 0 || *major > 1000 || *minor > 100'000) {
        return std::nullopt;
    }
    return ApiVersion{.major = static_cast<int>(*major), .minor = static_cast<int>(*minor)};
}

void check_group(const MethodCall& call, Reader& reader) {
    if (!reader.has("group_id")) return;
    const std::int64_t group = reader.integer("group_id", 0, {.min = 0});
    if (group != 0 && group != -call.actor) reader.complain(203, "");
}

Outcome<ChatId> chat_of_peer(const MethodCall& call, std::int64_t peer) {
    if (peer <= chat_peer_base) return api_error(932);
    return call.world.resolve(call.actor, peer - chat_peer_base);
}

std::int64_t unix_seconds(Moment at) {
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

}  // namespace rosterd::sandbox
