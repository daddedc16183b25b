// When each chat's turn comes to be read again though nobody told of a change. Pure.
#pragma once

#include <string_view>

#include "reconciler/day.hpp"

namespace rosterd {

/// A school's chats take turns: a period has up to 24 of them, and a chat's key says which is its
/// own. Schools begin their turns at different moments. So every chat is read once in a period, and
/// neither the chats of a school nor the schools of an account all come at once.
class RollingSweep {
  public:
    /// `period`: seconds, 1 and more; no chat stays unread for longer.
    RollingSweep(std::string_view school, UnixSeconds period);

    /// The chat's latest turn that is not after `now`: what was read before it is read again.
    [[nodiscard]] UnixSeconds last_turn(std::string_view chat, UnixSeconds now) const;
    /// The beginning of the next turn of any chat, after `now`.
    [[nodiscard]] UnixSeconds next_turn(UnixSeconds now) const;
    /// How many of so many chats one pass reads at most: twice an even share, so that a day that
    /// was missed is made up for without all chats being read in one moment.
    [[nodiscard]] static std::size_t chats_at_once(std::size_t chats);
    /// After how long a pass that left chats unread goes on.
    [[nodiscard]] UnixSeconds catch_up_after() const;

  private:
    std::string_view school_;
    UnixSeconds turns_;   ///< in a period
    UnixSeconds length_;  ///< of a turn, seconds
    UnixSeconds offset_;  ///< when turns begin, within their length
};

}  // namespace rosterd
