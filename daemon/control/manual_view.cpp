// One row each, with what the journal calls the people.
#include "daemon/control/manual_view.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <limits>

#include "reconciler/strangers.hpp"
#include "reconciler/words.hpp"

namespace rosterd::control {

namespace json = boost::json;

namespace {

json::value moment(UnixSeconds at) {
    return at == 0 ? json::value(nullptr) : json::value(at);
}

std::string_view title_of(const SchoolState& state, std::string_view chat) {
    if (const DesiredChat* desired = state.picture->desired.find(chat)) {
        return state.picture->desired.title(*desired);
    }
    const ObservedChat* observed = state.memory.observed.find(chat);
    return observed == nullptr ? std::string_view{} : std::string_view{observed->title};
}

void put_person(const Picture& picture, PersonIndex person, json::object& row) {
    row["person"] = nullptr;
    row["name"] = nullptr;
    if (person == no_index) return;
    row["person"] = picture.person_id(person);
    row["name"] = picture.person_name(person);
}

json::object listed(json::array items) {
    return {{"total", items.size()}, {"items", std::move(items)}};
}

}  // namespace

json::value added_by_view(const SchoolState& state, std::string_view chat, UserId user) {
    const ObservedChat* there = state.memory.observed.find(chat);
    const Newcomer* one = there == nullptr ? nullptr : find_newcomer(there->newcomers, user);
    if (one == nullptr) return nullptr;
    const BroughtBy by = brought_by(*one, state.picture->roster, state.picture->links);
    json::object view{{"kind", word(by.kind)},
                      {"person", nullptr},
                      {"user", nullptr},
                      {"since", moment(one->since)}};
    if (!by.person.empty()) view["person"] = by.person;
    if (by.user != 0) view["user"] = by.user;
    return view;
}

json::object strangers_view(const SchoolState& state) {
    json::array items;
    for (const Stranger& stranger : state.strangers) {
        json::object row{{"chat", stranger.chat},
                         {"title", title_of(state, stranger.chat)},
                         {"user", stranger.user},
                         {"admin", stranger.admin}};
        row["added_by"] = added_by_view(state, stranger.chat, stranger.user);
        items.push_back(std::move(row));
    }
    return listed(std::move(items));
}

json::object departures_view(const SchoolState& state) {
    json::array items;
    for (const Departure& departure : state.memory.history.departures) {
        json::object row{{"chat", departure.chat}, {"title", title_of(state, departure.chat)}};
        put_person(*state.picture, state.picture->links.person_of(departure.user), row);
        row["user"] = departure.user;
        row["at"] = departure.at;
        items.push_back(std::move(row));
    }
    return listed(std::move(items));
}

json::object edits_view(const SchoolState& state, UnixSeconds now) {
    const Picture& picture = *state.picture;
    json::array items;
    for (const ChatEdit& edit : picture.roster.edits) {
        if (edit.until <= now) continue;
        json::object row{{"chat", picture.roster.text.view(edit.chat_key)}};
        put_person(picture, edit.person, row);
        row["edit"] = word(edit.edit);
        row["made_by"] = nullptr;
        if (edit.made_by != no_index) row["made_by"] = picture.person_id(edit.made_by);
        row["made_at"] = moment(edit.made_at);
        const bool open = edit.until == std::numeric_limits<UnixSeconds>::max();
        row["until"] = open ? json::value(nullptr) : json::value(edit.until);
        row["kept_by"] = edit.own ? "rosterd" : "journal";
        items.push_back(std::move(row));
    }
    return listed(std::move(items));
}

}  // namespace rosterd::control
