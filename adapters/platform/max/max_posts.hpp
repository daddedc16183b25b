// Messages into chats and to persons (max.md §2.9).
//
// MAX has no key that makes a message repeatable. A post that is asked for again is therefore
// recognised by memory; after a restart, when memory is empty, and after an answer that was lost,
// the chat's last messages are looked through for an own one with the same text, not older than an
// hour. An hour after the start no post that this process does not remember counts any more, and
// the look is left out.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "adapters/platform/max/max_memory.hpp"
#include "adapters/platform/max/max_session.hpp"

namespace rosterd::max {

/// A session and what was written in it.
struct Desk {
    std::shared_ptr<Session> session;
    MessageIds ids{};
    OnceMemory once{};
};

/// As PlatformAccount::post().
boost::asio::awaitable<std::vector<Result<std::int64_t>>> post_all(std::shared_ptr<Desk> desk,
                                                                   std::vector<ChatPost> posts,
                                                                   Priority priority);

/// As PlatformAccount::edit_posts(). A post of an earlier process is looked for among the last
/// thousand messages of its chat.
boost::asio::awaitable<std::vector<Result<void>>> edit_all(std::shared_ptr<Desk> desk,
                                                           std::vector<ChatPost> posts,
                                                           Priority priority);

/// As PlatformAccount::write_to(). `once` is kept in memory only.
boost::asio::awaitable<Result<void>> write_person(std::shared_ptr<Desk> desk, DirectMessage message,
                                                  Priority priority);

}  // namespace rosterd::max
