// Video calls that somebody has started: who, when, until when. Nobody is ever seen inside them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/api_error.hpp"
#include "adapters/sandbox/moment.hpp"

namespace rosterd::sandbox {

struct VideoCall {
    std::string id;  ///< a lower-case UUID
    std::string join_link;
    MemberId owner;
    Moment started;
    std::optional<Moment> finished{};
    auto operator<=>(const VideoCall&) const = default;
};

/// All calls of the messenger, in the order they were started. The same seed gives the same ids.
/// A call ends only when its owner ends it. References stay valid until the next change.
class Calls {
  public:
    static constexpr std::size_t calls_max = 20'000;

    explicit Calls(std::uint64_t seed) : seed_{seed} {}

    /// Errors: 103 past calls_max.
    Outcome<VideoCall> start(MemberId owner, Moment now);
    /// Errors: 104 unknown or over already; 7 somebody else's.
    Outcome<void> finish(MemberId actor, std::string_view id, Moment now);

    [[nodiscard]] const std::vector<VideoCall>& list() const { return calls_; }
    /// Takes over a saved list; ids go on behind it.
    void restore(std::vector<VideoCall> calls) { calls_ = std::move(calls); }
    [[nodiscard]] std::uint64_t revision() const { return revision_; }

  private:
    std::uint64_t seed_;
    std::vector<VideoCall> calls_;
    std::uint64_t revision_ = 0;
};

}  // namespace rosterd::sandbox
