// Reads lists and objects, strictly: a list with one strange entry is no list.
#include "adapters/platform/ejabberd/ejabberd_answer.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace rosterd::ejabberd {
namespace {

Error malformed(std::string_view what) {
    return {ErrorKind::transient, "the answer is no " + std::string{what}};
}

std::optional<std::string> text(const boost::json::value& value, std::string_view key) {
    const auto* object = value.if_object();
    const auto* found = object == nullptr ? nullptr : object->if_contains(key);
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string{found->get_string()};
}

}  // namespace

Result<std::vector<std::string>> read_users(const boost::json::value& answer) {
    const auto* items = answer.if_array();
    if (items == nullptr) return malformed("list of users");
    std::vector<std::string> users;
    users.reserve(items->size());
    for (const auto& item : *items) {
        if (!item.is_string()) return malformed("list of users");
        users.emplace_back(item.get_string());
    }
    return users;
}

Result<std::vector<ChatNumber>> read_rooms(const boost::json::value& answer) {
    const auto* items = answer.if_array();
    if (items == nullptr) return malformed("list of rooms");
    std::vector<ChatNumber> rooms;
    for (const auto& item : *items) {
        if (!item.is_string()) return malformed("list of rooms");
        const auto number = room_number(std::string_view{item.get_string()});
        if (number) rooms.push_back(*number);
    }
    std::ranges::sort(rooms);
    return rooms;
}

Result<UnboundChat> read_room(const boost::json::value& answer, const Addresses& addresses,
                              ChatNumber chat) {
    const auto* options = answer.if_object();
    if (options == nullptr) return malformed("list of a room's options");
    if (options->empty()) return Error{ErrorKind::permanent_chat, "the room does not exist"};
    const auto title = text(answer, "title");
    const auto description = text(answer, "description");
    if (!title || !description) return malformed("list of a room's options");
    UnboundChat room;
    room.number = chat;
    room.title = *title;
    room.owned = *description == addresses.mark();
    room.administered = true;  // the service account administers the whole service
    return room;
}

Result<std::vector<Affiliate>> read_affiliates(const boost::json::value& answer,
                                               const Addresses& addresses) {
    const auto* items = answer.if_array();
    if (items == nullptr) return malformed("list of members");
    std::vector<Affiliate> people;
    people.reserve(items->size());
    for (const auto& item : *items) {
        const auto name = text(item, "username");
        const auto domain = text(item, "domain");
        const auto affiliation = text(item, "affiliation");
        if (!name || !domain || !affiliation) return malformed("list of members");
        const bool admin = *affiliation == "admin" || *affiliation == "owner";
        if (!admin && *affiliation != "member") {
            if (*affiliation == "outcast" || *affiliation == "none") continue;
            return malformed("list of members");
        }
        std::string jid = name->empty() ? *domain : *name + '@' + *domain;
        if (jid == addresses.user) continue;
        people.push_back(
            {std::move(jid), *domain == addresses.host ? *name : std::string{}, admin});
    }
    return people;
}

}  // namespace rosterd::ejabberd
