// Seat by seat comparison. Linear: members are marked by person, seats look at the mark. Marks of
// earlier chats are told by their numbers, so that nothing is wiped between chats.
#include "reconciler/compare.hpp"

#include <algorithm>
#include <bit>

namespace rosterd {
namespace {

/// Under which key the history has what is remembered of the chat's people: as long as a chat is
/// not carried over to its successor, its predecessor's.
std::string_view remembered_key(const Desired& all, const DesiredChat& desired,
                                const ObservedChat* observed) {
    return observed != nullptr ? std::string_view{observed->key} : all.key(desired);
}

}  // namespace

bool is_kept_up(const DesiredChat& desired, const ObservedChat* observed) {
    if (desired.wish == ChatWish::present) return true;
    return desired.wish == ChatWish::on_request && observed != nullptr &&
           observed->state == ChatState::active;
}

Comparer::Comparer(ComparisonInput input) : input_{input} {
    mark_.assign(input.roster.people.size(), 0);
    index_users();
}

void Comparer::index_users() {
    constexpr std::size_t slots_min = 16;
    const std::size_t people = input_.roster.people.size();
    const std::size_t slots = std::bit_ceil(std::max(people * 2, slots_min));
    holders_.assign(slots, no_index);
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(slots));
    for (PersonIndex person = 0; person < people; ++person) {
        const UserId user = input_.links.user[person];
        if (user == 0) continue;
        std::size_t at = slot_of(user);
        while (holders_[at] != no_index) at = (at + 1) & (slots - 1);
        holders_[at] = person;
    }
}

const std::vector<ComparedSeat>& Comparer::compare(const DesiredChat* desired,
                                                   const ObservedChat* observed) {
    result_.clear();
    if (observed != nullptr) mark_members(*observed);
    if (desired != nullptr) {
        const std::string_view key = remembered_key(input_.desired, *desired, observed);
        for (const Seat& wanted : input_.desired.seats_of(*desired)) {
            seat(wanted, observed, key, observed != nullptr ? member_of(wanted.person) : 0);
        }
    }
    if (observed != nullptr) extras(desired, *observed);
    return result_;
}

const std::vector<ComparedSeat>& Comparer::differences(const DesiredChat* desired,
                                                       const ObservedChat* observed) {
    if (desired == nullptr || observed == nullptr) return compare(desired, observed);
    result_.clear();
    mark_members(*observed);
    const std::string_view key = remembered_key(input_.desired, *desired, observed);
    for (const Seat& wanted : input_.desired.seats_of(*desired)) {
        const std::uint32_t member = member_of(wanted.person);
        if (member == 0) {
            if (input_.links.user[wanted.person] != 0) seat(wanted, observed, key, member);
            continue;
        }
        const ObservedMember there = observed->members[member - 1];
        if (there.admin() != wanted.admin() || there.invited()) {
            seat(wanted, observed, key, member);
        } else {
            matched_[member - 1] = 1;
            ++matched_count_;
        }
    }
    extras(desired, *observed);
    return result_;
}

void Comparer::mark_members(const ObservedChat& observed) {
    const std::size_t last = person_of_.size();  // of the chat before: its marks become stale
    const std::size_t members = observed.members.size();
    if (members >= no_index - base_ - last) {
        std::ranges::fill(mark_, 0);
        base_ = 0;
    } else {
        base_ += static_cast<std::uint32_t>(last);
    }
    person_of_.resize(members);
    matched_.assign(members, 0);
    matched_count_ = 0;
    for (std::uint32_t i = 0; i < members; ++i) {
        const UserId user = observed.members[i].user();
        const PersonIndex person = holder_of(user);
        if (person != no_index) mark_[person] = base_ + i + 1;
        person_of_[i] = person != no_index ? person : input_.links.person_of(user);
    }
}

void Comparer::extras(const DesiredChat* desired, const ObservedChat& observed) {
    if (matched_count_ == observed.members.size()) return;
    for (std::uint32_t i = 0; i < observed.members.size(); ++i) {
        if (matched_[i] == 0) extra(desired, observed, i);
    }
}

