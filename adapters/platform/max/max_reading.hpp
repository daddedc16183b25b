// Asking MAX what is: a chat, its people, its link.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "adapters/platform/max/max_chat.hpp"
#include "adapters/platform/max/max_session.hpp"

namespace rosterd::max {

/// As PlatformAccount::read_members().
boost::asio::awaitable<std::vector<Result<ChatMembers>>> read_all(std::shared_ptr<Session> session,
                                                                  std::vector<ChatNumber> chats,
                                                                  Priority priority);

/// One chat as it is. Errors: also permanent_chat (gone, or the bot is not in it).
boost::asio::awaitable<Result<ChatDescription>> describe(std::shared_ptr<Session> session,
                                                         ChatNumber chat, Priority priority);

/// As PlatformAccount::look_at_chat().
boost::asio::awaitable<Result<UnboundChat>> look_at(std::shared_ptr<Session> session,
                                                    ChatNumber chat, Priority priority);

/// As PlatformAccount::invite_link().
boost::asio::awaitable<Result<std::string>> link_of(std::shared_ptr<Session> session,
                                                    ChatNumber chat, Priority priority);

/// These people as they are in the chat now; those outside are not in the list.
boost::asio::awaitable<Result<std::vector<Member>>> people_now(std::shared_ptr<Session> session,
                                                               ChatNumber chat,
                                                               std::vector<UserId> users,
                                                               Priority priority);

}  // namespace rosterd::max
