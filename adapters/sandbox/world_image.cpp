// Writes and reads the saved world. Boost.JSON throws on a wrong shape: restore() stops it here.
#include "adapters/sandbox/world_image.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_to.hpp>
#include <exception>
#include <string>
#include <utility>

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr int image_version = 1;

std::int64_t to_number(Moment at) {
    return at.time_since_epoch().count();
}
Moment to_moment(const json::value& value) {
    return Moment{std::chrono::milliseconds{value.to_number<std::int64_t>()}};
}
std::int64_t number(const json::object& from, std::string_view key) {
    return from.at(key).to_number<std::int64_t>();
}
/// Of a field that older images do not have.
std::int64_t later_number(const json::object& from, std::string_view key) {
    return from.contains(key) ? number(from, key) : 0;
}
std::string text(const json::object& from, std::string_view key) {
    return std::string{from.at(key).as_string()};
}

json::array ids(const auto& range) {
    return json::array(range.begin(), range.end());
}
std::set<std::int64_t> to_ids(const json::value& value) {
    std::set<std::int64_t> read;
    for (const json::value& item : value.as_array()) read.insert(item.to_number<std::int64_t>());
    return read;
}

json::array messages_of(const std::deque<Message>& messages) {
    json::array list;
    for (const Message& message : messages) {
        list.push_back(json::object{{"number", message.number},
                                    {"from", message.from},
                                    {"text", message.text},
                                    {"at", to_number(message.at)},
                                    {"id", message.id},
                                    {"random_id", message.random_id},
                                    {"edited", message.edited}});
    }
    return list;
}

std::deque<Message> to_messages(const json::value& value) {
    std::deque<Message> messages;
    for (const json::value& item : value.as_array()) {
        const json::object& from = item.as_object();
        messages.push_back({.number = number(from, "number"),
                            .from = number(from, "from"),
                            .text = text(from, "text"),
                            .at = to_moment(from.at("at")),
                            .id = later_number(from, "id"),
                            .random_id = later_number(from, "random_id"),
                            .edited = from.contains("edited") && from.at("edited").as_bool()});
    }
    return messages;
}

json::object person_of(MemberId who, const Person& person) {
    return {{"user", who},
            {"name", person.name},
            {"privacy", static_cast<int>(person.privacy)},
            {"exists", person.exists},
            {"deactivated", person.deactivated},
            {"invite_as_request", person.invite_as_request},
            {"allows_messages", person.allows_messages}};
}

Person to_person(const json::object& from) {
    return {
        .name = text(from, "name"),
        .privacy = static_cast<Privacy>(std::clamp<std::int64_t>(number(from, "privacy"), 0, 2)),
        .exists = from.at("exists").as_bool(),
        .deactivated = from.at("deactivated").as_bool(),
        .invite_as_request = from.at("invite_as_request").as_bool(),
        .allows_messages = from.at("allows_messages").as_bool()};
}

json::array seats_of(const Chat& chat) {
    json::array seats;
    for (const auto& [who, seat] : chat.seats) {
        seats.push_back(json::object{{"user", who},
                                     {"invited_by", seat.invited_by},
                                     {"since", to_number(seat.since)},
                                     {"admin", seat.admin},
                                     {"pending", seat.pending}});
    }
    return seats;
}

json::array people_of(const World& world) {
    json::array people;
    for (const auto& [who, person] : world.configured()) people.push_back(person_of(who, person));
    return people;
}

json::array dialogs_of(const World& world) {
    json::array dialogs;
    for (const auto& [parties, dialog] : world.dialogs()) {
        dialogs.push_back(json::object{{"from", parties.first},
                                       {"to", parties.second},
                                       {"messages", messages_of(dialog.messages)},
                                       {"total", dialog.messages_total},
                                       {"activity", dialog.activity}});
    }
    return dialogs;
}

