// What the platform has, as last read or as our own answered calls left it. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reconciler/links.hpp"

namespace rosterd {

/// The number by which the school's account knows a chat (vk.md §4.5: relative to the viewer).
using ChatNumber = std::int64_t;

/// One user in a chat. 8 bytes: ids are below 2^53, the flags share their word.
class ObservedMember {
  public:
    ObservedMember() = default;
    ObservedMember(UserId user, bool admin, bool invited = false, bool being_removed = false)
        : word_{(user * 8) | (admin ? 1 : 0) | (invited ? 2 : 0) | (being_removed ? 4 : 0)} {}
    [[nodiscard]] UserId user() const { return word_ >> 3; }
    [[nodiscard]] bool admin() const { return (word_ & 1) != 0; }
    /// Asked, but not yet in: a VK message request (vk.md §4.2).
    [[nodiscard]] bool invited() const { return (word_ & 2) != 0; }
    /// We asked for the removal and have no certain answer: whoever is then gone was removed, and
    /// did not leave by himself.
    [[nodiscard]] bool being_removed() const { return (word_ & 4) != 0; }
    [[nodiscard]] ObservedMember with_removal(bool asked) const {
        return {user(), admin(), invited(), asked};
    }
    friend bool operator==(ObservedMember, ObservedMember) = default;

  private:
    std::int64_t word_ = 0;
};

/// Somebody in a chat whom others brought into it. Kept only where it tells something: of people
/// whom the school does not know, and of those whom another person brought. So most chats have
/// none.
struct Newcomer {
    UserId user = 0;
    UserId by = 0;          ///< himself: he came by the chat's link; 0: the platform does not tell
    UnixSeconds since = 0;  ///< 0: not known
    bool reported = false;  ///< as a stranger; each is reported once
    friend bool operator==(const Newcomer&, const Newcomer&) = default;
};

enum class ChatState : std::uint8_t {
    active,
    detached,   ///< emptied on purpose
    destroyed,  ///< gone for us
};

/// A chat of ours on the platform. The service account is not among its members.
struct ObservedChat {
    std::string key;
    ChatNumber number = 0;
    std::string title;
    ChatState state = ChatState::active;
    UnixSeconds read_at = 0;  ///< of the last complete read from the platform; 0: never, or doubted
    std::string invite_link;  ///< empty until somebody needed it
    std::vector<ObservedMember> members;  ///< sorted by user, each user once
    std::vector<Newcomer> newcomers{};    ///< sorted by user, each among the members
};

struct Observed {
    std::vector<ObservedChat> chats;  ///< sorted by key
    [[nodiscard]] const ObservedChat* find(std::string_view key) const;
    [[nodiscard]] ObservedChat* find(std::string_view key);
};

/// Everybody who is in any of the chats: sorted, each once. Looks at every membership.
[[nodiscard]] std::vector<UserId> users_of(const Observed& observed);

/// Inserts, or replaces the flags of, one member; keeps the order.
void put_member(ObservedChat& chat, ObservedMember member);
/// Removes one user, and who brought him; false when he was not there.
bool drop_member(ObservedChat& chat, UserId user);
[[nodiscard]] const ObservedMember* find_member(const ObservedChat& chat, UserId user);

/// Inserts or replaces; keeps the order.
void put_newcomer(std::vector<Newcomer>& newcomers, const Newcomer& newcomer);
[[nodiscard]] const Newcomer* find_newcomer(const std::vector<Newcomer>& newcomers, UserId user);

}  // namespace rosterd
