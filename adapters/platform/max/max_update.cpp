// Updates into events.
#include "adapters/platform/max/max_update.hpp"

#include <algorithm>
#include <utility>

#include "adapters/platform/max/max_contact.hpp"
#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

constexpr std::size_t token_length_max = 64;  ///< of a start_link()
constexpr std::size_t mid_bytes_kept = 200;

std::optional<UserId> user_in(const boost::json::value& value, std::string_view key) {
    const auto* user = object(value, key);
    const auto id = user == nullptr ? std::nullopt : integer(*user, "user_id");
    return id && *id > 0 && *id <= user_id_max ? id : std::nullopt;
}

bool could_be_our_token(const std::string& payload) {
    return !payload.empty() && payload.size() <= token_length_max &&
           std::ranges::all_of(payload, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
           });
}

/// A contact says its phone and nothing else, whatever text comes with it.
std::optional<PlatformEvent> from_dialog(const boost::json::value& body, UserId sender,
                                         std::string_view token) {
    PlatformEvent event{PlatformEventKind::wrote, 0, sender, text(body, "text")};
    if (const auto* attachments = list(body, "attachments")) {
        for (const auto& attachment : *attachments) {
            if (text(attachment, "type") != "contact") continue;
            auto phone = verified_phone(attachment, sender, token);
            if (!phone) return std::nullopt;
            event.kind = PlatformEventKind::gave_phone;
            event.text = std::move(*phone);
            return event;
        }
    }
    if (event.text.empty()) return std::nullopt;
    return event;
}

std::optional<PlatformEvent> from_message(const boost::json::value& update,
                                          std::string_view token) {
    const auto* message = object(update, "message");
    if (message == nullptr) return std::nullopt;
    const auto* sender = object(*message, "sender");
    const auto* recipient = object(*message, "recipient");
    const auto* body = object(*message, "body");
    const auto user = user_in(*message, "sender");
    if (!user || recipient == nullptr || body == nullptr || flag(*sender, "is_bot")) {
        return std::nullopt;
    }
    const std::string where = text(*recipient, "chat_type");
    if (where == "dialog") return from_dialog(*body, *user, token);
    const auto chat = integer(*recipient, "chat_id").value_or(0);
    std::string words = text(*body, "text");
    if (where != "chat" || chat == 0 || words.empty()) return std::nullopt;
    return PlatformEvent{PlatformEventKind::wrote, chat, *user, std::move(words)};
}

std::optional<PlatformEvent> from_start(const boost::json::value& update) {
    const auto user = user_in(update, "user");
    if (!user) return std::nullopt;
    std::string payload = text(update, "payload");
    if (!could_be_our_token(payload)) payload.clear();
    return PlatformEvent{PlatformEventKind::started, 0, *user, std::move(payload)};
}

std::optional<PlatformEventKind> kind_of(std::string_view type) {
    if (type == "bot_added") return PlatformEventKind::added_to_chat;
    if (type == "bot_removed") return PlatformEventKind::removed_from_chat;
    const bool changes = type == "user_added" || type == "user_removed" ||
                         type == "chat_title_changed" || type == "bot_admin_permissions_changed";
    return changes ? std::optional{PlatformEventKind::chat_changed} : std::nullopt;
}

}  // namespace

std::optional<PlatformEvent> read_update(const boost::json::value& update, std::string_view token) {
    const std::string type = text(update, "update_type");
    if (type == "message_created") return from_message(update, token);
    if (type == "bot_started") return from_start(update);
    const auto kind = kind_of(type);
    const auto chat = integer(update, "chat_id").value_or(0);
    if (!kind || chat == 0 || flag(update, "is_channel")) return std::nullopt;
    PlatformEvent event{*kind, chat, user_in(update, "user").value_or(0), {}};
    if (type == "user_added") {  // without an inviter he came by the link (max.md §3.2)
        event.by = integer(update, "inviter_id").value_or(event.user);
    }
    return event;
}

PlatformEvent without_own_deed(PlatformEvent event, UserId self) {
    if (event.by == self) event.by = 0;
    return event;
}

std::string key_of(const boost::json::value& update) {
    std::string key = text(update, "update_type");
    const auto append = [&key](std::optional<std::int64_t> number) {
        key += ' ';
        if (number) key += std::to_string(*number);
    };
    append(integer(update, "timestamp"));
    append(integer(update, "chat_id"));
    append(user_in(update, "user"));
    append(integer(update, "user_id"));
    if (const auto* message = object(update, "message")) {
        if (const auto* body = object(*message, "body"))
            key += ' ' + text(*body, "mid").substr(0, mid_bytes_kept);
    }
    return key;
}

void SeenUpdates::add(const std::string& key) {
    if (!keys_.insert(key).second) return;
    order_.push_back(key);
    while (order_.size() > keys_max_) {
        keys_.erase(order_.front());
        order_.pop_front();
    }
}

}  // namespace rosterd::max
