// Every chat that is wished for or exists, seat by seat.
#include "daemon/control/chat_view.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>

#include "daemon/control/manual_view.hpp"
#include "daemon/control/pause_view.hpp"
#include "reconciler/explain.hpp"
#include "reconciler/fold_case.hpp"
#include "reconciler/message_catalogue.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;

namespace {

/// A chat as desired, as observed, or both.
struct Subject {
    std::string_view key;
    const DesiredChat* desired;
    const ObservedChat* observed;
};

class ChatViews {
  public:
    ChatViews(const SchoolState& state, UnixSeconds now)
        : state_{state},
          picture_{*state.picture},
          now_{now},
          input_{picture_.comparison(state.memory.history, now)},
          comparer_{input_},
          categories_{picture_} {}

    std::vector<Subject> subjects() const {
        std::vector<Subject> all;
        for (const DesiredChat& chat : picture_.desired.chats) {
            const std::string_view key = picture_.desired.key(chat);
            const ObservedChat* observed = state_.memory.observed.find(key);
            // A class that is not open yet, or was closed before we came, has no chat to show.
            const bool nothing = observed == nullptr && chat.wish != ChatWish::present &&
                                 chat.wish != ChatWish::on_request;
            if (!nothing) all.push_back({key, &chat, observed});
        }
        for (const ObservedChat& chat : state_.memory.observed.chats) {
            if (picture_.desired.find(chat.key) == nullptr)
                all.push_back({chat.key, nullptr, &chat});
        }
        std::ranges::sort(all, {}, &Subject::key);
        return all;
    }

    bool matches(const Subject& subject, const ChatFilter& filter) {
        if (filter.type && kind_of(subject) != filter.type) return false;
        if (!filter.title.empty() &&
            fold_case(title_of(subject)).find(fold_case(filter.title)) == std::string::npos) {
            return false;
        }
        return filter.surname.empty() || has_surname(subject, fold_case(filter.surname));
    }

    json::object row(const Subject& subject) {
        json::object row;
        row["key"] = subject.key;
        const auto kind = kind_of(subject);
        row["type"] = kind ? word(*kind) : std::string_view{"unknown"};
        row["title"] = title_of(subject);
        row["subject"] = subject_name(subject);
        const std::string_view state = state_of(subject);
        row["state"] = state;
        row["waiting_for"] = nullptr;
        if (state == "planned" && picture_.people_make_chats) row["waiting_for"] = "claim";
        row["paused"] = pause_or_null(pause_of_chat(state_.pauses, subject.key, now_));
        std::size_t members = 0;
        std::size_t there = 0;
        std::size_t unlinked = 0;
        json::array admins;
        json::array admin_names;
        for (const ComparedSeat& seat : comparer_.compare(subject.desired, subject.observed)) {
            if (seat.member_reasons == 0) continue;
            ++members;
            if (seat.present) ++there;
            if (seat.user == 0) ++unlinked;
            if (!seat.desired_admin) continue;
            admins.push_back(json::string{picture_.person_id(seat.person)});
            admin_names.push_back(json::string{picture_.person_name(seat.person)});
        }
        row["members"] = members;
        row["on_platform"] = there;
        row["waiting"] = members - there;
        row["unlinked"] = unlinked;
        row["admins"] = std::move(admins);
        row["admin_names"] = std::move(admin_names);
        row["warnings"] = warnings(unlinked);
        row["platform_chat"] = nullptr;
        row["invite_link"] = nullptr;
        if (subject.observed != nullptr) {
            row["platform_chat"] = subject.observed->number;
            if (!subject.observed->invite_link.empty()) {
                row["invite_link"] = subject.observed->invite_link;
            }
        }
        return row;
    }

    /// Adds `people` and `people_total`.
    void add_people(const Subject& subject, const SeatFilter& filter, json::object& chat) {
        const std::string folded = fold_case(filter.surname);
        std::vector<ComparedSeat> seats = comparer_.compare(subject.desired, subject.observed);
        std::erase_if(seats, [&](const ComparedSeat& seat) {
            const bool other_tab = filter.role && !categories_.has(seat.person, *filter.role);
            return other_tab || (!folded.empty() && !is_called(seat.person, folded));
        });
        json::array people;
        const auto part = filter.paging.of(seats.size());
        for (std::size_t i = part.first; i < part.last; ++i) {
            people.push_back(person(subject, seats[i]));
        }
        chat["people_total"] = seats.size();
        chat["people"] = std::move(people);
    }

    void sort(std::vector<Subject>& subjects, ChatOrder order, bool descending) {
        const auto sort_by = [&](auto value_of) {
            std::ranges::sort(subjects, [&](const Subject& one, const Subject& other) {
                const auto left = value_of(descending ? other : one);
                const auto right = value_of(descending ? one : other);
                return left == right ? one.key < other.key : left < right;
            });
        };
        switch (order) {
            case ChatOrder::key:
                return sort_by([](const Subject& one) { return one.key; });
            case ChatOrder::title:
                return sort_by([&](const Subject& one) { return fold_case(title_of(one)); });
            case ChatOrder::type:
                return sort_by([](const Subject& one) { return kind_of(one); });
            case ChatOrder::members: {
                std::map<std::string_view, std::size_t> members;
                for (const Subject& subject : subjects) members[subject.key] = members_of(subject);
                return sort_by([&](const Subject& one) { return members.at(one.key); });
            }
        }
    }

  private:
    std::size_t members_of(const Subject& subject) {
        const auto& seats = comparer_.compare(subject.desired, subject.observed);
        return static_cast<std::size_t>(std::ranges::count_if(
            seats, [](const ComparedSeat& seat) { return seat.member_reasons != 0; }));
    }

