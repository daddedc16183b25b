// Answers "why", chat by chat, from the compared seat and the rows behind it.
#include "reconciler/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reconciler/evidence.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

std::string left_words(const Departure* departure) {
    const std::string when = departure == nullptr ? "" : " on " + date_words(departure->at);
    return fmt::format(
        "left the chat by himself{} and is not added again, unless rosterctl member "
        "readmit says so",
        when);
}

const Departure* departure_of(const History& history, std::string_view chat, UserId user) {
    const auto found = std::ranges::find_if(history.departures, [&](const Departure& row) {
        return row.user == user && row.chat == chat;
    });
    return found == history.departures.end() ? nullptr : &*found;
}

std::string waiting_words(SeatState state, const Parked* parked, LinkState link) {
    switch (state) {
        case SeatState::waiting_link:
            switch (link) {
                case LinkState::requested:
                    return "waits until the person accepts the link request";
                case LinkState::refused:
                    return "the person refused the link request";
                case LinkState::unlinked:
                    return "the person ended the link";
                case LinkState::conflict:
                    return "the user is linked to another person; one link must be corrected";
                case LinkState::none:
                case LinkState::linked:
                    break;
            }
            return "waits until the person links an account";
        case SeatState::invited:
            return "was invited; waits until the person joins";
        case SeatState::left:
            return left_words(nullptr);
        case SeatState::parked:
            return parked == nullptr ? "the platform refuses"
                                     : fmt::format("the platform refuses: {}; tried again on {}",
                                                   parked->reason, date_words(parked->until));
        case SeatState::present:
        case SeatState::to_add:
        case SeatState::to_remove:
        case SeatState::stranger:
            break;
    }
    return {};
}

std::string leaving_words(Cause cause) {
    switch (cause) {
        case Cause::unlinked:
            return "will be removed: the link was ended";
        case Cause::hand_edit:
            return "will be removed: a hand edit says so";
        case Cause::left_school:
            return "will be removed: no tie to the school any more";
        case Cause::link_gone:
            return "will be removed: the link vanished from the journal";
        case Cause::blocked:
            return "will be removed: blocked in the journal";
        case Cause::no_longer_here:
            return "will be removed: no rule names this person here any more";
        case Cause::chat_closed:
            return "will be removed: the class or group is closed";
        case Cause::chat_deleted:
            return "will be removed: the chat is deleted";
        case Cause::stranger:
            return "will be removed: named by no rule or edit";
        case Cause::none:
            break;
    }
    return {};
}

class Explainer {
  public:
    Explainer(const ComparisonInput& input, const Observed& observed, PersonIndex person)
        : in_{input}, observed_{observed}, person_{person}, comparer_{input} {}

    void explain_chat(const DesiredChat& chat, bool asked, Explained& out) {
        const std::string_view key = in_.desired.key(chat);
        const ComparedSeat* seat = nullptr;
        const ObservedChat* observed = observed_.find(key);
        const bool comes = is_kept_up(chat, observed);
        for (const ComparedSeat& row : comparer_.compare(&chat, observed)) {
            if (row.person == person_) seat = &row;
        }
        const auto evidence = evidence_for(in_, chat, person_);
        if (seat == nullptr && evidence.empty() && !asked) return;
        Explanation answer = describe(chat, seat, evidence, comes);
        if (seat == nullptr || seat->state == SeatState::to_remove) {
            out.not_in.push_back(std::move(answer));
        } else if (seat->state == SeatState::present ||
                   (seat->state == SeatState::to_add && comes)) {
            out.in.push_back(std::move(answer));
        } else {
            out.waiting.push_back(std::move(answer));
        }
    }

