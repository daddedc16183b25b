// The sandbox's one web page: chats filling up, members, a feed of events. Nothing external.
#pragma once

#include <string_view>

namespace rosterd::sandbox {

/// HTML with its style and script inside; it reads /sandbox/state, /sandbox/events, /sandbox/chat.
[[nodiscard]] std::string_view page();

}  // namespace rosterd::sandbox
