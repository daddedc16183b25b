// Starting and ending calls. A second end is told apart from a first one, as the platform does.
#include "adapters/sandbox/world_calls.hpp"

#include <algorithm>

#include "adapters/sandbox/opaque.hpp"

namespace rosterd::sandbox {

Outcome<VideoCall> Calls::start(MemberId owner, Moment now) {
    if (calls_.size() >= calls_max) return api_error(103);
    const std::uint64_t base = mixed(seed_ ^ mixed(calls_.size() + 1));
    calls_.push_back(
        {.id = opaque_uuid(base, mixed(base)),
         .join_link = "https://vk.com/call/join/" + opaque(mixed(~base)) + opaque(mixed(base + 1)),
         .owner = owner,
         .started = now});
    ++revision_;
    return calls_.back();
}

Outcome<void> Calls::finish(MemberId actor, std::string_view id, Moment now) {
    const auto call = std::ranges::find(calls_, id, &VideoCall::id);
    if (call == calls_.end()) return api_error(104);
    if (call->owner != actor) return api_error(7);
    if (call->finished) return api_error(104);
    call->finished = now;
    ++revision_;
    return {};
}

}  // namespace rosterd::sandbox
