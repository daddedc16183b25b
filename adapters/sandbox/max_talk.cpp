// Messages of the MAX messenger, and what bots are told about them.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "adapters/sandbox/max_json.hpp"
#include "adapters/sandbox/max_messenger.hpp"
#include "adapters/sandbox/opaque.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view key) {
    const auto* const found = object.if_contains(key);
    return found != nullptr && found->is_string() ? std::string{found->as_string()} : "";
}

}  // namespace

std::string to_mid(ChatId chat, std::int64_t seq) {
    return fmt::format("mid.{:016x}{:016x}", static_cast<std::uint64_t>(chat),
                       static_cast<std::uint64_t>(seq));
}

std::int64_t Messenger::next_seq(Moment now) {
    last_seq_ = std::max(last_seq_ + 1, milliseconds(now) * 65'536);
    return last_seq_;
}

const Message& Messenger::post(Chat& chat, MessageWish wish, Moment now) {
    const std::int64_t seq = next_seq(now);
    Message message{.mid = to_mid(chat.id, seq),
                    .seq = seq,
                    .sender = wish.sender,
                    .at = now,
                    .text = std::move(wish.text),
                    .attachments = std::move(wish.attachments),
                    .link = std::move(wish.link)};
    mids_.emplace(message.mid, chat.id);
    chat.messages.push_back(std::move(message));
    ++chat.messages_total;
    if (chat.messages.size() > messages_kept) {
        mids_.erase(chat.messages.front().mid);
        chat.messages.pop_front();
    }
    active(wish.sender, now);
    if (const auto seat = chat.seats.find(wish.sender); seat != chat.seats.end()) {
        seat->second.seen = now;
    }
    touch(chat, now);
    const Message& posted = chat.messages.back();
    tell_about_message(chat, "message_created", {{"message", message_json(*this, chat, posted)}},
                       wish.sender, now);
    return posted;
}

const Message* Messenger::find_message(const Chat& chat, std::string_view mid) const {
    const auto found = std::ranges::find(chat.messages, mid, &Message::mid);
    return found == chat.messages.end() ? nullptr : &*found;
}

std::optional<Messenger::Found> Messenger::find_message(std::string_view mid) {
    const auto place = mids_.find(mid);
    Chat* const chat = place == mids_.end() ? nullptr : find(place->second);
    if (chat == nullptr) return std::nullopt;
    const auto found = std::ranges::find(chat->messages, mid, &Message::mid);
    if (found == chat->messages.end()) return std::nullopt;
    return Found{.chat = chat, .message = &*found};
}

void Messenger::edited(Chat& chat, const Message& message, UserId by, Moment now) {
    active(by, now);
    touch(chat, now);
    tell_about_message(chat, "message_edited", {{"message", message_json(*this, chat, message)}},
                       by, now);
}

void Messenger::erase(Chat& chat, const std::string& mid, UserId by, Moment now) {
    std::erase_if(chat.messages, [&](const Message& message) { return message.mid == mid; });
    mids_.erase(mid);
    if (chat.pinned == mid) chat.pinned.clear();
    active(by, now);
    touch(chat, now);
    tell_about_message(chat, "message_removed",
                       {{"message_id", mid}, {"chat_id", chat.id}, {"user_id", by}}, by, now);
}

void Messenger::press(Chat& chat, const Message& message, UserId who, const std::string& payload,
                      Moment now) {
    Bot* const owner = bot(message.sender);
    if (owner == nullptr) return;
    const std::uint64_t mixture = mixed(options_.seed + ++last_press_);
    Press press{.callback_id = opaque(mixture) + opaque(mixed(mixture)), .mid = message.mid};
    active(who, now);
    json::object callback{{"timestamp", milliseconds(now)},
                          {"callback_id", press.callback_id},
                          {"user", user_json(*this, who)},
                          {"payload", payload}};
    owner->presses.push_back(std::move(press));
    if (owner->presses.size() > presses_kept) owner->presses.pop_front();
    json::object fields{{"callback", std::move(callback)},
                        {"message", message_json(*this, chat, message)}};
    if (chat.kind == ChatKind::dialog) fields["user_locale"] = "ru";
    tell(owner->id, "message_callback", std::move(fields), now);
}

Chat& Messenger::press_chat_button(const Message& message, UserId who, const json::object& button,
                                   Moment now) {
    Chat& chat = create_group(who, text_of(button, "chat_title"), now);
    chat.description = text_of(button, "chat_description");
    place(chat, message.sender, who, now);
    chat.seats[message.sender].admin = true;
    chat.seats[message.sender].permissions = {"read_all_messages", "add_remove_members",
                                              "add_admins",        "change_chat_info",
                                              "pin_message",       "write"};
    json::object fields{{"chat", chat_json(*this, chat, message.sender, ChatDetail::listed)},
                        {"message_id", message.mid}};
    if (const auto payload = text_of(button, "start_payload"); !payload.empty()) {
        fields["start_payload"] = payload;
    }
    tell(message.sender, "message_chat_created", std::move(fields), now);
    return chat;
}

}  // namespace rosterd::sandbox::max