    /// A chat that the platform has and the journal no longer: only who is still in it is told.
    void explain_vanished(const ObservedChat& chat, Explained& out) {
        if (chat.state != ChatState::active || in_.desired.find(chat.key) != nullptr) return;
        for (const ComparedSeat& seat : comparer_.compare(nullptr, &chat)) {
            if (seat.person != person_) continue;
            Explanation answer = unknown_chat(chat.key, leaving_words(seat.cause));
            answer.title = chat.title;
            answer.role = seat.observed_admin ? "admin" : "member";
            answer.state = seat.state;
            out.not_in.push_back(std::move(answer));
        }
    }

    static Explanation unknown_chat(std::string_view key, std::string note) {
        return {.chat = std::string{key},
                .title = {},
                .role = {},
                .state = SeatState::stranger,
                .rules = {},
                .rows = {},
                .since = {},
                .note = std::move(note)};
    }

  private:
    /// The latest hand edit in force says that he is not in this chat.
    [[nodiscard]] bool taken_out_by_hand(std::string_view key) const {
        for (auto edit = in_.roster.edits.rbegin(); edit != in_.roster.edits.rend(); ++edit) {
            if (edit->person == person_ && edit->made_at <= in_.now && in_.now < edit->until &&
                in_.roster.text.view(edit->chat_key) == key) {
                return edit->edit == EditKind::remove;
            }
        }
        return false;
    }

    Explanation describe(const DesiredChat& chat, const ComparedSeat* seat,
                         const std::vector<Evidence>& evidence, bool comes) const {
        const std::string_view key = in_.desired.key(chat);
        Explanation answer{.chat = std::string{key},
                           .title = std::string{in_.desired.title(chat)},
                           .role = "",
                           .state = SeatState::stranger,
                           .rules = {},
                           .rows = {},
                           .since = {},
                           .note = {}};
        const bool belongs = seat != nullptr && seat->member_reasons != 0;
        if (seat != nullptr) {
            answer.state = seat->state;
            answer.role = seat->desired_admin ? "admin" : "member";
        }
        if (belongs) {
            answer.rules = reason_words(in_.profile.chats[chat.rule], seat->member_reasons,
                                        seat->admin_reasons);
        }
        Day since = day_max;
        for (const Evidence& row : evidence) {
            const bool now = row.validity.covers(in_.in_force.day);
            const bool former = belongs && (seat->member_reasons & reason::former) != 0;
            if (belongs && !now && !(former && row.validity.to <= in_.in_force.day)) continue;
            const std::string span = span_words(row.validity);
            const std::string words = span.empty() ? row.row : row.row + " " + span;
            if (std::ranges::find(answer.rows, words) == answer.rows.end()) {
                answer.rows.push_back(words);
            }
            if (now) since = std::min(since, row.validity.from);
        }
        if (belongs && since != day_max && since != day_min) answer.since = to_string(since);
        answer.note = note(chat, seat, evidence, comes);
        return answer;
    }

    std::string note(const DesiredChat& chat, const ComparedSeat* seat,
                     const std::vector<Evidence>& evidence, bool comes) const {
        if (seat != nullptr && seat->state == SeatState::to_remove) {
            return leaving_words(seat->cause);
        }
        if (seat != nullptr) {
            const Parked* parked = in_.history.parked_at(in_.desired.key(chat), seat->user);
            if (seat->state == SeatState::to_add && !comes) {
                return "the chat is created when somebody asks for it";
            }
            if (seat->state == SeatState::left) {
                return left_words(departure_of(in_.history, in_.desired.key(chat), seat->user));
            }
            return waiting_words(seat->state, parked, in_.links.state[person_]);
        }
        if (in_.in_force.tied[person_] == 0) return "has no tie to the school";
        if (in_.roster.people.blocked[person_] != 0 &&
            in_.profile.blocked == BlockedPeople::exclude && !evidence.empty()) {
            return "is blocked in the journal";
        }
        if (taken_out_by_hand(in_.desired.key(chat))) return "was taken out by a hand edit";
        const bool later = std::ranges::any_of(
            evidence, [&](const Evidence& row) { return in_.in_force.day < row.validity.from; });
        if (later) return "will belong when the dated row takes effect";
        if (!evidence.empty()) return "belonged once; the rows are no longer in force";
        return "no row of the journal ties the person to this chat";
    }

