// The methods of the MAX Bot API over the messenger: one function each, found by verb and path.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/max_messenger.hpp"
#include "adapters/sandbox/max_refusal.hpp"
#include "adapters/sandbox/parameters.hpp"

namespace rosterd::sandbox::max {

/// One call of an authorised bot, within its quota.
struct Call {
    Messenger& messenger;
    Bot& bot;
    const Parameters& path;  ///< "chatId", "userId", "messageId"
    const Parameters& query;
    const boost::json::object& body;  ///< empty where the method takes none
    Moment now;
    /// Counts one message write in that chat; false: over the quota (max.md §1.3).
    const std::function<bool(ChatId)>& admit_write;
};

using Answer = Outcome<boost::json::object>;

/// In which modes a method is there.
enum class Offered : std::uint8_t {
    always,
    legacy,          ///< withdrawn in 2026
    not_documented,  ///< works, though the documentation says it is withdrawn
};

enum class Body : std::uint8_t { none, json };

struct Route {
    std::string_view verb;
    std::string_view pattern;  ///< "/chats/{chatId}/members"
    Offered offered;
    Body body;
    Answer (*run)(const Call& call);

    /// As faults and the log of calls name it: "GET /chats/{chatId}/members".
    [[nodiscard]] std::string name() const;
};

/// The first segment of a path that belongs to the Bot API: "chats", "messages" ...
[[nodiscard]] bool is_api_path(std::string_view path);

struct Match {
    const Route* route = nullptr;  ///< nullptr: no such path, or not with that verb
    bool path_known = false;
    Parameters captured{};
};
[[nodiscard]] Match find_route(std::string_view verb, std::string_view path);

[[nodiscard]] bool is_offered(Offered offered, Mode mode);

// ---- max_bots.cpp
Answer get_me(const Call& call);
Answer edit_me(const Call& call);
Answer edit_commands(const Call& call);

// ---- max_chats.cpp
Answer get_chats(const Call& call);
Answer get_chat(const Call& call);
Answer edit_chat(const Call& call);
Answer delete_chat(const Call& call);
Answer send_action(const Call& call);
Answer get_pin(const Call& call);
Answer set_pin(const Call& call);
Answer clear_pin(const Call& call);

// ---- max_members.cpp
Answer get_members(const Call& call);
Answer add_members(const Call& call);
Answer remove_member(const Call& call);
Answer get_membership(const Call& call);
Answer leave_chat(const Call& call);
Answer get_admins(const Call& call);
Answer set_admins(const Call& call);
Answer revoke_admin(const Call& call);

// ---- max_messages.cpp
Answer send_message(const Call& call);
Answer edit_message(const Call& call);
Answer delete_message(const Call& call);
Answer get_messages(const Call& call);
Answer get_message(const Call& call);
Answer answer_press(const Call& call);

// ---- max_updates.cpp
Answer get_updates(const Call& call);
Answer get_subscriptions(const Call& call);
Answer subscribe(const Call& call);
Answer unsubscribe(const Call& call);

}  // namespace rosterd::sandbox::max
