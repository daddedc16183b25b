// Which kinds of calls rest after flood control, captcha or a daily quota. Pure: time is given.
#pragma once

#include <array>
#include <chrono>
#include <optional>

#include "adapters/platform/vk/vk_error.hpp"

namespace rosterd::vk {

using SteadyTime = std::chrono::steady_clock::time_point;

/// One account's rests. A kind of call that rests is not sent; the others go on. How long a rest
/// lasts is settled when it begins: setting the machine's clock neither ends nor lengthens it.
class Rests {
  public:
    /// Errors of calls already under way when the rest began do not lengthen it. `wall` tells how
    /// far midnight is.
    void begin(CallKind kind, Rest rest, const Error& cause, UnixSeconds wall, SteadyTime now);
    /// A call of this kind worked: the next rest starts small again.
    void succeeded(CallKind kind);
    /// Why this kind of call may not be sent now.
    [[nodiscard]] std::optional<Error> resting(CallKind kind, SteadyTime now) const;
    /// Any of them, for the account's status.
    [[nodiscard]] std::optional<Error> any(SteadyTime now) const;

  private:
    struct One {
        SteadyTime until = SteadyTime::min();
        unsigned times = 0;
        std::optional<Error> cause;
    };
    std::array<One, call_kinds> rests_{};
};

}  // namespace rosterd::vk
