// Sending, changing and reading messages; answering a pressed button.
#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "adapters/sandbox/json_fields.hpp"
#include "adapters/sandbox/max_json.hpp"
#include "adapters/sandbox/max_message_body.hpp"
#include "adapters/sandbox/max_rules.hpp"
#include "adapters/sandbox/opaque.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr std::int64_t page_max = 100;  // max.md §2.9
constexpr std::int64_t page_default = 50;
constexpr std::size_t asked_mids_max = 100;
constexpr std::chrono::days dialog_edit_age{7};

/// Where POST /messages goes.
Outcome<Chat*> addressed(const Call& call) {
    if (call.query.contains("chat_id")) {
        const auto id = id_of(call.query, "chat_id");
        if (id.has_error()) return id.error();
        return writable(call, *id);
    }
    const auto who = id_of(call.query, "user_id");
    if (who.has_error()) return who.error();
    if (!call.messenger.exists(*who)) return dialog_refused("error.dialog.notfound", *who);
    const Chat* const dialog = call.messenger.dialog(call.bot.id, *who);
    if (dialog == nullptr) return dialog_refused("error.dialog.suspended", *who);
    return writable(call, dialog->id);
}

Refusal over_quota(const Call& call) {
    return too_many(call.messenger.settings().chat_writes_per_second);
}

std::string next_callback_id(const Call& call) {
    const auto mixture =
        mixed(call.messenger.revision() ^ static_cast<std::uint64_t>(milliseconds(call.now)));
    return opaque(mixture) + opaque(mixed(mixture));
}

Outcome<NewMessage> new_message(const Call& call, const json::object& body) {
    return read_message(body, call.messenger.settings().mode, next_callback_id(call));
}

Outcome<json::object> linked(const Call& call, const NewMessageLink& link) {
    const auto found = call.messenger.find_message(link.mid);
    if (!found || !found->chat->seats.contains(call.bot.id)) {
        return not_found("Message not found");
    }
    const json::object whole = message_json(call.messenger, *found->chat, *found->message);
    json::object body = whole.at("body").as_object();
    // A keyboard is lost when its message is forwarded (max.md §2.9).
    body.erase("attachments");
    return json::object{{"type", link.type},
                        {"sender", whole.at("sender")},
                        {"chat_id", found->chat->id},
                        {"message", std::move(body)}};
}

/// A message of this bot's, or of another's where the bot has the right to change it.
Outcome<Messenger::Found> changeable(const Call& call, const std::string& mid,
                                     std::string_view permission_for_others) {
    const auto found = call.messenger.find_message(mid);
    if (!found || !found->chat->seats.contains(call.bot.id)) {
        return not_found("Message not found");
    }
    const auto chat = writable(call, found->chat->id);
    if (chat.has_error()) return chat.error();
    if (found->message->sender == call.bot.id) return *found;
    if (permission_for_others.empty()) return no_rights();
    const auto seat = administrator(call, *found->chat, permission_for_others);
    if (seat.has_error()) return seat.error();
    return *found;
}

bool has_keyboard(const Message& message) {
    return std::ranges::any_of(message.attachments, [](const json::value& attachment) {
        return attachment.at("type") == "inline_keyboard";
    });
}

/// `attachments` null keeps, [] clears; so does the text (max.md §2.9).
void change(const Call& call, Messenger::Found found, NewMessage message) {
    if (message.text) found.message->text = std::move(*message.text);
    if (message.attachments) found.message->attachments = std::move(*message.attachments);
    found.message->edited = true;
    call.messenger.edited(*found.chat, *found.message, call.bot.id, call.now);
}

std::string text_of(const Parameters& query, std::string_view name) {
    const auto found = query.find(name);
    return found == query.end() ? std::string{} : found->second;
}

Answer messages_by_id(const Call& call) {
    Reader reader{call.query};
    const auto mids = reader.words("message_ids", asked_mids_max);
    if (reader.failed()) return bad_payload("Parameter 'message_ids' is too long");
    json::array messages;
    for (const std::string& mid : mids) {
        const auto found = call.messenger.find_message(mid);
        if (!found || writable(call, found->chat->id).has_error()) continue;
        messages.push_back(message_json(call.messenger, *found->chat, *found->message));
    }
    return json::object{{"messages", std::move(messages)}};
}

}  // namespace

