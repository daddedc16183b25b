// Who belongs in which chat, and why: the rules applied to a roster. Pure and total.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "reconciler/finding.hpp"
#include "reconciler/in_force.hpp"
#include "reconciler/profile.hpp"
#include "reconciler/roster.hpp"

namespace rosterd {

/// Bits of Seat::member_reasons and admin_reasons. Bit i below selectors_max is the i-th selector
/// of the rule's `members` (or `admins`); the others are these.
namespace reason {
inline constexpr std::uint16_t request = 1U << 12;        ///< named in the chat request
inline constexpr std::uint16_t hand_edit = 1U << 13;      ///< a chat_edit in force
inline constexpr std::uint16_t administrator = 1U << 14;  ///< administrators are members
/// In member_reasons: was the class's teacher, and the profile lets such a person stay.
inline constexpr std::uint16_t former = 1U << 15;
/// In admin_reasons: named by `admins_otherwise`, for nobody else could administer the chat.
inline constexpr std::uint16_t otherwise = 1U << 15;
}  // namespace reason

/// One person's place in one chat. 8 bytes, because a region has millions.
struct Seat {
    PersonIndex person;
    std::uint16_t member_reasons;
    std::uint16_t admin_reasons;  ///< 0: an ordinary member
    [[nodiscard]] bool admin() const { return admin_reasons != 0; }
};

/// What should become of a chat.
enum class ChatWish : std::uint8_t {
    present,     ///< exists, with these seats
    on_request,  ///< would have these seats, but nobody asked for it yet
    frozen,      ///< leave it exactly as it is (closed with `freeze`, or its data is in doubt)
    detached,    ///< everybody leaves, the chat stays
    destroyed,   ///< everybody leaves, the service account too
};

/// Why a chat is wished away; decides the reason shown for its removals.
enum class ChatEnd : std::uint8_t { none, closed, deleted };

struct DesiredChat {
    TextRef key;    ///< in Desired::text
    TextRef title;  ///< in Desired::text
    ChatKind kind;
    ChatWish wish;
    ChatEnd end;
    std::uint8_t rule;    ///< index into Profile::chats
    std::uint32_t about;  ///< ClassIndex, GroupIndex or request index; no_index for the staff room
    std::uint32_t first_seat;
    std::uint32_t seat_count;
};

struct Desired {
    TextPool text;
    std::vector<DesiredChat> chats;  ///< sorted by key
    std::vector<Seat> seats;         ///< per chat a run sorted by person
    std::vector<Finding> findings;   ///< titles cut, people missing where a rule expects some

    [[nodiscard]] std::string_view key(const DesiredChat& c) const { return text.view(c.key); }
    [[nodiscard]] std::string_view title(const DesiredChat& chat) const {
        return text.view(chat.title);
    }
    [[nodiscard]] std::span<const Seat> seats_of(const DesiredChat& chat) const {
        return {seats.data() + chat.first_seat, chat.seat_count};
    }
    /// The chat with this key, or null.
    [[nodiscard]] const DesiredChat* find(std::string_view chat_key) const;
};

/// The moment for which the rules are applied; both say the same instant.
struct Moment {
    Day today;  ///< in the school's zone
    UnixSeconds now;
};

struct DesiredOptions {
    std::size_t title_characters_max = 128;  ///< longer titles are cut (vk.md §6: not published)
    /// Per chat key: hand edits made before this instant are ignored (`initialise`, R-060). Sorted.
    std::span<const std::pair<std::string, UnixSeconds>> initialised{};
};

/// The chats and seats that the profile gives for this roster at this moment. Costs one pass over
/// the rows; every seat has at least one reason.
[[nodiscard]] Desired desired_state(const Roster& roster, const InForce& in_force,
                                    const Profile& profile, Moment moment,
                                    const DesiredOptions& options);

}  // namespace rosterd
