// One chat as MAX describes it (max.md §2.2). Pure.
#pragma once

#include <cstddef>
#include <string>

#include "adapters/platform/max/max_members.hpp"

namespace rosterd::max {

struct ChatDescription {
    ChatNumber number = 0;
    std::string title{};
    std::string link{};  ///< by which people come in; empty: none is shown
    UserId owner = 0;    ///< shown to administrators only
    std::size_t participants = 0;
};

/// Errors: permanent_chat when it is no group chat, or the bot is not in it any more; transient
/// when it is malformed.
[[nodiscard]] Result<ChatDescription> read_chat(const boost::json::value& answer);

/// Without members. `bot`: our own membership.
[[nodiscard]] UnboundChat unbound(const ChatDescription& chat, const Member& bot);

/// Nothing can be done about it here: no method of the Bot API makes a link. permanent_person, for
/// it stands in the way of who is to be invited, and of nobody else in the chat.
[[nodiscard]] Error no_invite_link();

}  // namespace rosterd::max