json::array calls_of(const World& world) {
    json::array calls;
    for (const VideoCall& call : world.calls().list()) {
        json::object saved{{"id", call.id},
                           {"join_link", call.join_link},
                           {"owner", call.owner},
                           {"started", to_number(call.started)}};
        if (call.finished) saved["finished"] = to_number(*call.finished);
        calls.push_back(std::move(saved));
    }
    return calls;
}

json::array storages_of(const World& world) {
    json::array storages;
    for (const auto& [owner, values] : world.storages().all()) {
        json::object saved;
        for (const auto& [key, value] : values) saved[key] = value;
        storages.push_back(json::object{{"owner", owner}, {"values", std::move(saved)}});
    }
    return storages;
}

void read_calls(const json::value& from, World& into) {
    std::vector<VideoCall> calls;
    for (const json::value& item : from.as_array()) {
        const json::object& saved = item.as_object();
        VideoCall call{.id = text(saved, "id"),
                       .join_link = text(saved, "join_link"),
                       .owner = number(saved, "owner"),
                       .started = to_moment(saved.at("started"))};
        if (saved.contains("finished")) call.finished = to_moment(saved.at("finished"));
        calls.push_back(std::move(call));
    }
    into.calls().restore(std::move(calls));
}

void read_storages(const json::value& from, World& into) {
    for (const json::value& item : from.as_array()) {
        const json::object& saved = item.as_object();
        for (const auto& value : saved.at("values").as_object()) {
            const auto stored =
                into.storages().set(number(saved, "owner"), std::string{value.key()},
                                    std::string{value.value().as_string()});
            if (stored.has_error()) throw std::out_of_range{"a storage with too many keys"};
        }
    }
}

}  // namespace

json::array WorldImage::chats_of(const World& world) {
    json::array chats;
    for (const auto& [id, chat] : world.chats_) {
        chats.push_back(json::object{{"id", id},
                                     {"owner", chat.owner},
                                     {"title", chat.title},
                                     {"created", to_number(chat.created)},
                                     {"seats", seats_of(chat)},
                                     {"kicked", ids(chat.kicked)},
                                     {"left", ids(chat.left)},
                                     {"link_version", chat.link_version},
                                     {"messages", messages_of(chat.messages)},
                                     {"total", chat.messages_total},
                                     {"activity", chat.activity},
                                     {"disabled", chat.disabled},
                                     {"read_only", chat.read_only},
                                     {"deleted", chat.deleted}});
    }
    return chats;
}

json::array WorldImage::numbers_of(const World& world) {
    json::array numberings;
    for (const auto& [viewer, numbering] : world.numberings_) {
        json::array pairs;
        for (const auto& [shown, chat] : numbering.chats) {
            pairs.push_back(json::array{shown, chat});
        }
        numberings.push_back(json::object{{"viewer", viewer},
                                          {"next", numbering.next},
                                          {"chats", std::move(pairs)},
                                          {"hidden", ids(numbering.hidden)}});
    }
    return numberings;
}

json::array WorldImage::sent_of(const World& world) {
    json::array sent;
    for (const auto& [key, before] : world.sent_) {
        const auto& [actor, peer, random_id] = key;
        sent.push_back(json::object{{"actor", actor},
                                    {"peer", peer},
                                    {"random_id", random_id},
                                    {"at", to_number(before.at)},
                                    {"message_id", before.sent.message_id},
                                    {"number", before.sent.conversation_number}});
    }
    return sent;
}

json::value WorldImage::save(const World& world) {
    return json::object{{"version", image_version},        {"people", people_of(world)},
                        {"chats", chats_of(world)},        {"numbers", numbers_of(world)},
                        {"dialogs", dialogs_of(world)},    {"sent", sent_of(world)},
                        {"calls", calls_of(world)},        {"storages", storages_of(world)},
                        {"last_event", world.last_event_}, {"last_message", world.last_message_}};
}

