// Creating one chat so that no crash and no lost answer ever makes a second one (design §8.5).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <vector>

#include "daemon/recorder.hpp"

namespace rosterd {

struct CreationWish {
    std::string chat;
    std::string title;
    std::vector<UserId> users;  ///< first members, in the order of the plan
};

/// The chats the account is in and nobody is bound to; listed once per pass, and only if an intent
/// has to be looked for.
struct UnboundChats {
    std::optional<std::vector<UnboundChat>> listed;
};

/// Order: an older intent -> look for what it made and adopt it; else record the intent, create,
/// bind. On success the chat is in memory and in the store.
/// Errors: unknown_outcome (sent, no answer: the intent stays, the next pass looks for the chat);
/// transient with hint "settling" while an older intent is younger than `settle`; every other kind
/// means that nothing was created, and the intent is gone.
boost::asio::awaitable<Result<void>> create_chat(CreationWish wish, SchoolState* state,
                                                 PlatformAccount* account, StoreAccess store,
                                                 const Clock* clock, UnixSeconds settle,
                                                 UnboundChats* unbound, Priority priority);

/// Binds a chat of the platform to its key, in the store and then in memory; ends an intent for it.
/// Only within the school's pass. Errors: refused (the number is another chat's already);
/// transient.
boost::asio::awaitable<Result<void>> bind_chat(ObservedChat chat, SchoolState* state,
                                               StoreAccess store);

}  // namespace rosterd
