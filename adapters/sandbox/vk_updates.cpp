// Events into updates.
#include "adapters/sandbox/vk_updates.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "adapters/sandbox/opaque.hpp"
#include "adapters/sandbox/vk_methods.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr int flag_unread = 1;
constexpr int flag_outbox = 2;

/// The action of the service message that people see in the chat; empty: there is none.
std::string_view action_of(EventKind kind) {
    switch (kind) {
        case EventKind::create:
            return "chat_create";
        case EventKind::rename:
            return "chat_title_update";
        case EventKind::add:
            return "chat_invite_user";
        case EventKind::join:
            return "chat_invite_user_by_link";
        case EventKind::remove:
        case EventKind::leave:
            return "chat_kick_user";
        case EventKind::promote:
        case EventKind::demote:
        case EventKind::message:
            break;
    }
    return {};
}

bool changes_title(EventKind kind) {
    return kind == EventKind::create || kind == EventKind::rename;
}

/// The type of code 52 (vk.md §4.8); 0: none.
int type_52(EventKind kind) {
    switch (kind) {
        case EventKind::rename:
            return 1;
        case EventKind::promote:
            return 3;
        case EventKind::add:
        case EventKind::join:
            return 6;
        case EventKind::leave:
            return 7;
        case EventKind::remove:
            return 8;
        case EventKind::demote:
            return 9;
        case EventKind::create:
        case EventKind::message:
            break;
    }
    return 0;
}

const Message* find_message(const std::deque<Message>& messages, std::int64_t number) {
    const auto found = std::ranges::find(messages, number, &Message::number);
    return found == messages.end() ? nullptr : &*found;
}

std::optional<Told> told_of_dialog(const World& world, const Event& event, MemberId viewer) {
    if (viewer != event.user && viewer != event.by) return std::nullopt;
    Told told{.event = event,
              .viewer = viewer,
              .peer = viewer == event.user ? event.by : event.user,
              .cmid = event.message};
    const auto dialog = world.dialogs().find({event.by, event.user});
    if (dialog == world.dialogs().end()) return told;
    if (const Message* message = find_message(dialog->second.messages, event.message)) {
        told.text = message->text;
        told.random_id = viewer == event.by ? message->random_id : 0;
    }
    return told;
}

void append_message(const Told& told, int version, json::array& updates) {
    const Event& event = told.event;
    const bool own = event.by == told.viewer;
    json::object extra;
    if (event.chat != 0) extra["from"] = std::to_string(event.by);
    const bool with_cmids = version >= long_poll_version_of_cmids;
    if (const auto action = action_of(event.kind); !action.empty()) {
        extra["source_act"] = action;
        if (changes_title(event.kind)) {
            extra[with_cmids ? "source_message" : "source_text"] = event.title;
        } else {
            extra["source_mid"] = std::to_string(event.user);
        }
    }
    const int flags = own ? flag_outbox : flag_unread;
    const std::int64_t at = unix_seconds(event.at);
    if (with_cmids) {
        updates.push_back(json::array{10'004, told.cmid, flags, 0, told.peer, at, told.text, extra,
                                      json::object{}, told.random_id, event.number, 0});
    } else {
        updates.push_back(json::array{4, event.number, flags, told.peer, at, told.text, extra,
                                      json::object{}, told.random_id});
    }
}

}  // namespace

bool is_membership(EventKind kind) {
    using enum EventKind;
    return kind == add || kind == join || kind == leave || kind == EventKind::remove;
}

std::optional<Told> told_of(const World& world, const Event& event, MemberId viewer) {
    if (event.chat == 0) return told_of_dialog(world, event, viewer);
    const Chat* const chat = world.find(event.chat);
    const auto number = world.number_of(viewer, event.chat);
    if (chat == nullptr || !number) return std::nullopt;
    const bool went = event.user == viewer && is_membership(event.kind);
    if (!chat->holds(viewer) && !went) return std::nullopt;
    // A community reads messages only where it is an administrator (vk.md §4.7).
    const bool reads = viewer > 0 || chat->administers(viewer);
    if (event.kind == EventKind::message && !reads) return std::nullopt;
    Told told{.event = event,
              .viewer = viewer,
              .peer = chat_peer_base + *number,
              .cmid = event.message != 0 ? event.message : chat->messages_total,
              .in_own_chat = chat->owner == viewer};
    if (const Message* message = find_message(chat->messages, event.message)) {
        told.text = message->text;
        told.random_id = viewer == event.by ? message->random_id : 0;
    }
    return told;
}

std::optional<json::object> bot_update(const Told& told) {
    const Event& event = told.event;
    const auto action = action_of(event.kind);
    const bool own_message = event.kind == EventKind::message && event.by == told.viewer;
    if (own_message || (action.empty() && event.kind != EventKind::message)) return std::nullopt;
    json::object message{{"id", told.event.chat == 0 ? event.number : 0},
                         {"date", unix_seconds(event.at)},
                         {"peer_id", told.peer},
                         {"from_id", event.by},
                         {"conversation_message_id", told.cmid},
                         {"text", told.text},
                         {"out", 0},
                         {"version", event.number},
                         {"attachments", json::array{}},
                         {"fwd_messages", json::array{}},
                         {"random_id", 0},
                         {"important", false},
                         {"is_hidden", false}};
    if (!action.empty()) {
        json::object what{{"type", action}};
        if (changes_title(event.kind)) what["text"] = event.title;
        // Who came by a link is named by from_id alone (vk.md §4.7).
        if (!changes_title(event.kind) && event.kind != EventKind::join) {
            what["member_id"] = event.user;
        }
        message["action"] = std::move(what);
    }
    const auto id = static_cast<std::uint64_t>(event.number);
    return json::object{
        {"type", "message_new"},
        {"event_id", opaque(mixed(id)) + opaque(mixed(~id))},
        {"v", "5.199"},
        {"object", json::object{{"message", std::move(message)}, {"client_info", json::object{}}}},
        {"group_id", -told.viewer}};
}

void append_user_updates(const Told& told, int version, json::array& updates) {
    const Event& event = told.event;
    if (event.kind == EventKind::message || !action_of(event.kind).empty()) {
        append_message(told, version, updates);
    }
    if (event.kind == EventKind::message) return;
    updates.push_back(json::array{51, told.peer - chat_peer_base, event.by == told.viewer ? 1 : 0});
    const int type = type_52(event.kind);
    if (type == 0) return;
    updates.push_back(
        json::array{52, type, told.peer, event.kind == EventKind::rename ? 0 : event.user});
}

}  // namespace rosterd::sandbox
