// What VK's two long polls tell of one event (vk.md §4.7, §4.8). Pure; no keys, no waiting.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "adapters/sandbox/world.hpp"

namespace rosterd::sandbox {

/// One event as one viewer may learn of it.
struct Told {
    Event event;
    MemberId viewer;
    std::int64_t peer;           ///< the viewer's peer_id of the chat or of the other person
    std::int64_t cmid;           ///< the number of the message, or of the last one before it
    bool in_own_chat = false;    ///< the viewer owns the chat
    std::string text{};          ///< of a message
    std::int64_t random_id = 0;  ///< of the viewer's own message
};

/// What happened, as it concerns `viewer`; nothing when it is none of his business. Ask at once:
/// who is in the chat is looked up now.
[[nodiscard]] std::optional<Told> told_of(const World& world, const Event& event, MemberId viewer);

/// Somebody came, went, or was sent away.
[[nodiscard]] bool is_membership(EventKind kind);

/// Bots Long Poll: at most one update. Nothing for the community's own messages and for new
/// administrators, of which it does not tell.
[[nodiscard]] std::optional<boost::json::object> bot_update(const Told& told);

inline constexpr int long_poll_version_max = 19;
/// The versions since this one number messages by cmid, under codes from 10 000 on.
inline constexpr int long_poll_version_of_cmids = 10;

/// User Long Poll: the message (a service message for all but the others), and what codes 51 and
/// 52 say of the chat.
void append_user_updates(const Told& told, int version, boost::json::array& updates);

}  // namespace rosterd::sandbox
