// Messages of the service account, in chats and to people: sent once, changed later (vk.md §4.6).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "adapters/platform/vk/vk_session.hpp"

namespace rosterd::vk {

/// As PlatformAccount::post(); up to 25 in a request. `random_id` is what makes it repeatable.
[[nodiscard]] boost::asio::awaitable<std::vector<Result<std::int64_t>>> post_all(
    std::shared_ptr<Session> session, std::vector<ChatPost> posts, Priority priority);

/// As PlatformAccount::edit_posts().
[[nodiscard]] boost::asio::awaitable<std::vector<Result<void>>> edit_all(
    std::shared_ptr<Session> session, std::vector<ChatPost> posts, Priority priority);

/// As PlatformAccount::write_to(): VK has no buttons that ask for a phone, and a link is written
/// behind the text.
[[nodiscard]] boost::asio::awaitable<Result<void>> write_person(std::shared_ptr<Session> session,
                                                                DirectMessage message,
                                                                Priority priority);

}  // namespace rosterd::vk
