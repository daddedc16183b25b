// Accounts are judged by what they say of themselves, not by single answers.
#include "daemon/notices.hpp"

namespace rosterd {

/// While an account is being opened anew it is neither known to be down nor to work: it stays what
/// it was, so that every vain attempt is not another cause.
void Notices::look_at(const Accounts& accounts) {
    for (const auto& [name, account] : accounts) {
        const AccountUse use = account.platform->use();
        if (use.state != "stopped") {
            if (account.opened) down_.erase(name);
            continue;
        }
        if (!down_.insert(name).second) continue;
        tell(AccountDown{name, account.platform->platform(), use.reason});
    }
}

}  // namespace rosterd
