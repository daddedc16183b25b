// Taking over chats that people made and claimed for the school.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "daemon/recorder.hpp"

namespace rosterd {

/// Binds the chats in which a code of this school was written, reads their people, and says so in
/// them. A claim that cannot be carried out (not administered, bound already, no longer wanted) is
/// told in the audit and forgotten; its code stays good until it expires. Within the school's pass.
/// Errors: transient and the account's: the claims stay for the next pass.
boost::asio::awaitable<Result<void>> adopt_claimed_chats(SchoolState* state,
                                                         PlatformAccount* account,
                                                         Recorder* recorder, StoreAccess store,
                                                         const Clock* clock);

/// The chat as it shows itself, if the account can serve it.
/// Errors: those of look_at_chat(); refused (it may not manage people there).
boost::asio::awaitable<Result<UnboundChat>> look_at_claimed(PlatformAccount* account,
                                                            ChatNumber number);

}  // namespace rosterd
