// Reading and changing chats, their pins, and the typing mark.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <utility>

#include "adapters/sandbox/json_fields.hpp"
#include "adapters/sandbox/max_json.hpp"
#include "adapters/sandbox/max_rules.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr std::size_t title_max = 200;  // max.md §2.3
constexpr std::size_t description_max = 16'000;
constexpr std::int64_t chats_page_max = 100;
constexpr std::int64_t chats_page_default = 50;

/// What a PATCH wants, checked as a whole before anything changes.
struct ChatPatch {
    std::optional<std::string> title{};
    std::optional<std::string> description{};
    std::optional<std::string> icon_url{};
    std::optional<std::string> pin{};
};

Outcome<std::string> icon_of(const json::object& icon) {
    Fields fields{icon};
    const int ways = (fields.has("url") ? 1 : 0) + (fields.has("token") ? 1 : 0) +
                     (fields.has("photos") ? 1 : 0);
    if (ways != 1) return bad_payload("Field 'icon' takes one of url, token, photos");
    std::string url = fields.text("url", "");
    // Tokens come from uploads, and this server takes none: whatever is named is unknown.
    if (url.empty()) return bad_payload("Unknown photo token");
    return url;
}

Outcome<ChatPatch> patch_of(const json::object& body) {
    Fields fields{body};
    ChatPatch patch;
    if (fields.has("title")) patch.title = fields.text("title", "");
    if (fields.has("description")) patch.description = fields.text("description", "");
    if (fields.has("pin")) patch.pin = fields.text("pin", "");
    static_cast<void>(fields.flag("notify", true));
    if (const auto* const icon = fields.object("icon")) {
        auto url = icon_of(*icon);
        if (url.has_error()) return url.error();
        patch.icon_url = std::move(*url);
    }
    if (!fields.complaint().empty()) return bad_payload("Can't deserialize body");
    if (patch.title && (patch.title->empty() || characters(*patch.title) > title_max)) {
        return bad_payload("Field 'title' must have 1...200 characters");
    }
    if (patch.description && characters(*patch.description) > description_max) {
        return bad_payload("Field 'description' must have at most 16000 characters");
    }
    return patch;
}

Answer pin(const Call& call, Chat& chat, const std::string& mid) {
    const auto seat = administrator(call, chat, "pin_message");
    if (seat.has_error()) return seat.error();
    if (call.messenger.find_message(chat, mid) == nullptr) return not_found("Message not found");
    chat.pinned = mid;
    call.messenger.touch(chat, call.now);
    return simple_success();
}

}  // namespace

Answer get_chats(const Call& call) {
    const auto count =
        number_of(call.query, "count", chats_page_default, {.min = 1, .max = chats_page_max});
    if (count.has_error()) return count.error();
    const auto marker = number_of(call.query, "marker", std::numeric_limits<ChatId>::min(), {});
    if (marker.has_error()) return marker.error();
    json::array chats;
    const auto& all = call.messenger.chats();
    auto chat = all.lower_bound(*marker);
    for (; chat != all.end() && std::ssize(chats) < *count; ++chat) {
        if (!chat->second.seats.contains(call.bot.id)) continue;
        chats.push_back(chat_json(call.messenger, chat->second, call.bot.id, ChatDetail::listed));
    }
    json::object answer{{"chats", std::move(chats)}};
    if (chat != all.end()) answer["marker"] = chat->first;
    return answer;
}

Answer get_chat(const Call& call) {
    // What is no number was the link of a channel until July 2026; now it is always unknown.
    if (!to_integer(call.path.at("chatId"))) {
        return Refusal{404, "chat.not.found", "Chat not found by link"};
    }
    const auto chat = chat_of(call);
    if (chat.has_error()) return chat.error();
    return chat_json(call.messenger, **chat, call.bot.id, ChatDetail::single);
}

Answer edit_chat(const Call& call) {
    const auto found = administered(call, "change_chat_info");
    if (found.has_error()) return found.error();
    Chat& chat = **found;
    auto patch = patch_of(call.body);
    if (patch.has_error()) return patch.error();
    if (patch->pin) {
        auto pinned = pin(call, chat, *patch->pin);
        if (pinned.has_error()) return pinned.error();
    }
    if (patch->description) chat.description = std::move(*patch->description);
    if (patch->icon_url) chat.icon_url = std::move(*patch->icon_url);
    if (patch->title && *patch->title != chat.title) {
        call.messenger.rename(chat, std::move(*patch->title), call.bot.id, call.now);
    }
    call.messenger.touch(chat, call.now);
    return chat_json(call.messenger, chat, call.bot.id, ChatDetail::single);
}

Answer delete_chat(const Call& call) {
    const auto chat = administered(call);
    if (chat.has_error()) return chat.error();
    // Only the owner may, and an owner is always a person (max.md §2.12).
    return unsuccessful("Insufficient access rights to perform this action");
}

Answer send_action(const Call& call) {
    constexpr std::array<std::string_view, 6> actions{"typing_on",     "sending_photo",
                                                      "sending_video", "sending_audio",
                                                      "sending_file",  "mark_seen"};
    const auto chat = own_chat(call);
    if (chat.has_error()) return chat.error();
    Fields fields{call.body};
    const std::string action = fields.text("action", "");
    if (std::ranges::find(actions, action) == actions.end()) {
        return bad_payload("Can't deserialize body");
    }
    return simple_success();
}

Answer get_pin(const Call& call) {
    const auto chat = administered(call, "pin_message");
    if (chat.has_error()) return chat.error();
    json::object answer;
    if (const Message* const pinned = call.messenger.find_message(**chat, (*chat)->pinned)) {
        answer["message"] = message_json(call.messenger, **chat, *pinned);
    }
    return answer;
}

Answer set_pin(const Call& call) {
    const auto chat = administered(call, "pin_message");
    if (chat.has_error()) return chat.error();
    Fields fields{call.body};
    const std::string mid = fields.text("message_id", "");
    static_cast<void>(fields.flag("notify", true));
    if (mid.empty() || !fields.complaint().empty()) return bad_payload("Can't deserialize body");
    return pin(call, **chat, mid);
}

Answer clear_pin(const Call& call) {
    const auto chat = administered(call, "pin_message");
    if (chat.has_error()) return chat.error();
    if ((*chat)->pinned.empty()) return unsuccessful("Nothing is pinned");
    (*chat)->pinned.clear();
    call.messenger.touch(**chat, call.now);
    return simple_success();
}

}  // namespace rosterd::sandbox::max
