// Deeds about messages and dialogs.
#include <boost/json/array.hpp>
#include <utility>

#include "adapters/sandbox/max_contact.hpp"
#include "adapters/sandbox/max_deeds.hpp"
#include "adapters/sandbox/max_json.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

/// The dialog of `bot` and `user`, which must be going on.
Outcome<Chat*> dialog_of(const Deed& deed) {
    const UserId bot = deed.fields.integer("bot", 0);
    Chat* const dialog = deed.messenger.dialog(bot, deed.fields.integer("user", 0));
    if (deed.messenger.bot(bot) == nullptr) return not_found("no such bot");
    if (dialog == nullptr || dialog->suspended) return conflict("the bot is not started");
    return dialog;
}

enum class Signed : std::uint8_t { yes, no };

/// A card of `of`, sent by `who`.
json::object send_contact(const Deed& deed, Chat& chat, UserId who, UserId of, Signed signature) {
    const User owner = deed.messenger.user(of);
    const std::string name =
        owner.last_name.empty() ? owner.first_name : owner.first_name + " " + owner.last_name;
    const std::string card = vcard(owner.phone, name);
    json::object payload{{"vcf_info", card}, {"max_info", user_json(deed.messenger, of)}};
    for (const auto& [id, seat] : chat.seats) {
        const Bot* const bot = deed.messenger.bot(id);
        if (bot == nullptr || signature == Signed::no) continue;
        payload["hash"] = contact_hash(bot->token, card);
    }
    json::array attachments{json::object{{"type", "contact"}, {"payload", std::move(payload)}}};
    const Message& posted =
        deed.messenger.post(chat, {.sender = who, .attachments = std::move(attachments)}, deed.now);
    return {{"mid", posted.mid}};
}

/// The button of that text in the message's keyboard.
const json::object* button_of(const Message& message, std::string_view text) {
    for (const json::value& attachment : message.attachments) {
        if (attachment.at("type") != "inline_keyboard") continue;
        for (const json::value& row : attachment.at("payload").at("buttons").as_array()) {
            for (const json::value& button : row.as_array()) {
                if (button.at("text").as_string() == text) return &button.as_object();
            }
        }
    }
    return nullptr;
}

}  // namespace

Refusal conflict(std::string message) {
    return {409, "conflict", std::move(message)};
}
Refusal wrong(std::string message) {
    return {400, "bad", std::move(message)};
}

Outcome<Chat*> chat_of(const Deed& deed) {
    const ChatId id = deed.fields.integer("chat", 0);
    Chat* const chat = deed.messenger.find(id);
    if (chat == nullptr) return no_chat(id);
    return chat;
}

Outcome<UserId> user_of(const Deed& deed, const Chat* chat) {
    const UserId who = deed.fields.integer("user", 0);
    if (!deed.messenger.exists(who)) return not_found("no such user");
    if (chat != nullptr && !chat->seats.contains(who)) return conflict("the user is not inside");
    return who;
}

Done write(const Deed& deed) {
    const auto chat = deed.fields.has("bot") ? dialog_of(deed) : chat_of(deed);
    if (chat.has_error()) return chat.error();
    const auto who = user_of(deed, *chat);
    if (who.has_error()) return who.error();
    std::string text = deed.fields.text("text", "");
    if (text.empty()) return wrong("text is missing");
    if ((*chat)->suspended) return conflict("the bot is not started");
    const Message& posted =
        deed.messenger.post(**chat, {.sender = *who, .text = std::move(text)}, deed.now);
    return json::object{{"mid", posted.mid}};
}

Done edit(const Deed& deed) {
    const auto found = deed.messenger.find_message(deed.fields.text("mid", ""));
    if (!found) return not_found("no such message");
    std::string text = deed.fields.text("text", "");
    if (text.empty()) return wrong("text is missing");
    found->message->text = std::move(text);
    found->message->edited = true;
    deed.messenger.edited(*found->chat, *found->message, found->message->sender, deed.now);
    return json::object{};
}

Done erase(const Deed& deed) {
    const std::string mid = deed.fields.text("mid", "");
    const auto found = deed.messenger.find_message(mid);
    if (!found) return not_found("no such message");
    deed.messenger.erase(*found->chat, mid, found->message->sender, deed.now);
    return json::object{};
}

Done start(const Deed& deed) {
    const UserId bot = deed.fields.integer("bot", 0);
    if (deed.messenger.bot(bot) == nullptr) return not_found("no such bot");
    const auto who = user_of(deed);
    if (who.has_error()) return who.error();
    const std::string payload = deed.fields.text("payload", "");
    if (deed.messenger.user(*who).is_bot) return conflict("a bot cannot start a bot");
    return json::object{{"chat", deed.messenger.start(bot, *who, payload, deed.now).id}};
}

Done stop(const Deed& deed) {
    const auto who = user_of(deed);
    if (who.has_error()) return who.error();
    if (!deed.messenger.stop(deed.fields.integer("bot", 0), *who, deed.now)) {
        return conflict("the bot is not started");
    }
    return json::object{};
}

Done share_contact(const Deed& deed) {
    const auto chat = dialog_of(deed);
    if (chat.has_error()) return chat.error();
    const auto who = user_of(deed, *chat);
    if (who.has_error()) return who.error();
    const UserId of = deed.fields.integer("of", *who);
    // The button hands over one's own card alone; anybody else's comes from the phone book.
    const bool hashed = deed.fields.flag("hash", of == *who);
    if (hashed && of != *who) return conflict("the card of somebody else has no hash");
    if (!deed.messenger.exists(of)) return not_found("no such user");
    return send_contact(deed, **chat, *who, of, hashed ? Signed::yes : Signed::no);
}

Done press(const Deed& deed) {
    const auto found = deed.messenger.find_message(deed.fields.text("mid", ""));
    if (!found) return not_found("no such message");
    const auto who = user_of(deed, found->chat);
    if (who.has_error()) return who.error();
    const std::string text = deed.fields.text("button", "");
    const json::object* const button = button_of(*found->message, text);
    if (button == nullptr) return not_found("no such button");
    const std::string type{button->at("type").as_string()};
    if (type == "callback") {
        const std::string payload{button->at("payload").as_string()};
        deed.messenger.press(*found->chat, *found->message, *who, payload, deed.now);
    } else if (type == "message") {
        const Message& posted =
            deed.messenger.post(*found->chat, {.sender = *who, .text = text}, deed.now);
        return json::object{{"mid", posted.mid}};
    } else if (type == "request_contact") {
        if (found->chat->kind != ChatKind::dialog) return conflict("a contact goes to a dialog");
        return send_contact(deed, *found->chat, *who, *who, Signed::yes);
    } else if (type == "chat") {
        const Chat& chat =
            deed.messenger.press_chat_button(*found->message, *who, *button, deed.now);
        return json::object{{"chat", chat.id}, {"link", chat.link}};
    }
    return json::object{{"type", type}};  // the others open something on the person's device
}

}  // namespace rosterd::sandbox::max
