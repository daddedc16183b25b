// A school's conferences as a pass or a person changes them: records in memory and in the store.
// When they start and end is the conference clock's.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "daemon/recorder.hpp"
#include "daemon/school_state.hpp"

namespace rosterd {

/// Takes the conferences of the school's picture over. Memory first, without a suspension in
/// between, for the clock works on the same records. Errors: those of Store::save_conferences();
/// memory then knows more than the store, and the next pass writes it.
boost::asio::awaitable<Result<void>> keep_conferences(SchoolState* state, StoreAccess store,
                                                      UnixSeconds now);

/// Puts one conference, as a person just planned or changed it, in the place of its former.
boost::asio::awaitable<Result<void>> keep_conference(SchoolState* state, PlannedConference plan,
                                                     StoreAccess store);

}  // namespace rosterd