    /// who is not linked enters by himself later.
    static json::array warnings(std::size_t unlinked) {
        if (unlinked == 0) return {};
        const Message& warning = message(MessageId::unlinked_members);
        return {json::object{{"code", warning.code},
                             {"message", warning.russian},
                             {"hint", warning.english},
                             {"people", unlinked}}};
    }

    json::object person(const Subject& subject, const ComparedSeat& seat) const {
        json::object row;
        row["person"] = nullptr;
        row["name"] = nullptr;
        row["user"] = nullptr;
        if (seat.person != no_index) {
            row["person"] = picture_.person_id(seat.person);
            row["name"] = picture_.person_name(seat.person);
        }
        if (seat.user != 0) row["user"] = seat.user;
        const bool belongs = seat.member_reasons != 0;
        row["blocked"] =
            seat.person != no_index && picture_.roster.people.blocked[seat.person] != 0;
        row["roles"] = categories_.words(seat.person);
        row["role"] = (belongs ? seat.desired_admin : seat.observed_admin) ? "admin" : "member";
        row["state"] = word(seat.state);
        json::array reasons;
        if (belongs && subject.desired != nullptr) {
            const ChatRule& rule = picture_.profile.chats[subject.desired->rule];
            for (std::string& words : reason_words(rule, seat.member_reasons, seat.admin_reasons)) {
                reasons.emplace_back(std::move(words));
            }
        } else if (seat.cause != Cause::none) {
            reasons.emplace_back(word(seat.cause));
        }
        row["reasons"] = std::move(reasons);
        row["added_by"] = added_by_view(state_, subject.key, seat.user);
        return row;
    }

    std::string_view state_of(const Subject& subject) const {
        const Parked* parked = state_.memory.history.parked_at(subject.key, 0);
        if (parked != nullptr && parked->until > now_) return "parked";
        const bool deleted = subject.desired != nullptr && subject.desired->end == ChatEnd::deleted;
        const bool wanted =
            subject.desired != nullptr && subject.desired->wish == ChatWish::present;
        const ChatState there =
            subject.observed == nullptr ? ChatState::destroyed : subject.observed->state;
        if (there == ChatState::active) return deleted ? "deleted" : "active";
        // Emptied and wanted again: it fills up. Gone and wanted again: it is made anew.
        if (wanted) return there == ChatState::detached ? "active" : "planned";
        const bool asked_for = subject.observed != nullptr || deleted || subject.desired == nullptr;
        return asked_for ? "deleted" : "on_request";
    }

    static std::optional<ChatKind> kind_of(const Subject& subject) {
        if (subject.desired != nullptr) return subject.desired->kind;
        return chat_kind(subject.key.substr(0, subject.key.find('/')));
    }

    std::string_view title_of(const Subject& subject) const {
        if (subject.desired != nullptr) return picture_.desired.title(*subject.desired);
        return subject.observed->title;
    }

    json::value subject_name(const Subject& subject) const {
        if (subject.desired == nullptr || subject.desired->kind != ChatKind::subject)
            return nullptr;
        return json::string{
            picture_.roster.text.view(picture_.roster.groups.subject[subject.desired->about])};
    }

    bool has_surname(const Subject& subject, const std::string& folded) {
        const auto& seats = comparer_.compare(subject.desired, subject.observed);
        return std::ranges::any_of(
            seats, [&](const ComparedSeat& seat) { return is_called(seat.person, folded); });
    }

    [[nodiscard]] bool is_called(PersonIndex person, const std::string& folded) const {
        if (person == no_index) return false;
        const auto name = picture_.roster.text.view(picture_.roster.people.last_name[person]);
        return fold_case(name).starts_with(folded);
    }

    const SchoolState& state_;
    const Picture& picture_;
    UnixSeconds now_;
    ComparisonInput input_;
    Comparer comparer_;
    Categories categories_;
};

}  // namespace

std::optional<ChatOrder> chat_order(std::string_view text) {
    if (text == "key") return ChatOrder::key;
    if (text == "title") return ChatOrder::title;
    if (text == "type") return ChatOrder::type;
    if (text == "members") return ChatOrder::members;
    return std::nullopt;
}

json::object chats_view(const SchoolState& state, UnixSeconds now, const ChatFilter& filter) {
    ChatViews views{state, now};
    std::vector<Subject> subjects = views.subjects();
    std::erase_if(subjects,
                  [&](const Subject& subject) { return !views.matches(subject, filter); });
    views.sort(subjects, filter.order, filter.descending);
    const std::size_t total = subjects.size();
    const auto part = filter.paging.of(total);
    json::array items;
    for (std::size_t i = part.first; i < part.last; ++i) items.push_back(views.row(subjects[i]));
    return {{"total", total}, {"items", std::move(items)}};
}

std::optional<json::object> chat_view(const SchoolState& state, UnixSeconds now,
                                      std::string_view key, const SeatFilter& filter) {
    ChatViews views{state, now};
    for (const Subject& subject : views.subjects()) {
        if (subject.key != key) continue;
        json::object chat = views.row(subject);
        views.add_people(subject, filter, chat);
        return chat;
    }
    return std::nullopt;
}

json::array chats_with_people(const SchoolState& state, UnixSeconds now) {
    ChatViews views{state, now};
    json::array chats;
    for (const Subject& subject : views.subjects()) {
        json::object chat = views.row(subject);
        views.add_people(subject, {}, chat);
        chats.push_back(std::move(chat));
    }
    return chats;
}

}  // namespace rosterd::control
