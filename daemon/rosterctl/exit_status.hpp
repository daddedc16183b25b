// How rosterctl ends: the statuses that scripts rely on, and the words for a failure. No commands.
#pragma once

#include "reconciler/result.hpp"

namespace rosterd::ctl {

enum ExitStatus : int {
    exit_done = 0,
    exit_refused = 1,      ///< understood and not done, or what was checked is not good
    exit_usage = 2,        ///< the command line is not right
    exit_unreachable = 3,  ///< no daemon answers on the socket
    exit_not_found = 4,    ///< what was named does not exist
};

/// Prints message and hint on standard error. The status fits an error of the control client:
/// transient there means that nobody answered.
[[nodiscard]] int complain_of_daemon(const Error& error);

/// The same for commands that work without the daemon: everything but not_found is `exit_refused`.
[[nodiscard]] int complain(const Error& error);

/// A usage error that the option parser could not see.
[[nodiscard]] int complain_of_usage(const Error& error);

}  // namespace rosterd::ctl