Answer send_message(const Call& call) {
    const auto chat = addressed(call);
    if (chat.has_error()) return chat.error();
    if (!call.admit_write((*chat)->id)) return over_quota(call);
    auto message = new_message(call, call.body);
    if (message.has_error()) return message.error();
    MessageWish wish{.sender = call.bot.id};
    if (message->text) wish.text = std::move(*message->text);
    if (message->attachments) wish.attachments = std::move(*message->attachments);
    if (message->link) {
        auto link = linked(call, *message->link);
        if (link.has_error()) return link.error();
        wish.link = std::move(*link);
    }
    if (wish.text.empty() && wish.attachments.empty() && wish.link.empty()) {
        return bad_payload("Message is empty");
    }
    const Message& posted = call.messenger.post(**chat, std::move(wish), call.now);
    return json::object{{"message", message_json(call.messenger, **chat, posted)}};
}

Answer edit_message(const Call& call) {
    const auto found = changeable(call, text_of(call.query, "message_id"), {});
    if (found.has_error()) return found.error();
    if (!call.admit_write(found->chat->id)) return over_quota(call);
    const bool old = call.now - found->message->at > dialog_edit_age;
    if (old && found->chat->kind == ChatKind::dialog && !has_keyboard(*found->message)) {
        return unsuccessful("Message is too old to be edited");
    }
    auto message = new_message(call, call.body);
    if (message.has_error()) return message.error();
    change(call, *found, std::move(*message));
    return simple_success();
}

Answer delete_message(const Call& call) {
    const std::string mid = text_of(call.query, "message_id");
    const auto found = changeable(call, mid, "write");
    if (found.has_error()) return found.error();
    if (!call.admit_write(found->chat->id)) return over_quota(call);
    call.messenger.erase(*found->chat, mid, call.bot.id, call.now);
    return simple_success();
}

Answer get_messages(const Call& call) {
    if (!text_of(call.query, "message_ids").empty()) return messages_by_id(call);
    const auto id = id_of(call.query, "chat_id");
    if (id.has_error()) return id.error();
    const auto chat = writable(call, *id);
    if (chat.has_error()) return chat.error();
    const auto count = number_of(call.query, "count", page_default, {.min = 1, .max = page_max});
    const auto before =
        number_of(call.query, "before", std::numeric_limits<std::int64_t>::max(), {.min = 0});
    const auto after = number_of(call.query, "after", -1, {.min = 0});
    if (count.has_error()) return count.error();
    if (before.has_error()) return before.error();
    if (after.has_error()) return after.error();
    json::array messages;
    const auto& all = (*chat)->messages;
    for (auto message = all.rbegin(); message != all.rend(); ++message) {
        if (std::ssize(messages) == *count) break;
        const std::int64_t at = milliseconds(message->at);
        if (at >= *before || at <= *after) continue;
        messages.push_back(message_json(call.messenger, **chat, *message));
    }
    return json::object{{"messages", std::move(messages)}};
}

Answer get_message(const Call& call) {
    const auto found = call.messenger.find_message(call.path.at("messageId"));
    if (!found || writable(call, found->chat->id).has_error()) {
        return not_found("Message not found");
    }
    return message_json(call.messenger, *found->chat, *found->message);
}

Answer answer_press(const Call& call) {
    const std::string id = text_of(call.query, "callback_id");
    if (id.find_first_not_of(" \t\r\n") == std::string::npos) {
        return bad_payload("Parameter 'callback_id' is missing");
    }
    const auto press = std::ranges::find(call.bot.presses, id, &Press::callback_id);
    if (press == call.bot.presses.end()) return unsuccessful("Callback not found");
    const auto found = call.messenger.find_message(press->mid);
    if (!found) return unsuccessful("Message not found");
    const auto chat = writable(call, found->chat->id);
    if (chat.has_error()) return chat.error();
    if (!call.admit_write(found->chat->id)) return over_quota(call);
    Fields fields{call.body};
    const json::object* const given = fields.object("message");
    const std::string notification = fields.text("notification", "");
    if (!fields.complaint().empty()) return bad_payload("Can't deserialize body");
    if (given == nullptr && notification.empty()) return bad_payload("Answer is empty");
    if (given == nullptr) return simple_success();
    auto message = new_message(call, *given);
    if (message.has_error()) return message.error();
    change(call, *found, std::move(*message));
    return simple_success();
}

}  // namespace rosterd::sandbox::max
