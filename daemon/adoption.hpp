// Taking over chats that people made and claimed for the school.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "daemon/recorder.hpp"

namespace rosterd {

/// Binds the chats in which a code of this school was written, reads their people, and says so in
/// them. A claim that cannot be carried out (not administered, bound already, no longer wanted) is
/// told in the audit and forgotten; its code stays good until it expires. Within the school's pass.
/// Gives why claims wait for the next pass: their chats do not answer just now. Such a chat hinders
/// nothing else, and waits until its code expires.
/// Errors: what stops the whole pass: authority, cancelled, and the store's.
boost::asio::awaitable<Result<std::vector<Error>>> adopt_claimed_chats(SchoolState* state,
                                                                       PlatformAccount* account,
                                                                       StoreAccess store,
                                                                       const Clock* clock);

/// The chat as it shows itself, if the account can serve it.
/// Errors: those of look_at_chat(); refused (it may not manage people there).
boost::asio::awaitable<Result<UnboundChat>> look_at_claimed(PlatformAccount* account,
                                                            ChatNumber number);

}  // namespace rosterd
