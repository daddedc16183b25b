// The worst that is true of a read is its verdict.
#include "reconciler/read_verdict.hpp"

#include <fmt/format.h>

namespace rosterd {

std::string_view word(ReadState state) {
    switch (state) {
        case ReadState::none:
            return "none";
        case ReadState::complete:
            return "complete";
        case ReadState::partial:
            return "partial";
        case ReadState::failed:
            return "failed";
        case ReadState::stale:
            return "stale";
        case ReadState::implausible:
            return "implausible";
    }
    return "unknown";
}

bool may_remove(ReadState state) {
    return state == ReadState::complete || state == ReadState::partial;
}

ReadVerdict judge_read(const ReadFacts& facts) {
    if (!facts.failure.empty()) {
        const UnixSeconds age = facts.now - facts.last_read;
        if (facts.last_read == 0 || age < stale_after) return {ReadState::failed, facts.failure};
        return {ReadState::stale,
                fmt::format("not read for {} minutes: {}", age / 60, facts.failure)};
    }
    if (facts.last_read == 0) return {};
    if (!facts.implausible.empty()) return {ReadState::implausible, facts.implausible};
    if (!facts.frozen.empty()) return {ReadState::stale, facts.frozen};
    if (!facts.doubted.empty()) return {ReadState::partial, facts.doubted};
    if (facts.held_back > 0) {
        return {ReadState::partial,
                fmt::format("{} rows hold people, classes or chats back; see rosterctl journal "
                            "check",
                            facts.held_back)};
    }
    return {ReadState::complete, {}};
}

}  // namespace rosterd
