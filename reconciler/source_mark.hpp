// What the journal and the links say of what is parked: when that changes, it is tried again. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "reconciler/desired.hpp"
#include "reconciler/links.hpp"
#include "reconciler/roster.hpp"

namespace rosterd {

/// References must outlive the call.
struct SourceFacts {
    const Roster& roster;
    const LinkTable& links;
    const Desired& desired;
    std::span<const StoredLink> own_links;  ///< of any platform
};

/// Of a person in a chat: his phone, his link, and whether he is blocked; of a chat (user 0): its
/// title. Never 0. The same from pass to pass and from start to start, until one of them changes.
[[nodiscard]] std::uint64_t source_mark(const SourceFacts& facts, std::string_view chat,
                                        UserId user);

}  // namespace rosterd
