// Who had which rights in a chat when its members were last read, so that administrators can be
// appointed without asking again. Pure: time is given. Bounded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "adapters/platform/max/max_members.hpp"

namespace rosterd::max {

class KnownRights {
  public:
    explicit KnownRights(std::size_t chats_max = 20'000) : chats_max_{chats_max} {}

    /// A complete read of the chat: its administrators. Where `bot` is not among them nothing is
    /// known: it may appoint nobody.
    void read(ChatNumber chat, const std::vector<Member>& administrators, UserId bot,
              UnixSeconds now);
    /// What is known holds no longer.
    void forget(ChatNumber chat) { chats_.erase(chat); }

    struct Chat {
        std::vector<UserId> administrators;  ///< sorted, the bot among them
        Member bot;                          ///< with its rights
        UnixSeconds read_at = 0;
    };
    /// Nothing when the chat was not read within the last hour.
    [[nodiscard]] const Chat* find(ChatNumber chat, UnixSeconds now) const;

  private:
    std::size_t chats_max_;
    std::map<ChatNumber, Chat> chats_;
};

}  // namespace rosterd::max
