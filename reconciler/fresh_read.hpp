// Which operations must not rest on what was seen of a chat some time ago.
#pragma once

#include "reconciler/plan.hpp"

namespace rosterd {

/// The chat is read in the pass that does it: whom to remove, and whether somebody else administers
/// it when an administrator is dismissed, is not known from yesterday.
[[nodiscard]] inline bool needs_fresh_read(OperationKind kind) {
    return takes_away(kind) || kind == OperationKind::demote;
}

}  // namespace rosterd
