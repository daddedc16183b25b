// Users of a chat, looked up among the people of its school.
#include "reconciler/strangers.hpp"

#include <fmt/format.h>

#include <array>

namespace rosterd {

std::string_view word(Bringer bringer) {
    constexpr std::array<std::string_view, 5> words{"unknown", "link", "account", "person",
                                                    "stranger"};
    return words.at(static_cast<std::size_t>(bringer));
}

BroughtBy brought_by(const Newcomer& newcomer, const Roster& roster, const LinkTable& links) {
    if (newcomer.by == 0) return {};
    if (newcomer.by == newcomer.user) return {.kind = Bringer::link};
    if (newcomer.by < 0) return {.kind = Bringer::account, .user = newcomer.by};
    const PersonIndex person = links.person_of(newcomer.by);
    if (person != no_index) {
        return {Bringer::person, std::string{roster.text.view(roster.people.id[person])},
                newcomer.by};
    }
    if (const VanishedUser* gone = links.find_vanished(newcomer.by)) {
        return {Bringer::person, gone->person_id, newcomer.by};
    }
    return {.kind = Bringer::stranger, .user = newcomer.by};
}

std::string words_for(const BroughtBy& by) {
    switch (by.kind) {
        case Bringer::link:
            return "by the link";
        case Bringer::account:
            return fmt::format("by account {}", by.user);
        case Bringer::person:
            return fmt::format("by person {}", by.person);
        case Bringer::stranger:
            return fmt::format("by user {}, whom the school does not know", by.user);
        case Bringer::unknown:
            break;
    }
    return {};
}

bool is_stranger(const LinkTable& links, UserId user) {
    return links.person_of(user) == no_index && links.find_vanished(user) == nullptr;
}

std::vector<Stranger> strangers_to_report(const ComparisonInput& input, const Observed& observed) {
    std::vector<Stranger> found;
    Comparer comparer{input};
    for (const ObservedChat& chat : observed.chats) {
        const DesiredChat* desired = input.desired.find(chat.key);
        if (desired == nullptr || chat.state != ChatState::active) continue;
        if (input.profile.chats[desired->rule].strangers != Strangers::report) continue;
        for (const ComparedSeat& seat : comparer.differences(desired, &chat)) {
            if (seat.state != SeatState::stranger || !seat.present) continue;
            found.push_back({chat.key, seat.user, seat.observed_admin});
        }
    }
    return found;
}

}  // namespace rosterd
