// The shapes of the MAX Bot API: state to JSON, nulls left out as the server does. It changes
// nothing.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>

#include "adapters/sandbox/max_messenger.hpp"

namespace rosterd::sandbox::max {

[[nodiscard]] std::int64_t milliseconds(Moment at);

/// User, with the redundant `name` that the server still sends (max.md §2.4).
[[nodiscard]] boost::json::object user_json(const Messenger& messenger, UserId who);
/// UserWithPhoto.
[[nodiscard]] boost::json::object person_json(const Messenger& messenger, UserId who);
/// ChatMember of somebody who is inside.
[[nodiscard]] boost::json::object member_json(const Messenger& messenger, const Chat& chat,
                                              UserId who);
/// Message as `chat` shows it.
[[nodiscard]] boost::json::object message_json(const Messenger& messenger, const Chat& chat,
                                               const Message& message);

enum class ChatDetail : std::uint8_t { listed, single };
/// Chat as `bot` sees it: owner and participants are for administrators (max.md §2.2).
[[nodiscard]] boost::json::object chat_json(const Messenger& messenger, const Chat& chat,
                                            UserId bot, ChatDetail detail);

/// Puts in what no schema names, where the settings ask for it.
void make_strange(boost::json::value& answer, const Settings& settings);

}  // namespace rosterd::sandbox::max
