// What the enrolments of each class are measured against, after a pass.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "daemon/recorder.hpp"

namespace rosterd {

/// To be called when the read of the pass was accepted or not; `fell_at` is SchoolMemory's
/// accepted_at of before. A class that is not believed keeps its reference until a person has
/// approved what it takes away and nothing of that waits any more.
/// Errors: those of Store::accept_classes().
boost::asio::awaitable<Result<void>> accept_classes(SchoolState* state, StoreAccess store,
                                                    UnixSeconds fell_at, UnixSeconds now);

}  // namespace rosterd
