// The audit for those who ask, and its end: what is older than it is to be kept is deleted.
#include <spdlog/spdlog.h>

#include "daemon/daemon.hpp"
#include "daemon/offload.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::hours between_looks{24};
/// Deleted in one transaction: others wait for the store meanwhile.
constexpr std::size_t forgotten_at_once = 1'000;

}  // namespace

awaitable<Result<std::vector<AuditLine>>> Daemon::audit(AuditQuery query) {
    auto read = [this, &query] { return parts_.store.store.audit(query); };
    auto lines = co_await offload(parts_.store.thread, read);
    if (!lines) co_return lines.error();
    co_return lines;
}

awaitable<void> Daemon::keep_audit() {
    while (!stopping_) {
        const UnixSeconds before = parts_.clock.now() - settings_.audit_kept;
        auto forget = [this, before] {
            return parts_.store.store.forget_audit(before, forgotten_at_once);
        };
        std::size_t forgotten = 0;
        for (bool more = true; more && !stopping_;) {
            auto some = co_await offload(parts_.store.thread, forget);
            if (!some)
                spdlog::warn("audit=kept error=\"{}\", tried again in a day", some.error().what);
            more = some && *some == forgotten_at_once;
            if (some) forgotten += *some;
        }
        if (forgotten > 0) spdlog::info("audit=forgotten lines={}", forgotten);
        if (stopping_) co_return;
        co_await parts_.clock.sleep_until(parts_.clock.steady() + between_looks);
    }
}

}  // namespace rosterd
