// Writes and reads the saved messenger. Boost.JSON throws on a wrong shape: restore() stops it.
#include "adapters/sandbox/max_image.hpp"

#include <boost/json/value_to.hpp>
#include <exception>
#include <utility>

#include "adapters/sandbox/max_json.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr int image_version = 1;

Moment to_moment(const json::value& value) {
    return Moment{std::chrono::milliseconds{value.to_number<std::int64_t>()}};
}
std::int64_t number(const json::object& from, std::string_view key) {
    return from.at(key).to_number<std::int64_t>();
}
std::string text(const json::object& from, std::string_view key) {
    return std::string{from.at(key).as_string()};
}
bool flag(const json::object& from, std::string_view key) {
    return from.at(key).as_bool();
}

json::array words(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}
std::vector<std::string> to_words(const json::value& value) {
    std::vector<std::string> list;
    for (const json::value& item : value.as_array()) list.emplace_back(item.as_string());
    return list;
}

json::object saved(UserId who, const User& user) {
    return {{"user", who},
            {"first_name", user.first_name},
            {"last_name", user.last_name},
            {"username", user.username},
            {"description", user.description},
            {"phone", user.phone},
            {"refuses_adding", user.refuses_adding},
            {"hides_activity", user.hides_activity},
            {"exists", user.exists},
            {"is_bot", user.is_bot}};
}
User to_user(const json::object& from) {
    return {.first_name = text(from, "first_name"),
            .last_name = text(from, "last_name"),
            .username = text(from, "username"),
            .description = text(from, "description"),
            .phone = text(from, "phone"),
            .refuses_adding = flag(from, "refuses_adding"),
            .hides_activity = flag(from, "hides_activity"),
            .exists = flag(from, "exists"),
            .is_bot = flag(from, "is_bot")};
}

json::object saved(UserId who, const Seat& seat) {
    return {{"user", who},
            {"joined", milliseconds(seat.joined)},
            {"seen", milliseconds(seat.seen)},
            {"invited_by", seat.invited_by},
            {"admin", seat.admin},
            {"permissions", words(seat.permissions)},
            {"alias", seat.alias}};
}
Seat to_seat(const json::object& from) {
    return {.joined = to_moment(from.at("joined")),
            .seen = to_moment(from.at("seen")),
            .invited_by = number(from, "invited_by"),
            .admin = flag(from, "admin"),
            .permissions = to_words(from.at("permissions")),
            .alias = text(from, "alias")};
}

json::object saved(const Message& message) {
    return {{"mid", message.mid},       {"seq", message.seq},
            {"sender", message.sender}, {"at", milliseconds(message.at)},
            {"text", message.text},     {"attachments", message.attachments},
            {"link", message.link},     {"edited", message.edited}};
}
Message to_message(const json::object& from) {
    return {.mid = text(from, "mid"),
            .seq = number(from, "seq"),
            .sender = number(from, "sender"),
            .at = to_moment(from.at("at")),
            .text = text(from, "text"),
            .attachments = from.at("attachments").as_array(),
            .link = from.at("link").as_object(),
            .edited = flag(from, "edited")};
}

json::object saved(const Chat& chat) {
    json::array seats;
    for (const auto& [who, seat] : chat.seats) seats.push_back(saved(who, seat));
    json::array former;
    for (const auto& [who, how] : chat.former_bots) {
        former.push_back(json::object{{"user", who}, {"how", how}});
    }
    json::array messages;
    for (const Message& message : chat.messages) messages.push_back(saved(message));
    return {{"id", chat.id},
            {"dialog", chat.kind == ChatKind::dialog},
            {"title", chat.title},
            {"description", chat.description},
            {"icon_url", chat.icon_url},
            {"owner", chat.owner},
            {"seats", std::move(seats)},
            {"blocked", json::array(chat.blocked.begin(), chat.blocked.end())},
            {"former_bots", std::move(former)},
            {"link", chat.link},
            {"link_version", chat.link_version},
            {"messages", std::move(messages)},
            {"total", chat.messages_total},
            {"pinned", chat.pinned},
            {"last_event", milliseconds(chat.last_event)},
            {"suspended", chat.suspended}};
}

