// State to the JSON of the MAX Bot API.
#include "adapters/sandbox/max_json.hpp"

#include <boost/json/array.hpp>
#include <string>
#include <utility>

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr std::size_t participants_shown_max = 50;  // the samples' small chats carry them

void add_text(json::object& into, std::string_view key, const std::string& text) {
    if (!text.empty()) into[key] = text;
}

json::object dialog_json(const Messenger& messenger, const Chat& chat, UserId bot) {
    json::object body{{"chat_id", chat.id},
                      {"type", "dialog"},
                      {"status", chat.suspended ? "suspended" : "active"},
                      {"last_event_time", milliseconds(chat.last_event)},
                      {"participants_count", 2},
                      {"is_public", false}};
    for (const auto& [who, seat] : chat.seats) {
        if (who != bot) body["dialog_with_user"] = person_json(messenger, who);
    }
    return body;
}

/// What a bot that is no longer inside may still learn.
json::object former_json(const Chat& chat, const std::string& status) {
    return {{"chat_id", chat.id},
            {"type", "chat"},
            {"status", status},
            {"title", chat.title},
            {"last_event_time", milliseconds(chat.last_event)},
            {"participants_count", 0},
            {"is_public", false}};
}

json::object participants_json(const Chat& chat) {
    json::object participants;
    for (const auto& [who, seat] : chat.seats) {
        participants[std::to_string(who)] = milliseconds(seat.seen);
    }
    return participants;
}

void make_strange_inside(json::object& object, const Settings& settings) {
    for (auto& field : object) {
        if (settings.unknown_permissions && field.key() == "permissions" &&
            field.value().is_array()) {
            field.value().as_array().emplace_back("manage_stories");
        }
        // The keys of participants are ids, not fields.
        if (field.key() != "participants") make_strange(field.value(), settings);
    }
    if (settings.unknown_fields) object["experiment"] = json::object{{"group", "b"}};
}

}  // namespace

std::int64_t milliseconds(Moment at) {
    return at.time_since_epoch().count();
}

json::object user_json(const Messenger& messenger, UserId who) {
    const User user = messenger.user(who);
    json::object body{{"user_id", who}, {"first_name", user.first_name}, {"is_bot", user.is_bot}};
    add_text(body, "last_name", user.last_name);
    add_text(body, "username", user.username);
    if (user.active && !user.hides_activity) {
        body["last_activity_time"] = milliseconds(*user.active);
    }
    body["name"] =
        user.last_name.empty() ? user.first_name : user.first_name + " " + user.last_name;
    return body;
}

json::object person_json(const Messenger& messenger, UserId who) {
    json::object body = user_json(messenger, who);
    add_text(body, "description", messenger.user(who).description);
    const std::string avatar = "https://avatar.invalid/" + std::to_string(who);
    body["avatar_url"] = avatar + ".png";
    body["full_avatar_url"] = avatar + ".full.png";
    return body;
}

json::object member_json(const Messenger& messenger, const Chat& chat, UserId who) {
    const Seat& seat = chat.seats.at(who);
    json::object body = person_json(messenger, who);
    body["last_access_time"] = milliseconds(seat.seen);
    body["is_owner"] = who == chat.owner;
    body["is_admin"] = seat.admin;
    body["join_time"] = milliseconds(seat.joined);
    if (seat.admin) {
        body["permissions"] = json::array(seat.permissions.begin(), seat.permissions.end());
    }
    add_text(body, "alias", seat.alias);
    return body;
}

json::object message_json(const Messenger& messenger, const Chat& chat, const Message& message) {
    const bool dialog = chat.kind == ChatKind::dialog;
    json::object recipient{{"chat_id", chat.id}, {"chat_type", dialog ? "dialog" : "chat"}};
    if (dialog) {
        for (const auto& [who, seat] : chat.seats) {
            if (who != message.sender) recipient["user_id"] = who;
        }
    }
    json::object body{{"mid", message.mid}, {"seq", message.seq}};
    add_text(body, "text", message.text);
    if (!message.attachments.empty()) body["attachments"] = message.attachments;
    json::object whole{{"sender", user_json(messenger, message.sender)},
                       {"recipient", std::move(recipient)},
                       {"timestamp", milliseconds(message.at)},
                       {"body", std::move(body)}};
    if (!message.link.empty()) whole["link"] = message.link;
    return whole;
}

json::object chat_json(const Messenger& messenger, const Chat& chat, UserId bot,
                       ChatDetail detail) {
    if (chat.kind == ChatKind::dialog) return dialog_json(messenger, chat, bot);
    const auto seat = chat.seats.find(bot);
    if (seat == chat.seats.end()) return former_json(chat, chat.former_bots.at(bot));
    json::object body{{"chat_id", chat.id},
                      {"type", "chat"},
                      {"status", "active"},
                      {"title", chat.title},
                      {"last_event_time", milliseconds(chat.last_event)},
                      {"participants_count", chat.seats.size()},
                      {"is_public", false},
                      {"link", chat.link},
                      {"messages_count", chat.messages_total}};
    add_text(body, "description", chat.description);
    if (!chat.icon_url.empty()) body["icon"] = json::object{{"url", chat.icon_url}};
    if (seat->second.admin) body["owner_id"] = chat.owner;
    if (detail == ChatDetail::listed) return body;
    if (seat->second.admin && chat.seats.size() <= participants_shown_max) {
        body["participants"] = participants_json(chat);
    }
    if (const Message* const pinned = messenger.find_message(chat, chat.pinned)) {
        body["pinned_message"] = message_json(messenger, chat, *pinned);
    }
    return body;
}

void make_strange(json::value& answer, const Settings& settings) {
    if (!settings.unknown_fields && !settings.unknown_permissions) return;
    if (auto* const list = answer.if_array()) {
        for (json::value& item : *list) make_strange(item, settings);
    }
    if (auto* const object = answer.if_object()) make_strange_inside(*object, settings);
}

}  // namespace rosterd::sandbox::max