void WorldImage::read_chat(const json::object& from, World& into) {
    Chat chat{};
    chat.id = number(from, "id");
    chat.owner = number(from, "owner");
    chat.title = text(from, "title");
    chat.created = to_moment(from.at("created"));
    for (const json::value& item : from.at("seats").as_array()) {
        const json::object& seat = item.as_object();
        chat.seats.emplace(number(seat, "user"), Seat{.invited_by = number(seat, "invited_by"),
                                                      .since = to_moment(seat.at("since")),
                                                      .admin = seat.at("admin").as_bool(),
                                                      .pending = seat.at("pending").as_bool()});
    }
    chat.kicked = to_ids(from.at("kicked"));
    chat.left = to_ids(from.at("left"));
    chat.link_version = from.at("link_version").to_number<std::uint32_t>();
    chat.messages = to_messages(from.at("messages"));
    chat.messages_total = number(from, "total");
    chat.activity = number(from, "activity");
    chat.disabled = from.at("disabled").as_bool();
    chat.read_only = from.at("read_only").as_bool();
    chat.deleted = from.at("deleted").as_bool();
    if (!chat.deleted) into.links_[into.link_of(chat)] = chat.id;
    into.chats_.emplace(chat.id, std::move(chat));
}

void WorldImage::read_numbers(const json::object& from, World& into) {
    World::Numbering& numbering = into.numberings_[number(from, "viewer")];
    numbering.next = number(from, "next");
    for (const json::value& item : from.at("chats").as_array()) {
        const auto shown = item.as_array().at(0).to_number<std::int64_t>();
        const auto chat = item.as_array().at(1).to_number<ChatId>();
        if (!into.chats_.contains(chat)) throw std::out_of_range{"a number of no chat"};
        numbering.chats.emplace(shown, chat);
        numbering.numbers.emplace(chat, shown);
    }
    numbering.hidden = to_ids(from.at("hidden"));
}

void WorldImage::read_sent(const json::object& from, World& into) {
    into.sent_[{number(from, "actor"), number(from, "peer"), number(from, "random_id")}] = {
        .at = to_moment(from.at("at")),
        .sent = {.message_id = number(from, "message_id"),
                 .conversation_number = number(from, "number")}};
}

Result<World> WorldImage::restore(const json::value& image, WorldOptions options) {
    try {
        const json::object& root = image.as_object();
        if (number(root, "version") != image_version) throw std::out_of_range{"another version"};
        World world{options};
        for (const json::value& item : root.at("people").as_array()) {
            world.people_[number(item.as_object(), "user")] = to_person(item.as_object());
        }
        for (const json::value& item : root.at("chats").as_array()) {
            read_chat(item.as_object(), world);
        }
        for (const json::value& item : root.at("numbers").as_array()) {
            read_numbers(item.as_object(), world);
        }
        for (const auto& [id, chat] : world.chats_) {
            for (const auto& [who, seat] : chat.seats) world.give_number(who, id);
        }
        for (const json::value& item : root.at("dialogs").as_array()) {
            const json::object& from = item.as_object();
            world.dialogs_[{number(from, "from"), number(from, "to")}] = {
                .messages = to_messages(from.at("messages")),
                .messages_total = number(from, "total"),
                .activity = number(from, "activity")};
        }
        for (const json::value& item : root.at("sent").as_array()) {
            read_sent(item.as_object(), world);
        }
        // Images of before there were calls have neither.
        if (root.contains("calls")) read_calls(root.at("calls"), world);
        if (root.contains("storages")) read_storages(root.at("storages"), world);
        world.last_event_ = number(root, "last_event");
        world.last_message_ = number(root, "last_message");
        return world;
    } catch (const std::exception& problem) {
        return Error{ErrorKind::invalid_input,
                     std::string{"saved state of the sandbox: "} + problem.what(),
                     "Delete the file given as --state to begin with an empty messenger."};
    }
}

}  // namespace rosterd::sandbox
