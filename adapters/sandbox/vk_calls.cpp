// calls.* and storage.*: what a client needs to start a call at most once. Chats are elsewhere.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <utility>

#include "adapters/sandbox/opaque.hpp"
#include "adapters/sandbox/vk_methods.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t call_id_characters = 36;
constexpr std::size_t keys_asked_max = 1000;
constexpr std::size_t key_characters_max = 100;
constexpr std::size_t value_bytes_max = 4096;

/// A short number and a password beside the link, drawn from the call's own id.
json::object credentials_of(const VideoCall& call) {
    std::uint64_t number = 0;
    std::from_chars(call.id.data(), call.id.data() + 8, number, 16);
    const std::string id = std::to_string(100'000'000 + number % 900'000'000);
    const std::string password = opaque(mixed(number)).substr(0, 8);
    const std::string link = "https://vk.com/call/" + id;
    return {{"id", id},
            {"password", password},
            {"link_without_password", link},
            {"link_with_password", link + "?p=" + password}};
}

bool is_key(std::string_view key) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    return !key.empty() && key.size() <= key_characters_max && std::ranges::all_of(key, allowed);
}

}  // namespace

Outcome<json::value> start_call(const MethodCall& call) {
    Reader reader{call.parameters};
    // A person may call in a community's name; the call is his all the same.
    reader.integer("group_id", 0, {.min = 0});
    if (reader.failed()) return reader.error();
    const auto started = call.world.calls().start(call.actor, call.now);
    if (started.has_error()) return started.error();
    const std::string hash = started->join_link.substr(started->join_link.rfind('/') + 1);
    return json::value(json::object{{"join_link", started->join_link},
                                    {"ok_join_link", hash},
                                    {"call_id", started->id},
                                    {"short_credentials", credentials_of(*started)}});
}

Outcome<json::value> force_finish_call(const MethodCall& call) {
    Reader reader{call.parameters};
    const std::string id = reader.required_text("call_id");
    if (id.size() != call_id_characters) reader.complain(100, "call_id length should be 36");
    if (reader.failed()) return reader.error();
    const auto finished = call.world.calls().finish(call.actor, id, call.now);
    if (finished.has_error()) return finished.error();
    return json::value(1);
}

Outcome<json::value> storage_get(const MethodCall& call) {
    Reader reader{call.parameters};
    std::vector<std::string> keys = reader.words("keys", keys_asked_max);
    if (keys.empty()) keys.push_back(reader.required_text("key"));
    if (!std::ranges::all_of(keys, is_key)) reader.complain(100, "key is invalid");
    if (reader.failed()) return reader.error();
    json::array found;
    for (const std::string& key : keys) {
        found.push_back(
            json::object{{"key", key}, {"value", call.world.storages().get(call.actor, key)}});
    }
    return json::value(std::move(found));
}

Outcome<json::value> storage_set(const MethodCall& call) {
    Reader reader{call.parameters};
    const std::string key = reader.required_text("key");
    std::string value = reader.text("value");
    if (!is_key(key)) reader.complain(100, "key is invalid");
    if (value.size() > value_bytes_max) reader.complain(100, "value is too long");
    if (reader.failed()) return reader.error();
    const auto stored = call.world.storages().set(call.actor, key, std::move(value));
    if (stored.has_error()) return stored.error();
    return json::value(1);
}

}  // namespace rosterd::sandbox
