// One pass over one school: read the journal, compute, look, plan, guard, execute, remember.
// Level-triggered: whatever caused it, the whole school is recomputed.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "adapters/clock.hpp"
#include "daemon/accounts.hpp"
#include "daemon/executor.hpp"
#include "daemon/recorder.hpp"
#include "daemon/school_state.hpp"
#include "reconciler/guard.hpp"
#include "reconciler/school_days.hpp"

namespace rosterd {

/// The journal on its worker thread.
struct JournalAccess {
    Journal& journal;
    boost::asio::any_io_executor thread;
};

struct PassSettings {
    std::map<std::string, Profile, std::less<>> profiles;
    GuardLimits guards;
    ExecutorSettings executor;
    UnixSeconds reread_after = 86'400;  ///< a chat not read for so long is read again
    CopyRule copies;                    ///< how old a copied journal may become
};

/// What a pass needs of the daemon. References outlive every pass; the settings are those of its
/// beginning, for a reload replaces them while passes run.
struct PassContext {
    JournalAccess journal;
    StoreAccess store;
    boost::asio::any_io_executor workers;  ///< for heavy computation
    Accounts& accounts;
    const Clock& clock;
    std::shared_ptr<const PassSettings> settings;
    std::function<void(const std::string& school)> conferences_changed;
    const bool& stopping;  ///< set on shutdown: the call in flight is finished, no other begins
};

struct PassReport {
    PassEnd end = PassEnd::failed;
    std::uint64_t done = 0;    ///< operations answered with success
    std::uint64_t failed = 0;  ///< operations refused or unanswered
    /// How the journal answered; nothing when the pass did not come so far.
    std::optional<Result<void>> journal;
    std::chrono::nanoseconds journal_took{0};  ///< where it was asked
    /// When something parked, postponed or dated is due; nothing when only the sweep remains.
    std::optional<UnixSeconds> look_again;
};

/// Runs one pass and leaves its result in `state` (picture, plan, holds, error). Never two at a
/// time for one school. Does not throw for anything the world can cause.
boost::asio::awaitable<PassReport> run_pass(SchoolState* state, PassContext context);

/// Loads what the store knows of the school, once. Errors: those of Store::load().
boost::asio::awaitable<Result<void>> ensure_loaded(SchoolState* state, PassContext context);

/// The guard's view of the past: people removed in the last hour and approvals in force.
boost::asio::awaitable<Result<GuardHistory>> guard_history(const SchoolState* state,
                                                           PassContext context);

}  // namespace rosterd