json::object saved(const Update& update) {
    return {{"number", update.number},
            {"at", milliseconds(update.at)},
            {"type", update.type},
            {"body", update.body}};
}
Update to_update(const json::object& from) {
    return {.number = number(from, "number"),
            .at = to_moment(from.at("at")),
            .type = text(from, "type"),
            .body = from.at("body").as_object()};
}

json::object saved(const Subscription& subscription) {
    json::array pushes;
    for (const Push& push : subscription.pushes) {
        pushes.push_back(json::object{{"update", saved(push.update)},
                                      {"attempts", push.attempts},
                                      {"repeats", push.repeats},
                                      {"due", milliseconds(push.due)}});
    }
    json::object whole{{"url", subscription.url},
                       {"secret", subscription.secret},
                       {"types", words(subscription.types)},
                       {"since", milliseconds(subscription.since)},
                       {"pushes", std::move(pushes)},
                       {"delivered", subscription.delivered},
                       {"failed", subscription.failed}};
    if (subscription.failing_since) {
        whole["failing_since"] = milliseconds(*subscription.failing_since);
    }
    return whole;
}
/// A push that was on its way is sent again: nobody knows what became of it.
Subscription to_subscription(const json::object& from) {
    Subscription subscription{.url = text(from, "url"),
                              .secret = text(from, "secret"),
                              .types = to_words(from.at("types")),
                              .since = to_moment(from.at("since")),
                              .delivered = number(from, "delivered"),
                              .failed = number(from, "failed")};
    for (const json::value& item : from.at("pushes").as_array()) {
        const json::object& push = item.as_object();
        subscription.pushes.push_back({.update = to_update(push.at("update").as_object()),
                                       .attempts = push.at("attempts").to_number<int>(),
                                       .repeats = push.at("repeats").to_number<int>(),
                                       .due = to_moment(push.at("due"))});
    }
    if (from.contains("failing_since")) {
        subscription.failing_since = to_moment(from.at("failing_since"));
    }
    return subscription;
}

json::object saved(const Bot& bot) {
    json::array updates;
    for (const Update& update : bot.updates) updates.push_back(saved(update));
    json::array subscriptions;
    for (const Subscription& one : bot.subscriptions) subscriptions.push_back(saved(one));
    json::array presses;
    for (const Press& press : bot.presses) {
        presses.push_back(json::object{{"callback_id", press.callback_id}, {"mid", press.mid}});
    }
    return {{"id", bot.id},
            {"commands", bot.commands},
            {"updates", std::move(updates)},
            {"next_update", bot.next_update},
            {"subscriptions", std::move(subscriptions)},
            {"presses", std::move(presses)}};
}

}  // namespace

json::value MessengerImage::save(const Messenger& messenger) {
    json::array users;
    for (const auto& [who, user] : messenger.users_) users.push_back(saved(who, user));
    json::array bots;
    for (const auto& [id, bot] : messenger.bots_) bots.push_back(saved(bot));
    json::array chats;
    for (const auto& [id, chat] : messenger.chats_) chats.push_back(saved(chat));
    json::array activity;
    for (const auto& [who, at] : messenger.activity_) {
        activity.push_back(json::object{{"user", who}, {"at", milliseconds(at)}});
    }
    return json::object{{"version", image_version},        {"users", std::move(users)},
                        {"bots", std::move(bots)},         {"chats", std::move(chats)},
                        {"activity", std::move(activity)}, {"last_chat", messenger.last_chat_},
                        {"last_seq", messenger.last_seq_}, {"last_press", messenger.last_press_}};
}

