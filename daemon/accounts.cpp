// Opening on demand.
#include "daemon/accounts.hpp"

namespace rosterd {

boost::asio::awaitable<Result<void>> ensure_open(Account* account) {
    if (account->opened) co_return Result<void>{};
    auto opened = co_await account->platform->open();
    account->opened = opened.has_value();
    co_return opened;
}

}  // namespace rosterd
