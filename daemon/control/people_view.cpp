// One walk over all seats counts everybody's chats.
#include "daemon/control/people_view.hpp"

#include <boost/json/array.hpp>

#include "daemon/control/chat_view.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;

json::object people_view(const SchoolState& state, UnixSeconds now, std::string_view surname,
                         Paging paging) {
    const Picture& picture = *state.picture;
    const auto& people = picture.roster.people;
    std::vector<std::uint32_t> chats(people.size(), 0);
    std::vector<std::uint32_t> waiting(people.size(), 0);
    Comparer comparer{picture.comparison(state.memory.history, now)};
    for (const DesiredChat& chat : picture.desired.chats) {
        const auto* observed = state.memory.observed.find(picture.desired.key(chat));
        if (!is_kept_up(chat, observed)) continue;
        for (const ComparedSeat& seat : comparer.compare(&chat, observed)) {
            if (seat.member_reasons == 0) continue;
            ++(seat.present ? chats : waiting)[seat.person];
        }
    }
    const std::string folded = fold_case(surname);
    std::vector<PersonIndex> found;
    for (PersonIndex person = 0; person < people.size(); ++person) {
        const auto last_name = picture.roster.text.view(people.last_name[person]);
        if (folded.empty() || fold_case(last_name).starts_with(folded)) found.push_back(person);
    }
    const auto part = paging.of(found.size());
    json::array items;
    for (std::size_t i = part.first; i < part.last; ++i) {
        const PersonIndex person = found[i];
        const UserId user = picture.links.user[person];
        items.push_back(json::object{{"person", picture.person_id(person)},
                                     {"name", picture.person_name(person)},
                                     {"link", word(picture.links.state[person])},
                                     {"user", user == 0 ? json::value(nullptr) : json::value(user)},
                                     {"chats", chats[person]},
                                     {"waiting", waiting[person]},
                                     {"blocked", people.blocked[person] != 0}});
    }
    return {{"total", found.size()}, {"items", std::move(items)}};
}

}  // namespace rosterd::control
