// messages.send and the question whether it may be used. Chats and members are elsewhere.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <limits>
#include <utility>

#include "adapters/sandbox/vk_methods.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::ptrdiff_t message_characters_max = 4096;  // vk.md §4.6
constexpr std::size_t peers_max = 100;

Outcome<Sent> send_to_peer(const MethodCall& call, std::int64_t peer, const std::string& text,
                           std::int64_t random_id) {
    if (peer <= chat_peer_base) {
        return call.world.send_to_person(call.actor, peer, text, random_id, call.now);
    }
    const auto chat = call.world.resolve(call.actor, peer - chat_peer_base);
    if (chat.has_error()) return chat.error();
    return call.world.send_to_chat(call.actor, *chat, text, random_id, call.now);
}

json::value send_to_peers(const MethodCall& call, const std::vector<std::int64_t>& peers,
                          const std::string& text, std::int64_t random_id) {
    json::array results;
    for (const std::int64_t peer : peers) {
        json::object result{{"peer_id", peer}};
        const auto sent = send_to_peer(call, peer, text, random_id);
        if (sent.has_error()) {
            result["error"] =
                json::object{{"code", sent.error().code}, {"description", sent.error().message}};
        } else {
            result["message_id"] = sent->message_id;
            result["conversation_message_id"] = sent->conversation_number;
        }
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace

bool is_too_long(std::string_view message) {
    const auto begins_character = [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    };
    return std::ranges::count_if(message, begins_character) > message_characters_max;
}

Outcome<json::value> send_message(const MethodCall& call) {
    constexpr std::int64_t int32_max = std::numeric_limits<std::int32_t>::max();
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t random_id =
        reader.required("random_id", {.min = -int32_max - 1, .max = int32_max});
    const std::string text = reader.text("message");
    if (text.empty() && !reader.has("attachment")) {
        reader.complain(100, "message is empty or invalid");
    }
    const auto peers = reader.integers("peer_ids", peers_max);
    std::int64_t peer = 0;
    MemberId person = 0;  // his id may look like a chat's peer_id
    if (reader.has("peer_id")) {
        peer = reader.required("peer_id");
    } else if (reader.has("user_id")) {
        person = reader.user_id("user_id");
    } else if (reader.has("chat_id")) {
        peer = chat_peer_base + reader.chat_number();
    } else if (peers.empty()) {
        reader.complain(100, "peer_id is undefined");
    }
    if (reader.failed()) return reader.error();
    if (is_too_long(text)) return api_error(914);
    if (peer == 0 && person == 0) return send_to_peers(call, peers, text, random_id);
    const auto sent = person != 0
                          ? call.world.send_to_person(call.actor, person, text, random_id, call.now)
                          : send_to_peer(call, peer, text, random_id);
    if (sent.has_error()) return sent.error();
    return json::value(sent->message_id);
}

Outcome<json::value> is_messages_from_group_allowed(const MethodCall& call) {
    Reader reader{call.parameters};
    reader.required("group_id", {.min = 1});
    check_group(call, reader);
    const std::int64_t who = reader.user_id("user_id");
    if (reader.failed()) return reader.error();
    const Person person = call.world.person(who);
    if (!person.exists) return api_error(936);
    return json::value(json::object{{"is_allowed", person.allows_messages ? 1 : 0}});
}

}  // namespace rosterd::sandbox
