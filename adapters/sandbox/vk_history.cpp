// messages.edit and messages.getHistory: what was written, and changing it. Sending is elsewhere.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <utility>

#include "adapters/sandbox/vk_methods.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::int64_t history_page_max = 200;
constexpr std::int64_t history_page_default = 20;

/// Which message of the peer is meant.
MessageKey message_key(Reader& reader) {
    if (reader.has("cmid")) return {.number = reader.required("cmid", {.min = 1})};
    if (reader.has("conversation_message_id")) {
        return {.number = reader.required("conversation_message_id", {.min = 1})};
    }
    return {.id = reader.required("message_id", {.min = 1})};
}

/// What the two wrote to each other, as far as it is kept, newest first.
std::vector<const Message*> between(const World& world, MemberId one, MemberId other) {
    std::vector<const Message*> messages;
    for (const auto& parties : {std::pair{one, other}, std::pair{other, one}}) {
        const auto dialog = world.dialogs().find(parties);
        if (dialog == world.dialogs().end()) continue;
        for (const Message& message : dialog->second.messages) messages.push_back(&message);
    }
    std::ranges::sort(messages, std::greater{},
                      [](const Message* m) { return std::pair{m->id, m->number}; });
    return messages;
}

Outcome<std::vector<const Message*>> messages_of(const MethodCall& call, std::int64_t peer) {
    if (peer <= chat_peer_base) {
        if (!call.world.person(peer).exists) return api_error(936);
        return between(call.world, call.actor, peer);
    }
    const auto id = chat_of_peer(call, peer);
    if (id.has_error()) return id.error();
    const auto chat = call.world.read(call.actor, *id);
    if (chat.has_error()) return chat.error();
    std::vector<const Message*> messages;
    for (const Message& message : (*chat)->messages) messages.push_back(&message);
    std::ranges::reverse(messages);
    return messages;
}

}  // namespace

json::object message_object(const Message& message, std::int64_t peer, MemberId viewer) {
    const bool own = message.from == viewer;
    return {{"id", message.id},
            {"conversation_message_id", message.number},
            {"peer_id", peer},
            {"from_id", message.from},
            {"text", message.text},
            {"random_id", own ? message.random_id : 0},
            {"date", unix_seconds(message.at)},
            {"version", message.edited ? 1 : 0},
            {"out", own ? 1 : 0}};
}

Outcome<json::value> edit_message(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t peer = reader.required("peer_id");
    const MessageKey key = message_key(reader);
    std::string text = reader.required_text("message");
    if (reader.failed()) return reader.error();
    if (is_too_long(text)) return api_error(914);
    const auto edited = [&]() -> Outcome<void> {
        if (peer <= chat_peer_base) {
            return call.world.edit_to_person(call.actor, peer, key, std::move(text), call.now);
        }
        const auto chat = chat_of_peer(call, peer);
        if (chat.has_error()) return chat.error();
        return call.world.edit_in_chat(call.actor, *chat, key, std::move(text), call.now);
    }();
    if (edited.has_error()) return edited.error();
    return json::value(1);
}

Outcome<json::value> get_history(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t peer = reader.required("peer_id");
    const std::int64_t count =
        reader.integer("count", history_page_default, {.min = 1, .max = history_page_max});
    const std::int64_t offset = reader.integer("offset", 0, {.min = 0});
    if (reader.failed()) return reader.error();
    const auto messages = messages_of(call, peer);
    if (messages.has_error()) return messages.error();
    const auto size = static_cast<std::int64_t>(messages->size());
    json::array items;
    for (std::int64_t i = offset; i < size && i - offset < count; ++i) {
        const Message& message = *messages->at(static_cast<std::size_t>(i));
        items.push_back(message_object(message, peer, call.actor));
    }
    return json::value(json::object{{"count", size}, {"items", std::move(items)}});
}

}  // namespace rosterd::sandbox
