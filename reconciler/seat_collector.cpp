// Merging of runs. Most chats are one long run and one or two people more.
#include "reconciler/seat_collector.hpp"

#include <algorithm>

namespace rosterd {
namespace {

/// Below this a binary search and an insertion beat a merge of everything.
constexpr std::size_t short_run = 4;

Seat make_seat(PersonIndex person, SeatRole role, std::uint16_t bit) {
    if (role == SeatRole::member) return {person, bit, 0};
    return {person, reason::administrator, bit};  // administrators are members (design §3)
}

void join(Seat& seat, const Seat& more) {
    seat.member_reasons = static_cast<std::uint16_t>(seat.member_reasons | more.member_reasons);
    seat.admin_reasons = static_cast<std::uint16_t>(seat.admin_reasons | more.admin_reasons);
}

}  // namespace

void SeatCollector::add(PersonIndex person, SeatRole role, std::uint16_t bit) {
    const Seat seat = make_seat(person, role, bit);
    const auto at = std::ranges::lower_bound(seats_, person, {}, &Seat::person);
    if (at != seats_.end() && at->person == person) {
        join(*at, seat);
    } else {
        seats_.insert(at, seat);
    }
}

void SeatCollector::add_run(std::span<const PersonIndex> run, SeatRole role, std::uint16_t bit) {
    if (seats_.empty()) {
        const Seat like = make_seat(0, role, bit);
        seats_.resize(run.size());
        for (std::size_t i = 0; i < run.size(); ++i) {
            seats_[i] = {run[i], like.member_reasons, like.admin_reasons};
        }
        return;
    }
    if (run.size() <= short_run) {
        for (const PersonIndex person : run) add(person, role, bit);
        return;
    }
    merged_.clear();
    auto old = seats_.begin();
    for (const PersonIndex person : run) {
        while (old != seats_.end() && old->person < person) merged_.push_back(*old++);
        Seat seat = make_seat(person, role, bit);
        if (old != seats_.end() && old->person == person) join(seat, *old++);
        merged_.push_back(seat);
    }
    merged_.insert(merged_.end(), old, seats_.end());
    seats_.swap(merged_);
}

void SeatCollector::remove(PersonIndex person) {
    const auto at = std::ranges::lower_bound(seats_, person, {}, &Seat::person);
    if (at != seats_.end() && at->person == person) seats_.erase(at);
}

void SeatCollector::drop_admin(PersonIndex person) {
    const auto at = std::ranges::lower_bound(seats_, person, {}, &Seat::person);
    if (at != seats_.end() && at->person == person) at->admin_reasons = 0;
}

}  // namespace rosterd
