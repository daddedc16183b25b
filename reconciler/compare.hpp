// One chat, desired against observed: the state of every seat. Plans and views both use it. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "reconciler/desired.hpp"
#include "reconciler/history.hpp"
#include "reconciler/links.hpp"
#include "reconciler/observed.hpp"

namespace rosterd {

/// The `state` of a person in a chat as the control API shows it (design §10).
enum class SeatState : std::uint8_t {
    present,
    waiting_link,  ///< belongs, has no link yet (R-018)
    invited,       ///< was asked, has not joined
    left,          ///< left by himself
    parked,        ///< the platform refused for a reason that is his; tried again later
    to_add,
    to_remove,
    stranger,  ///< on the platform, named by no rule or edit
};

/// Why somebody has to go, worst first. The first two are never held (design §8.2).
enum class Cause : std::uint8_t {
    none,
    unlinked,        ///< he ended his link (R-099)
    hand_edit,       ///< a chat_edit says so
    left_school,     ///< no tie to the school any more
    link_gone,       ///< his link vanished from the journal without a word
    blocked,         ///< blocked in the journal
    no_longer_here,  ///< belongs to the school, but not to this chat
    chat_closed,     ///< class or group is past its end
    chat_deleted,    ///< deleted by request
    stranger,        ///< the profile removes strangers
};

struct ComparedSeat {
    PersonIndex person;  ///< no_index: a stranger
    UserId user;         ///< 0: not linked
    SeatState state;
    Cause cause;  ///< of to_remove, and of a removal that is parked
    bool desired_admin;
    bool observed_admin;
    bool present;  ///< on the platform now
    std::uint16_t member_reasons;
    std::uint16_t admin_reasons;
};

/// What one comparison needs of its school. References must outlive the Comparer.
struct ComparisonInput {
    const Roster& roster;
    const InForce& in_force;
    const Profile& profile;
    const Desired& desired;
    const LinkTable& links;
    const History& history;
    UnixSeconds now;
};

/// The chat's people are to be in it: it is wished present; or it comes only on request, by hand or
/// with its first conference, and is there. What asked for it once need not be in the journal any
/// more: a chat goes by a request with deleted_at or by its class's end (design §3).
[[nodiscard]] bool is_kept_up(const DesiredChat& desired, const ObservedChat* observed);

/// Compares chat after chat, reusing its scratch memory. Not thread-safe.
class Comparer {
  public:
    explicit Comparer(ComparisonInput input);

    /// Either may be null, not both. The result is valid until the next call: first the seats in
    /// order of person, then people who are there and should not be, in order of user.
    const std::vector<ComparedSeat>& compare(const DesiredChat* desired,
                                             const ObservedChat* observed);

    /// As compare(), without the seats that a plan has nothing to do for: those that are present
    /// with the right role, and those of people without a link.
    const std::vector<ComparedSeat>& differences(const DesiredChat* desired,
                                                 const ObservedChat* observed);

  private:
    void index_users();
    [[nodiscard]] std::size_t slot_of(UserId user) const {
        constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;
        return static_cast<std::size_t>((static_cast<std::uint64_t>(user) * golden) >> shift_);
    }
    /// The person who is linked to this user now, or no_index.
    [[nodiscard]] PersonIndex holder_of(UserId user) const {
        const std::size_t last = holders_.size() - 1;
        for (std::size_t at = slot_of(user);; at = (at + 1) & last) {
            const PersonIndex person = holders_[at];
            if (person == no_index || input_.links.user[person] == user) return person;
        }
    }
    void mark_members(const ObservedChat& observed);
    void extras(const DesiredChat* desired, const ObservedChat& observed);
    /// `member`: 1 + index into the observed members, 0: not among them.
    void seat(const Seat& wanted, const ObservedChat* observed, std::string_view key,
              std::uint32_t member);
    /// Where the person's mark says he is among the members, as above.
    [[nodiscard]] std::uint32_t member_of(PersonIndex person) const {
        return mark_[person] > base_ ? mark_[person] - base_ : 0;
    }
    void extra(const DesiredChat* desired, const ObservedChat& observed, std::uint32_t member);
    [[nodiscard]] Cause cause_of(const DesiredChat* desired, std::string_view key,
                                 PersonIndex person) const;

    ComparisonInput input_;
    /// Open addressing by user, at most half full. A third of the size of LinkTable::person, and
    /// asked once for every member of every chat.
    std::vector<PersonIndex> holders_;
    unsigned shift_ = 0;
    /// Per person: base_ + 1 + index into the current chat's members; up to base_: not among them.
    std::vector<std::uint32_t> mark_;
    std::uint32_t base_ = 0;
    std::size_t matched_count_ = 0;
    std::vector<PersonIndex> person_of_;  ///< per member of the current chat
    std::vector<std::uint8_t> matched_;   ///< per member of the current chat
    std::vector<ComparedSeat> result_;
};

}  // namespace rosterd
