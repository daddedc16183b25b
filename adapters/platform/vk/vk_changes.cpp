// The mapping from changes to method calls (vk.md §4.1, §4.2, §4.6).
#include "adapters/platform/vk/vk_changes.hpp"

#include <utility>

#include "adapters/platform/vk/vk_members.hpp"

namespace rosterd::vk {
namespace {

MethodCall method(CallKind kind, std::string_view name, boost::json::object parameters) {
    return {kind, name, std::move(parameters)};
}

MethodCall role_call(const ChatChange& change, std::string_view role) {
    return method(
        CallKind::role, "messages.setMemberRole",
        {{"peer_id", chat_peer_base + change.chat}, {"member_id", change.user}, {"role", role}});
}

MethodCall removal(CallKind kind, ChatNumber chat, UserId member) {
    return method(kind, "messages.removeChatUser", {{"chat_id", chat}, {"member_id", member}});
}

MethodCall invitation(const ChatChange& change) {
    return method(CallKind::send, "messages.send",
                  {{"peer_id", change.user},
                   {"random_id", invitation_random_id(change.chat, change.user)},
                   {"message", change.text}});
}

bool needs_person(OperationKind kind) {
    return kind == OperationKind::add || kind == OperationKind::invite;
}

bool needs_user(OperationKind kind) {
    return kind == OperationKind::remove || kind == OperationKind::promote ||
           kind == OperationKind::demote;
}

}  // namespace

Result<std::vector<MethodCall>> calls_for(const ChatChange& change, UserId self) {
    if (change.chat <= 0 || change.chat > chat_number_max) {
        return Error{ErrorKind::our_bug, "chat number out of range"};
    }
    if (needs_person(change.kind) && change.user <= 0) {
        return Error{ErrorKind::our_bug, "no user id of a person"};
    }
    if (needs_user(change.kind) && (change.user == 0 || change.user == self)) {
        return Error{ErrorKind::refused, "the service account itself is never changed"};
    }
    switch (change.kind) {
        case OperationKind::rename:
            return std::vector{method(CallKind::rename, "messages.editChat",
                                      {{"chat_id", change.chat}, {"title", change.text}})};
        case OperationKind::add:
            return std::vector{method(CallKind::add, "messages.addChatUser",
                                      {{"chat_id", change.chat}, {"user_id", change.user}})};
        case OperationKind::remove:
            return std::vector{removal(CallKind::remove, change.chat, change.user)};
        case OperationKind::promote:
            return std::vector{role_call(change, "admin")};
        case OperationKind::demote:
            return std::vector{role_call(change, "member")};
        case OperationKind::invite:
            return std::vector{invitation(change)};
        case OperationKind::destroy:
            return std::vector{removal(CallKind::leave, change.chat, self),
                               method(CallKind::leave, "messages.deleteConversation",
                                      {{"peer_id", chat_peer_base + change.chat}})};
        case OperationKind::create:
        case OperationKind::detach:
            break;
    }
    return Error{ErrorKind::our_bug, "not a change of one chat by one call"};
}

std::int32_t invitation_random_id(ChatNumber chat, UserId user) {
    // The finaliser of splitmix64: neighbours get unrelated numbers.
    std::uint64_t mixed =
        static_cast<std::uint64_t>(chat) * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(user);
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    mixed ^= mixed >> 31U;
    return static_cast<std::int32_t>(mixed % 0x7FFFFFFEULL) + 1;
}

}  // namespace rosterd::vk
