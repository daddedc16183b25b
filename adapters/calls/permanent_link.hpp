// Permanent rooms, as with Jitsi: one unguessable address per chat. It sends nothing.
#pragma once

#include <memory>
#include <string>

#include "adapters/call_provider.hpp"

namespace rosterd::calls {

struct PermanentLinkOptions {
    std::string url_pattern;  ///< "https://meet.example.org/{room}"
    std::string secret;       ///< 16 bytes at least; another secret means other rooms everywhere
};

/// The room of a chat is made of `secret` and CallWish::room: 24 hex digits that strangers cannot
/// guess, the same after a restart. start() gives its address, finish() does nothing, look() does
/// not know; no error but those of making it. The room stays open: whoever had the link keeps it.
/// personal_link() is the same link for everybody. Any thread.
/// Errors: invalid_input for a pattern without {room}, or one that is neither https nor loopback
/// http, and for a short secret.
[[nodiscard]] Result<std::unique_ptr<CallProvider>> make_permanent_links(
    PermanentLinkOptions options);

}  // namespace rosterd::calls
