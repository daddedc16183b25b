// The VK API methods the sandbox speaks: parameters in, JSON out, over the World. No transport.
#pragma once

#include <boost/json/value.hpp>
#include <compare>
#include <optional>
#include <string_view>

#include "adapters/sandbox/api_error.hpp"
#include "adapters/sandbox/parameters.hpp"
#include "adapters/sandbox/vk_long_poll.hpp"
#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {

/// Parameter `v`, e.g. 5.199.
struct ApiVersion {
    int major = 0;
    int minor = 0;
    auto operator<=>(const ApiVersion&) const = default;
};
inline constexpr ApiVersion oldest_version{.major = 5, .minor = 81};   ///< below: error 8
inline constexpr ApiVersion paging_version{.major = 5, .minor = 154};  ///< vk.md §4.2
inline constexpr ApiVersion object_version{.major = 5, .minor = 199};  ///< createChat's object
[[nodiscard]] std::optional<ApiVersion> to_version(std::string_view text);

/// peer_id = this + chat number (vk.md §4.5).
inline constexpr std::int64_t chat_peer_base = 2'000'000'000;

/// Everything one call may look at. It lives as long as the call.
struct MethodCall {
    World& world;
    LongPoll& long_poll;
    MemberId actor;  ///< the token's owner; negative for a community
    const Parameters& parameters;
    ApiVersion version;
    std::string_view origin;  ///< where the caller reached us: "https://127.0.0.1:8090"
    Moment now;
};

using MethodFunction = Outcome<boost::json::value> (*)(const MethodCall&);

enum class Callers { everybody, users_only, communities_only };

struct Method {
    MethodFunction run;
    Callers callers;
};

/// The method of that exact name (case matters), or nullptr. `execute` is not here: VkService.
[[nodiscard]] const Method* find_method(std::string_view name);

// Chats (vk_chats.cpp).
Outcome<boost::json::value> create_chat(const MethodCall& call);
Outcome<boost::json::value> edit_chat(const MethodCall& call);
Outcome<boost::json::value> get_invite_link(const MethodCall& call);
Outcome<boost::json::value> join_chat_by_invite_link(const MethodCall& call);
Outcome<boost::json::value> get_conversations(const MethodCall& call);
Outcome<boost::json::value> get_conversations_by_id(const MethodCall& call);
Outcome<boost::json::value> delete_conversation(const MethodCall& call);

// Members (vk_members.cpp).
Outcome<boost::json::value> add_chat_user(const MethodCall& call);
Outcome<boost::json::value> add_chat_users(const MethodCall& call);
Outcome<boost::json::value> remove_chat_user(const MethodCall& call);
Outcome<boost::json::value> set_member_role(const MethodCall& call);
Outcome<boost::json::value> get_conversation_members(const MethodCall& call);

// Messages (vk_messages.cpp).
Outcome<boost::json::value> send_message(const MethodCall& call);
Outcome<boost::json::value> is_messages_from_group_allowed(const MethodCall& call);

// What was written (vk_history.cpp).
Outcome<boost::json::value> edit_message(const MethodCall& call);
Outcome<boost::json::value> get_history(const MethodCall& call);

// Where to wait for events (vk_long_poll_servers.cpp).
Outcome<boost::json::value> get_bots_long_poll_server(const MethodCall& call);
Outcome<boost::json::value> get_user_long_poll_server(const MethodCall& call);

// Video calls and the storage (vk_calls.cpp).
Outcome<boost::json::value> start_call(const MethodCall& call);
Outcome<boost::json::value> force_finish_call(const MethodCall& call);
Outcome<boost::json::value> storage_get(const MethodCall& call);
Outcome<boost::json::value> storage_set(const MethodCall& call);

// People and communities (vk_directory.cpp).
Outcome<boost::json::value> users_get(const MethodCall& call);
Outcome<boost::json::value> groups_get_by_id(const MethodCall& call);
Outcome<boost::json::value> get_token_permissions(const MethodCall& call);
Outcome<boost::json::value> get_server_time(const MethodCall& call);

// Shared by the files above.
/// Checks `group_id`: a community may name itself; anything else is 203.
void check_group(const MethodCall& call, Reader& reader);
/// The global chat of a peer_id like 2000000003. Errors: 932 not a chat's; 917; 927.
[[nodiscard]] Outcome<ChatId> chat_of_peer(const MethodCall& call, std::int64_t peer);
/// `profiles` (persons) or `groups` (communities) for extended answers.
[[nodiscard]] boost::json::object user_object(const World& world, MemberId who);
[[nodiscard]] boost::json::object group_object(const World& world, MemberId community);
/// A message as `viewer` sees it in the conversation `peer`.
[[nodiscard]] boost::json::object message_object(const Message& message, std::int64_t peer,
                                                 MemberId viewer);
[[nodiscard]] std::int64_t unix_seconds(Moment at);
/// Whether a message has more characters than the platform takes: 914.
[[nodiscard]] bool is_too_long(std::string_view message);

}  // namespace rosterd::sandbox
