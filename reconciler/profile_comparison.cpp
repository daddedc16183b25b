// A merge over chat keys, and one over seats in each chat.
#include "reconciler/profile_comparison.hpp"

#include <algorithm>

namespace rosterd {
namespace {

constexpr std::array kinds{ChatKind::staff, ChatKind::class_chat, ChatKind::parents,
                           ChatKind::subject, ChatKind::custom};

bool is_given(const DesiredChat& chat) {
    return chat.wish == ChatWish::present || chat.wish == ChatWish::on_request;
}

void compare_seats(std::span<const Seat> tested, std::span<const Seat> other,
                   ChatDifference& difference) {
    auto here = tested.begin();
    auto there = other.begin();
    while (here != tested.end() || there != other.end()) {
        if (there == other.end() || (here != tested.end() && here->person < there->person)) {
            difference.enter.push_back((here++)->person);
        } else if (here == tested.end() || there->person < here->person) {
            difference.leave.push_back((there++)->person);
        } else {
            if (here->admin() && !there->admin()) difference.promoted.push_back(here->person);
            if (!here->admin() && there->admin()) difference.demoted.push_back(here->person);
            ++here;
            ++there;
        }
    }
}

bool differs(const ChatDifference& chat) {
    return chat.tested == nullptr || chat.other == nullptr || chat.retitled || chat.rescheduled ||
           !chat.enter.empty() || !chat.leave.empty() || !chat.promoted.empty() ||
           !chat.demoted.empty();
}

std::vector<const DesiredChat*> given(const Desired& desired) {
    std::vector<const DesiredChat*> chats;
    for (const DesiredChat& chat : desired.chats) {
        if (is_given(chat)) chats.push_back(&chat);
    }
    return chats;
}

}  // namespace

std::array<KindTotals, 5> totals_of(const Desired& desired) {
    std::array<KindTotals, 5> totals;
    for (std::size_t i = 0; i < kinds.size(); ++i) totals[i].kind = kinds[i];
    for (const DesiredChat& chat : desired.chats) {
        if (!is_given(chat)) continue;
        auto& total = *std::ranges::find(totals, chat.kind, &KindTotals::kind);
        ++(chat.wish == ChatWish::present ? total.present : total.on_request);
        total.members += chat.seat_count;
        for (const Seat& seat : desired.seats_of(chat)) total.admins += seat.admin() ? 1 : 0;
    }
    return totals;
}

std::vector<ChatDifference> compare_profiles(const Desired& tested, const Desired& other) {
    std::vector<ChatDifference> differences;
    const auto add = [&](const DesiredChat* here, const DesiredChat* there) {
        ChatDifference chat;
        chat.tested = here;
        chat.other = there;
        const bool both = here != nullptr && there != nullptr;
        chat.retitled = both && tested.title(*here) != other.title(*there);
        chat.rescheduled = both && here->wish != there->wish;
        compare_seats(here != nullptr ? tested.seats_of(*here) : std::span<const Seat>{},
                      there != nullptr ? other.seats_of(*there) : std::span<const Seat>{}, chat);
        if (differs(chat)) differences.push_back(std::move(chat));
    };
    const auto here = given(tested);
    const auto there = given(other);
    auto left = here.begin();
    auto right = there.begin();
    while (left != here.end() || right != there.end()) {
        const bool left_only =
            right == there.end() || (left != here.end() && tested.key(**left) < other.key(**right));
        const bool right_only =
            !left_only && (left == here.end() || other.key(**right) < tested.key(**left));
        if (left_only) {
            add(*left++, nullptr);
        } else if (right_only) {
            add(nullptr, *right++);
        } else {
            add(*left++, *right++);
        }
    }
    return differences;
}

}  // namespace rosterd