    const ComparisonInput& in_;
    const Observed& observed_;
    PersonIndex person_;
    Comparer comparer_;
};

}  // namespace

std::vector<std::string> reason_words(const ChatRule& rule, std::uint16_t member_reasons,
                                      std::uint16_t admin_reasons) {
    std::vector<std::string> words;
    const auto list = [&](std::uint16_t reasons, const std::vector<Selector>& selectors,
                          std::string_view name, std::string_view edit) {
        for (std::size_t i = 0; i < selectors.size(); ++i) {
            if ((reasons & (1U << i)) == 0) continue;
            words.push_back(fmt::format("{}.{}: {}", rule.name, name, selectors[i].text));
        }
        if ((reasons & reason::request) != 0) words.push_back(fmt::format("{}: chosen", name));
        if ((reasons & reason::hand_edit) != 0) words.push_back(fmt::format("chat_edit: {}", edit));
    };
    list(member_reasons, rule.members, "members", word(EditKind::add));
    if ((member_reasons & reason::former) != 0) {
        words.emplace_back("people.former_class_teacher: stays");
    }
    list(admin_reasons, rule.admins, "admins", word(EditKind::make_admin));
    if ((admin_reasons & reason::otherwise) != 0) {
        std::string others;
        for (const Selector& selector : rule.admins_otherwise) {
            others += (others.empty() ? "" : ", ") + selector.text;
        }
        words.push_back(fmt::format("{}.admins_otherwise: {}", rule.name, others));
    }
    return words;
}

Explained explain_user(const ComparisonInput& input, const Observed& observed, UserId user,
                       std::optional<std::string_view> chat) {
    Explained explained;
    Comparer comparer{input};
    for (const ObservedChat& candidate : observed.chats) {
        if (candidate.state != ChatState::active || (chat && candidate.key != *chat)) continue;
        const DesiredChat* desired = input.desired.find(candidate.key);
        for (const ComparedSeat& seat : comparer.compare(desired, &candidate)) {
            if (seat.user != user) continue;
            const Parked* parked = input.history.parked_at(candidate.key, user);
            std::string note = seat.state == SeatState::parked
                                   ? waiting_words(seat.state, parked, LinkState::none)
                                   : leaving_words(seat.cause);
            if (note.empty()) note = "is there, and no rule, edit or row of the journal names him";
            Explanation answer = Explainer::unknown_chat(candidate.key, std::move(note));
            answer.title =
                desired == nullptr ? candidate.title : std::string{input.desired.title(*desired)};
            answer.role = seat.observed_admin ? "admin" : "member";
            answer.state = seat.state;
            explained.not_in.push_back(std::move(answer));
        }
    }
    for (const Departure& departure : input.history.departures) {
        if (departure.user != user || (chat && departure.chat != *chat)) continue;
        Explanation answer = Explainer::unknown_chat(departure.chat, left_words(&departure));
        answer.state = SeatState::left;
        explained.not_in.push_back(std::move(answer));
    }
    return explained;
}

Explained explain(const ComparisonInput& input, const Observed& observed, PersonIndex person,
                  std::optional<std::string_view> chat) {
    Explained explained;
    Explainer explainer{input, observed, person};
    for (const DesiredChat& candidate : input.desired.chats) {
        const bool asked = chat && input.desired.key(candidate) == *chat;
        if (chat && !asked) continue;
        explainer.explain_chat(candidate, asked, explained);
    }
    for (const ObservedChat& candidate : observed.chats) {
        if (!chat || candidate.key == *chat) explainer.explain_vanished(candidate, explained);
    }
    const bool answered =
        !explained.in.empty() || !explained.not_in.empty() || !explained.waiting.empty();
    if (chat && !answered) {
        explained.not_in.push_back(
            Explainer::unknown_chat(*chat, "the journal and the rules give no such chat"));
    }
    return explained;
}

}  // namespace rosterd
