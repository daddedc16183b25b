// The configured platform accounts, opened when first needed. No protocol knowledge.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <string>

#include "adapters/call_provider.hpp"
#include "adapters/ports.hpp"

namespace rosterd {

/// One account and whether its credential is known to be good.
struct Account {
    std::unique_ptr<PlatformAccount> platform;
    bool opened = false;
    std::unique_ptr<CallProvider> calls{};  ///< of the same credential; null: it starts none
};

using Accounts = std::map<std::string, Account, std::less<>>;

/// Opens the account unless it is open. Errors: those of PlatformAccount::open().
boost::asio::awaitable<Result<void>> ensure_open(Account* account);

}  // namespace rosterd
