// What a platform tells by itself: somebody joined, wrote, pressed a button. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reconciler/observed.hpp"

namespace rosterd {

enum class PlatformEventKind : std::uint8_t {
    chat_changed,       ///< members, administrators or title of `chat`
    added_to_chat,      ///< the service account came into `chat`; `user` brought it
    removed_from_chat,  ///< the service account is no longer in `chat`
    wrote,              ///< `user` wrote `text` in `chat`; 0: to the account itself
    started,            ///< `user` opened the account by a start_link(); `text` is its token
    gave_phone,         ///< `user` handed over his own phone, proved by the platform; `text`: E.164
    missed,             ///< events were lost: anything may have changed
};

/// A hint: what it says is looked up before anything is done to people (design §2).
struct PlatformEvent {
    PlatformEventKind kind = PlatformEventKind::missed;
    ChatNumber chat = 0;
    UserId user = 0;
    std::string text{};  ///< never logged: it may hold a phone or what a person wrote
    /// Of chat_changed: who brought `user` in; himself: he came by the chat's link. 0: not told, or
    /// something else changed.
    UserId by = 0;
    friend bool operator==(const PlatformEvent&, const PlatformEvent&) = default;
};

struct PlatformEvents {
    std::vector<PlatformEvent> events{};  ///< in the order in which they happened
    std::string cursor{};                 ///< for the next call, once these are dealt with
};

/// What the account writes to one person.
struct DirectMessage {
    UserId user = 0;
    std::string text{};
    std::string button{};     ///< words on a button that opens `link`; empty: no button
    std::string link{};       ///< written behind the text where there are no buttons
    bool asks_phone = false;  ///< a button by which the person hands over his phone
    std::int64_t once = 0;    ///< 1 to 2^31 - 1: the same within an hour is sent once, where the
                              ///< platform can tell; 0: each time
};

}  // namespace rosterd
