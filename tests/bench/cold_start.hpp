// A new school's chats, from nothing to complete: the real daemon and account against the sandbox,
// which counts the platform's real quota, over real sockets and under a virtual clock.
#pragma once

#include <cstdint>
#include <string>

namespace rosterd::bench {

/// Of MAX, people have made and claimed the chats; nothing is known of who is in them.
enum class ColdPlatform { vk_user, vk_community, max };

struct ColdStart {
    std::uint64_t chats = 0;
    std::uint64_t memberships = 0;
    std::uint64_t calls = 0;    ///< that count against the quota
    std::uint64_t minimum = 0;  ///< the fewest that the protocol allows for the same result
    std::uint64_t refused = 0;  ///< by the platform for its quota
    std::uint64_t planned = 0;  ///< what the plan said before it began
    double quota = 0;           ///< calls a second
    double seconds = 0;         ///< of the virtual clock, from the first call to the last
    bool complete = false;      ///< every chat has everybody, as the sandbox sees it
};

/// A town school of `pupils` pupils under the profile sgo, everybody linked.
/// Errors: std::runtime_error.
[[nodiscard]] ColdStart cold_start(ColdPlatform platform, std::uint32_t pupils);

}  // namespace rosterd::bench
