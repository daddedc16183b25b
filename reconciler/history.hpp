// What the daemon remembers beside the platform's state: who left, was invited, cannot be served.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "reconciler/links.hpp"
#include "reconciler/observed.hpp"
#include "reconciler/result.hpp"

namespace rosterd {

/// A person left a chat by himself; he is not dragged back while he still belongs (design §8.8).
struct Departure {
    std::string chat;
    UserId user;
    UnixSeconds at;
    friend bool operator==(const Departure&, const Departure&) = default;
};

/// A person was sent an invite link or a message request; wait for him, do not repeat.
struct Invitation {
    std::string chat;
    UserId user;
    UnixSeconds at;
    friend bool operator==(const Invitation&, const Invitation&) = default;
};

/// In the place of a user: the chat's title alone is meant.
inline constexpr UserId title_of_chat = std::numeric_limits<UserId>::min();

/// Something that cannot be done now. Probed again at `until`.
struct Parked {
    std::string chat;
    UserId user = 0;  ///< 0: the chat itself; or title_of_chat
    ErrorKind kind = ErrorKind::transient;
    std::string reason;  ///< "error 947: no access to the community"
    UnixSeconds until = 0;
    std::uint32_t attempts = 0;
    /// source_mark() when it was parked: another one ends it. 0: not known.
    std::uint64_t source = 0;
    friend bool operator==(const Parked&, const Parked&) = default;
};

/// Written before a chat is created, removed when its number is stored (design §8.5).
struct Intent {
    std::string chat;
    std::string title;
    std::vector<UserId> users;  ///< the first members asked for, sorted
    UnixSeconds started_at = 0;
    friend bool operator==(const Intent&, const Intent&) = default;
};

/// A chat the service account is in and that no chat key is bound to.
struct UnboundChat {
    ChatNumber number = 0;
    std::string title;
    bool owned = false;                   ///< the service account made it
    bool administered = false;            ///< the service account may add and remove people there
    std::vector<ObservedMember> members;  ///< sorted by user
};

struct History {
    std::vector<Departure> departures;    ///< sorted by (chat, user)
    std::vector<Invitation> invitations;  ///< sorted by (chat, user)
    std::vector<Parked> parked;           ///< sorted by (chat, user)

    [[nodiscard]] bool departed(std::string_view chat, UserId user) const;
    [[nodiscard]] bool invited(std::string_view chat, UserId user) const;
    [[nodiscard]] const Parked* parked_at(std::string_view chat, UserId user) const;
};

/// The chat that a lost answer created, or null: the title is the intent's, the service account
/// owns it, and everybody in it was asked for. The one with most people where several fit.
[[nodiscard]] const UnboundChat* find_created(const Intent& intent,
                                              const std::vector<UnboundChat>& candidates);

}  // namespace rosterd