void MessengerImage::read_chat(const json::object& from, Messenger& into) {
    Chat chat;
    chat.id = number(from, "id");
    chat.kind = flag(from, "dialog") ? ChatKind::dialog : ChatKind::group;
    chat.title = text(from, "title");
    chat.description = text(from, "description");
    chat.icon_url = text(from, "icon_url");
    chat.owner = number(from, "owner");
    for (const json::value& item : from.at("seats").as_array()) {
        chat.seats.emplace(number(item.as_object(), "user"), to_seat(item.as_object()));
    }
    for (const json::value& item : from.at("blocked").as_array()) {
        chat.blocked.insert(item.to_number<UserId>());
    }
    for (const json::value& item : from.at("former_bots").as_array()) {
        chat.former_bots.emplace(number(item.as_object(), "user"), text(item.as_object(), "how"));
    }
    chat.link_version = from.at("link_version").to_number<std::uint32_t>();
    for (const json::value& item : from.at("messages").as_array()) {
        chat.messages.push_back(to_message(item.as_object()));
        into.mids_.emplace(chat.messages.back().mid, chat.id);
    }
    chat.messages_total = number(from, "total");
    chat.pinned = text(from, "pinned");
    chat.last_event = to_moment(from.at("last_event"));
    chat.suspended = flag(from, "suspended");
    chat.link = text(from, "link");
    if (chat.kind == ChatKind::group) into.links_.insert_or_assign(chat.link, chat.id);
    if (chat.kind == ChatKind::dialog) {
        for (const auto& [bot, seat] : chat.seats) {
            if (!into.bots_.contains(bot)) continue;
            for (const auto& [person, other] : chat.seats) {
                if (person != bot) into.dialogs_[{bot, person}] = chat.id;
            }
        }
    }
    into.chats_.emplace(chat.id, std::move(chat));
}

void MessengerImage::read_bot(const json::object& from, Messenger& into) {
    Bot bot;
    bot.id = number(from, "id");
    bot.commands = from.at("commands").as_array();
    for (const json::value& item : from.at("updates").as_array()) {
        bot.updates.push_back(to_update(item.as_object()));
    }
    bot.next_update = number(from, "next_update");
    for (const json::value& item : from.at("subscriptions").as_array()) {
        bot.subscriptions.push_back(to_subscription(item.as_object()));
    }
    for (const json::value& item : from.at("presses").as_array()) {
        bot.presses.push_back({.callback_id = text(item.as_object(), "callback_id"),
                               .mid = text(item.as_object(), "mid")});
    }
    into.bots_.emplace(bot.id, std::move(bot));
}

Result<Messenger> MessengerImage::restore(const json::value& image, MessengerOptions options,
                                          Settings settings) {
    try {
        const json::object& root = image.as_object();
        if (number(root, "version") != image_version) throw std::out_of_range{"another version"};
        Messenger messenger{options, settings};
        for (const json::value& item : root.at("users").as_array()) {
            messenger.users_[number(item.as_object(), "user")] = to_user(item.as_object());
        }
        for (const json::value& item : root.at("bots").as_array()) {
            read_bot(item.as_object(), messenger);
        }
        for (const json::value& item : root.at("chats").as_array()) {
            read_chat(item.as_object(), messenger);
        }
        for (const json::value& item : root.at("activity").as_array()) {
            messenger.activity_[number(item.as_object(), "user")] =
                to_moment(item.as_object().at("at"));
        }
        messenger.last_chat_ = number(root, "last_chat");
        messenger.last_seq_ = number(root, "last_seq");
        messenger.last_press_ = root.at("last_press").to_number<std::uint64_t>();
        return messenger;
    } catch (const std::exception& problem) {
        return Error{ErrorKind::invalid_input,
                     std::string{"saved state of the MAX messenger: "} + problem.what(),
                     "Delete the file given as --state to begin with an empty messenger."};
    }
}

}  // namespace rosterd::sandbox::max
