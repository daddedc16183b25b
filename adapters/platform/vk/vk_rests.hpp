// Which kinds of calls rest after flood control, captcha or a daily quota. Pure: time is given.
#pragma once

#include <array>
#include <optional>

#include "adapters/platform/vk/vk_error.hpp"

namespace rosterd::vk {

/// One account's rests. A kind of call that rests is not sent; the others go on.
class Rests {
  public:
    /// Errors of calls already under way when the rest began do not lengthen it.
    void begin(CallKind kind, Rest rest, const Error& cause, UnixSeconds now);
    /// A call of this kind worked: the next rest starts small again.
    void succeeded(CallKind kind);
    /// Why this kind of call may not be sent now.
    [[nodiscard]] std::optional<Error> resting(CallKind kind, UnixSeconds now) const;
    /// Any of them, for the account's status.
    [[nodiscard]] std::optional<Error> any(UnixSeconds now) const;

  private:
    struct One {
        UnixSeconds until = 0;
        unsigned times = 0;
        std::optional<Error> cause;
    };
    std::array<One, call_kinds> rests_{};
};

}  // namespace rosterd::vk