void Comparer::seat(const Seat& wanted, const ObservedChat* observed, std::string_view key,
                    std::uint32_t member) {
    const PersonIndex person = wanted.person;
    ComparedSeat seat{.person = person,
                      .user = input_.links.user[person],
                      .state = SeatState::to_add,
                      .cause = Cause::none,
                      .desired_admin = wanted.admin(),
                      .observed_admin = false,
                      .present = false,
                      .member_reasons = wanted.member_reasons,
                      .admin_reasons = wanted.admin_reasons};
    if (member != 0) {
        const ObservedMember& there = observed->members[member - 1];
        matched_[member - 1] = 1;
        ++matched_count_;
        seat.present = !there.invited();
        seat.observed_admin = there.admin();
        seat.state = there.invited() ? SeatState::invited : SeatState::present;
    } else if (seat.user == 0) {
        seat.state = SeatState::waiting_link;
    } else if (input_.history.departed(key, seat.user)) {
        seat.state = SeatState::left;
    } else if (const Parked* parked = input_.history.parked_at(key, seat.user);
               parked != nullptr && parked->until > input_.now) {
        seat.state = SeatState::parked;
    } else if (input_.history.invited(key, seat.user)) {
        seat.state = SeatState::invited;
    }
    result_.push_back(seat);
}

void Comparer::extra(const DesiredChat* desired, const ObservedChat& observed,
                     std::uint32_t member) {
    const ObservedMember& there = observed.members[member];
    ComparedSeat seat{.person = person_of_[member],
                      .user = there.user(),
                      .state = SeatState::present,
                      .cause = Cause::none,
                      .desired_admin = there.admin(),
                      .observed_admin = there.admin(),
                      .present = !there.invited(),
                      .member_reasons = 0,
                      .admin_reasons = 0};
    const VanishedUser* vanished =
        seat.person == no_index ? input_.links.find_vanished(seat.user) : nullptr;
    if (vanished != nullptr) seat.person = vanished->person;

    const bool frozen = desired != nullptr && desired->wish == ChatWish::frozen;
    const bool doubtful =
        input_.links.is_protected(seat.user) ||
        (seat.person != no_index && input_.roster.people.doubtful[seat.person] != 0);
    // A dangling row about this chat may mean somebody whom the journal does not name (design §3).
    const bool unclear = seat.person == no_index &&
                         std::ranges::binary_search(input_.roster.doubtful_chats, observed.key);
    const bool ending = desired == nullptr || desired->end != ChatEnd::none;
    const bool known = seat.person != no_index || vanished != nullptr;
    if (frozen || doubtful || unclear) {
        if (!known) seat.state = SeatState::stranger;
    } else if (known) {
        seat.cause = seat.person == no_index ? Cause::left_school
                                             : cause_of(desired, observed.key, seat.person);
        if (vanished != nullptr && seat.cause == Cause::no_longer_here)
            seat.cause = Cause::link_gone;
        seat.state = SeatState::to_remove;
        const bool keeps =
            seat.cause == Cause::unlinked && input_.profile.on_unlink == OnUnlink::keep && !ending;
        if (keeps) seat.state = SeatState::present;
    } else if (ending) {
        seat.state = SeatState::to_remove;
        seat.cause = cause_of(desired, observed.key, no_index);
    } else if (input_.profile.chats[desired->rule].strangers == Strangers::remove) {
        seat.state = SeatState::to_remove;
        seat.cause = Cause::stranger;
    } else {
        seat.state = SeatState::stranger;
    }
    if (seat.state == SeatState::to_remove) {
        seat.desired_admin = false;
        // Refused lately: tried again when the parking ends, not in every pass.
        const Parked* parked = input_.history.parked_at(observed.key, seat.user);
        if (parked != nullptr && parked->until > input_.now) seat.state = SeatState::parked;
    }
    result_.push_back(seat);
}

Cause Comparer::cause_of(const DesiredChat* desired, std::string_view key,
                         PersonIndex person) const {
    if (person != no_index) {
        if (input_.links.state[person] == LinkState::unlinked) return Cause::unlinked;
        for (auto edit = input_.roster.edits.rbegin(); edit != input_.roster.edits.rend(); ++edit) {
            const bool about = edit->person == person && edit->made_at <= input_.now &&
                               input_.now < edit->until &&
                               input_.roster.text.view(edit->chat_key) == key;
            if (!about) continue;
            if (edit->edit == EditKind::remove) return Cause::hand_edit;
            break;
        }
        if (input_.in_force.tied[person] == 0) return Cause::left_school;
    }
    if (desired == nullptr || desired->end == ChatEnd::closed) return Cause::chat_closed;
    if (desired->end == ChatEnd::deleted) return Cause::chat_deleted;
    if (input_.roster.people.blocked[person] != 0 &&
        input_.profile.blocked == BlockedPeople::exclude) {
        return Cause::blocked;
    }
    return Cause::no_longer_here;
}

}  // namespace rosterd
