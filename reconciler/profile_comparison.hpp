// Two profiles over one roster: which chats and people differ. Pure; decides nothing.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "reconciler/desired.hpp"

namespace rosterd {

/// What one profile gives of one kind of chat.
struct KindTotals {
    ChatKind kind = ChatKind::staff;
    std::uint32_t present = 0;     ///< chats that exist by themselves or were asked for
    std::uint32_t on_request = 0;  ///< chats that wait for somebody to ask
    std::uint32_t members = 0;     ///< seats in both, administrators included
    std::uint32_t admins = 0;
    friend bool operator==(const KindTotals&, const KindTotals&) = default;
};

/// In the order staff, class, parents, subject, custom.
[[nodiscard]] std::array<KindTotals, 5> totals_of(const Desired& desired);

/// A chat that is not the same by both. Either pointer may be null: the other alone has it.
struct ChatDifference {
    const DesiredChat* tested = nullptr;
    const DesiredChat* other = nullptr;
    bool retitled = false;
    bool rescheduled = false;               ///< one has it by itself, the other only on request
    std::vector<PersonIndex> enter, leave;  ///< all people of a chat that only one side has
    std::vector<PersonIndex> promoted, demoted;  ///< members on both sides, administrators on one
};

/// Every chat that differs, in the order of the keys. Chats that are ending, or left as they are,
/// count as absent. Both must be of the same roster; the result refers to both.
[[nodiscard]] std::vector<ChatDifference> compare_profiles(const Desired& tested,
                                                           const Desired& other);

}  // namespace rosterd
