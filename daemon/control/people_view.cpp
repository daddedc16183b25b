// One walk over all seats counts everybody's chats.
#include "daemon/control/people_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>

#include "daemon/control/chat_view.hpp"
#include "reconciler/fold_case.hpp"
#include "reconciler/link_request.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;

namespace {

class PeopleView {
  public:
    PeopleView(const SchoolState& state, UnixSeconds now, const PeopleFilter& filter)
        : state_{state},
          picture_{*state.picture},
          filter_{filter},
          input_{picture_.comparison(state.memory.history, now)},
          comparer_{input_},
          categories_{picture_} {}

    Result<json::object> run() {
        auto found = people();
        if (!found) return std::move(found).error();
        auto known = mark_members();
        if (!known) return std::move(known).error();
        count_chats();
        const auto part = filter_.paging.of(found->size());
        json::array items;
        for (std::size_t i = part.first; i < part.last; ++i) items.push_back(row((*found)[i]));
        const auto linked = std::ranges::count_if(
            *found, [this](PersonIndex person) { return picture_.links.user[person] != 0; });
        return json::object{
            {"total", found->size()}, {"linked", linked}, {"items", std::move(items)}};
    }

  private:
    Result<std::vector<PersonIndex>> people() const {
        std::optional<std::vector<PersonIndex>> of_class;
        if (!filter_.class_id.empty()) {
            of_class = people_of_class(picture_, filter_.class_id);
            if (!of_class) {
                return Error{ErrorKind::not_found,
                             fmt::format("there is no class '{}'", filter_.class_id),
                             "ids are the journal's; the key of a class's chat is class/ID"};
            }
        }
        const std::string folded = fold_case(filter_.surname);
        std::vector<PersonIndex> found;
        for (PersonIndex person = 0; person < picture_.roster.people.size(); ++person) {
            if (of_class && !std::ranges::binary_search(*of_class, person)) continue;
            if (filter_.role && !categories_.has(person, *filter_.role)) continue;
            if (filter_.link && picture_.links.state[person] != *filter_.link) continue;
            const auto name = picture_.roster.text.view(picture_.roster.people.last_name[person]);
            if (folded.empty() || fold_case(name).starts_with(folded)) found.push_back(person);
        }
        return found;
    }

    /// «Уже является участником»: who belongs to the chat, and who is there all the same.
    Result<void> mark_members() {
        if (filter_.chat.empty()) return {};
        const DesiredChat* desired = picture_.desired.find(filter_.chat);
        const ObservedChat* observed = state_.memory.observed.find(filter_.chat);
        if (desired == nullptr && observed == nullptr) {
            return Error{ErrorKind::not_found, fmt::format("there is no chat '{}'", filter_.chat),
                         "see rosterctl chats; a key looks like class/ID"};
        }
        members_.assign(picture_.roster.people.size(), 0);
        for (const ComparedSeat& seat : comparer_.compare(desired, observed)) {
            const bool member = seat.member_reasons != 0 || seat.present;
            if (seat.person != no_index && member) members_[seat.person] = 1;
        }
        return {};
    }

    void count_chats() {
        chats_.assign(picture_.roster.people.size(), 0);
        waiting_.assign(picture_.roster.people.size(), 0);
        for (const DesiredChat& chat : picture_.desired.chats) {
            const auto* observed = state_.memory.observed.find(picture_.desired.key(chat));
            if (!is_kept_up(chat, observed)) continue;
            for (const ComparedSeat& seat : comparer_.compare(&chat, observed)) {
                if (seat.member_reasons == 0) continue;
                ++(seat.present ? chats_ : waiting_)[seat.person];
            }
        }
    }

    [[nodiscard]] json::value phone(PersonIndex person) const {
        const std::string_view id = picture_.person_id(person);
        for (const StoredLink& link : state_.memory.links) {
            if (link.person_id != id || link.phone.empty()) continue;
            return json::string{phone_for(link.phone, filter_.phones)};
        }
        return nullptr;
    }

    [[nodiscard]] json::object row(PersonIndex person) const {
        const UserId user = picture_.links.user[person];
        json::object row{{"person", picture_.person_id(person)},
                         {"name", picture_.person_name(person)},
                         {"link", word(picture_.links.state[person])},
                         {"user", user == 0 ? json::value(nullptr) : json::value(user)},
                         {"chats", chats_[person]},
                         {"waiting", waiting_[person]},
                         {"blocked", picture_.roster.people.blocked[person] != 0},
                         {"roles", categories_.words(person)},
                         {"phone", phone(person)},
                         {"member", nullptr}};
        if (!members_.empty()) row["member"] = members_[person] != 0;
        return row;
    }

    const SchoolState& state_;
    const Picture& picture_;
    const PeopleFilter& filter_;
    ComparisonInput input_;
    Comparer comparer_;
    Categories categories_;
    std::vector<std::uint8_t> members_;  ///< by person; empty when no chat is asked for
    std::vector<std::uint32_t> chats_;
    std::vector<std::uint32_t> waiting_;
};

}  // namespace

Result<json::object> people_view(const SchoolState& state, UnixSeconds now,
                                 const PeopleFilter& filter) {
    return PeopleView{state, now, filter}.run();
}

std::string phone_for(std::string_view phone, Phones phones) {
    std::string shown = shown_phone(phone);
    if (phones == Phones::full) return shown;
    // The country and the mobile prefix stay, and the last two digits, to tell two phones apart.
    const auto is_digit = [](char one) { return one >= '0' && one <= '9'; };
    const auto digits = std::ranges::count_if(shown, is_digit);
    std::ptrdiff_t seen = 0;
    for (char& one : shown) {
        if (!is_digit(one)) continue;
        ++seen;
        if (seen > 2 && seen <= digits - 2) one = '*';
    }
    return shown;
}

}  // namespace rosterd::control
