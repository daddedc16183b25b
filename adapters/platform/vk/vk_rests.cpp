// Keeps the rests of one account.
#include "adapters/platform/vk/vk_rests.hpp"

namespace rosterd::vk {

void Rests::begin(CallKind kind, Rest rest, const Error& cause, UnixSeconds wall, SteadyTime now) {
    One& one = rests_.at(static_cast<std::size_t>(kind));
    if (rest == Rest::none || now < one.until) return;
    ++one.times;
    one.until = now + std::chrono::seconds{rest_until(rest, one.times, wall) - wall};
    one.cause = cause;
}

void Rests::succeeded(CallKind kind) {
    rests_.at(static_cast<std::size_t>(kind)).times = 0;
}

std::optional<Error> Rests::resting(CallKind kind, SteadyTime now) const {
    const One& one = rests_.at(static_cast<std::size_t>(kind));
    if (now >= one.until) return std::nullopt;
    return one.cause;
}

std::optional<Error> Rests::any(SteadyTime now) const {
    for (const One& one : rests_) {
        if (now < one.until) return one.cause;
    }
    return std::nullopt;
}

}  // namespace rosterd::vk
