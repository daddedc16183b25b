// Appointing administrators of one chat (max.md §2.8): several in one call where their rights are
// known, one by one with a look before where they are not.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "adapters/platform/max/max_adding.hpp"

namespace rosterd::max {

/// MAX publishes no greatest number of people in one call; a chat has at most 50 administrators.
inline constexpr std::size_t appointed_together_max = 20;

/// At most appointed_together_max people. Nobody loses a right that he was seen to have.
boost::asio::awaitable<Attempt> appoint_people(std::shared_ptr<Session> session, ChatNumber chat,
                                               std::vector<UserId> users, Priority priority);

}  // namespace rosterd::max
