// Routes of /sandbox/max/, and the state as JSON. Whatever is malformed changes nothing.
#include "adapters/sandbox/max_control.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <utility>
#include <vector>

#include "adapters/sandbox/json_fields.hpp"
#include "adapters/sandbox/max_acts.hpp"
#include "adapters/sandbox/max_json.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr std::int64_t rate_max = 1'000'000;
constexpr std::int64_t wait_max_ms = 86'400'000;

http::Response reply(const json::value& body, int status = 200) {
    http::Response response;
    response.status = status;
    response.body = json::serialize(body);
    return response;
}

http::Response failure(int status, std::string_view message) {
    return reply(json::object{{"error", json::object{{"code", status}, {"message", message}}}},
                 status);
}

json::array words(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

json::array members_json(const Messenger& messenger, const Chat& chat) {
    json::array members;
    for (const auto& [who, seat] : chat.seats) {
        members.push_back(json::object{{"user", who},
                                       {"name", user_json(messenger, who).at("name")},
                                       {"bot", messenger.user(who).is_bot},
                                       {"owner", who == chat.owner},
                                       {"admin", seat.admin},
                                       {"permissions", words(seat.permissions)},
                                       {"alias", seat.alias}});
    }
    return members;
}

json::object shown_chat(const Messenger& messenger, const Chat& chat) {
    json::array messages;
    for (const Message& message : chat.messages) {
        messages.push_back(json::object{{"mid", message.mid},
                                        {"from", message.sender},
                                        {"text", message.text},
                                        {"attachments", message.attachments},
                                        {"edited", message.edited}});
    }
    return {{"chat", chat.id},
            {"kind", chat.kind == ChatKind::group ? "group" : "dialog"},
            {"title", chat.title},
            {"description", chat.description},
            {"owner", chat.owner},
            {"link", chat.link},
            {"suspended", chat.suspended},
            {"pinned", chat.pinned},
            {"blocked", json::array(chat.blocked.begin(), chat.blocked.end())},
            {"members", members_json(messenger, chat)},
            {"messages", std::move(messages)}};
}

json::object shown_bot(const Messenger& messenger, const Bot& bot) {
    json::array subscriptions;
    for (const Subscription& subscription : bot.subscriptions) {
        subscriptions.push_back(json::object{{"url", subscription.url},
                                             {"types", words(subscription.types)},
                                             {"pending", subscription.pushes.size()},
                                             {"delivered", subscription.delivered},
                                             {"failed", subscription.failed}});
    }
    return {{"id", bot.id},
            {"username", messenger.user(bot.id).username},
            {"connected", !bot.token.empty()},
            {"updates_waiting", bot.updates.size()},
            {"subscriptions", std::move(subscriptions)}};
}

json::object shown_settings(const Settings& settings) {
    return {{"mode", to_string(settings.mode)},
            {"removed_status", settings.removed_status},
            {"add_failures", to_string(settings.add_failures)},
            {"without_marker", to_string(settings.without_marker)},
            {"unknown_permissions", settings.unknown_permissions},
            {"unknown_updates", settings.unknown_updates},
            {"unknown_fields", settings.unknown_fields},
            {"duplicates", settings.duplicates},
            {"loopback_webhooks", settings.loopback_webhooks},
            {"chat_writes_per_second", settings.chat_writes_per_second},
            {"polls_per_second", settings.polls_per_second},
            {"webhook_first_retry_ms", settings.webhook_first_retry.count()},
            {"webhook_give_up_ms", settings.webhook_give_up.count()}};
}

/// One of the words that `parse` knows, or what it was.
template <class Value, class Parse>
Value chosen(Fields& fields, std::string_view name, Value before, Parse parse) {
    const std::string word = fields.text(name, "");
    if (word.empty()) return before;
    const auto value = parse(word);
    if (!value) fields.complain(name, "is not one of its words");
    return value.value_or(before);
}

std::chrono::milliseconds wait(Fields& fields, std::string_view name,
                               std::chrono::milliseconds before) {
    return std::chrono::milliseconds{
        fields.integer(name, before.count(), {.min = 1, .max = wait_max_ms})};
}

std::size_t rate(Fields& fields, std::string_view name, std::size_t before) {
    return static_cast<std::size_t>(
        fields.integer(name, static_cast<std::int64_t>(before), {.min = 0, .max = rate_max}));
}

Settings changed_settings(Fields& fields, Settings settings) {
    settings.mode = chosen(fields, "mode", settings.mode, to_mode);
    settings.removed_status = static_cast<int>(
        fields.integer("removed_status", settings.removed_status, {.min = 404, .max = 405}));
    settings.add_failures = chosen(fields, "add_failures", settings.add_failures, to_add_failures);
    settings.without_marker =
        chosen(fields, "without_marker", settings.without_marker, to_without_marker);
    settings.unknown_permissions = fields.flag("unknown_permissions", settings.unknown_permissions);
    settings.unknown_updates = fields.flag("unknown_updates", settings.unknown_updates);
    settings.unknown_fields = fields.flag("unknown_fields", settings.unknown_fields);
    settings.duplicates = fields.flag("duplicates", settings.duplicates);
    settings.loopback_webhooks = fields.flag("loopback_webhooks", settings.loopback_webhooks);
    settings.chat_writes_per_second =
        rate(fields, "chat_writes_per_second", settings.chat_writes_per_second);
    settings.polls_per_second = rate(fields, "polls_per_second", settings.polls_per_second);
    settings.webhook_first_retry =
        wait(fields, "webhook_first_retry_ms", settings.webhook_first_retry);
    settings.webhook_give_up = wait(fields, "webhook_give_up_ms", settings.webhook_give_up);
    return settings;
}

bool is_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The person as the object changes him; a complaint when it is malformed.
User changed_user(Fields& fields, User user) {
    user.first_name = fields.text("first_name", std::move(user.first_name));
    user.last_name = fields.text("last_name", std::move(user.last_name));
    user.username = fields.text("username", std::move(user.username));
    user.phone = fields.text("phone", std::move(user.phone));
    if (!is_digits(user.phone)) fields.complain("phone", "has something but digits");
    user.refuses_adding = fields.flag("refuses_adding", user.refuses_adding);
    user.hides_activity = fields.flag("hides_activity", user.hides_activity);
    user.exists = fields.flag("exists", user.exists);
    return user;
}

}  // namespace

http::Response Control::answer(std::string_view verb, std::string_view path,
                               const Parameters& query, const std::string& body, Moment now) {
    const bool get = verb == "GET";
    const bool post = verb == "POST";
    if (path == "/sandbox/max/state" && get) return state();
    if (path == "/sandbox/max/chat" && get) return chat(query);
    if (path == "/sandbox/max/settings" && get) {
        return reply(shown_settings(messenger_.settings()));
    }
    if (path == "/sandbox/max/settings" && post) return settings(body);
    if (path == "/sandbox/max/users" && post) return users(body);
    if (path == "/sandbox/max/act" && post) return act(body, now);
    const bool known = path == "/sandbox/max/state" || path == "/sandbox/max/chat" ||
                       path == "/sandbox/max/settings" || path == "/sandbox/max/users" ||
                       path == "/sandbox/max/act";
    return known ? failure(405, "this path takes another method") : failure(404, "no such path");
}

http::Response Control::state() const {
    json::array bots;
    for (const auto& [id, bot] : messenger_.bots()) bots.push_back(shown_bot(messenger_, bot));
    json::array chats;
    for (const auto& [id, chat] : messenger_.chats()) {
        chats.push_back(shown_chat(messenger_, chat));
    }
    return reply(json::object{{"bots", std::move(bots)},
                              {"users", messenger_.configured().size()},
                              {"chats", std::move(chats)},
                              {"settings", shown_settings(messenger_.settings())}});
}

http::Response Control::chat(const Parameters& query) {
    const auto text = query.find("id");
    const auto id = text == query.end() ? std::nullopt : to_integer(text->second);
    if (!id) return failure(400, "id is no number");
    const Chat* const found = messenger_.find(*id);
    if (found == nullptr) return failure(404, "no such chat");
    return reply(shown_chat(messenger_, *found));
}

http::Response Control::settings(const std::string& body) {
    const auto value = parsed(body);
    if (!value || !value->is_object()) return failure(400, "not a JSON object");
    Fields fields{value->get_object()};
    const Settings changed = changed_settings(fields, messenger_.settings());
    if (!fields.complaint().empty()) return failure(400, fields.complaint());
    messenger_.settings() = changed;
    return reply(shown_settings(changed));
}

http::Response Control::users(const std::string& body) {
    auto value = parsed(body);
    if (value && value->is_object()) value = json::array{*value};
    if (!value || !value->is_array()) return failure(400, "not a JSON object or list");
    std::vector<std::pair<UserId, User>> changes;
    for (const json::value& item : value->get_array()) {
        const auto* const object = item.if_object();
        if (object == nullptr) return failure(400, "not a list of JSON objects");
        Fields fields{*object};
        const UserId who = fields.integer("user", 0);
        if (who <= 0 || who >= user_id_limit) fields.complain("user", "is no id");
        User user = changed_user(fields, messenger_.user(who));
        if (!fields.complaint().empty()) return failure(400, fields.complaint());
        changes.emplace_back(who, std::move(user));
    }
    for (auto& [who, user] : changes) messenger_.configure(who, std::move(user));
    return reply(json::object{{"users", changes.size()}});
}

http::Response Control::act(const std::string& body, Moment now) {
    const auto value = parsed(body);
    if (!value || !value->is_object()) return failure(400, "not a JSON object");
    Fields fields{value->get_object()};
    const std::string word = fields.text("do", "");
    auto done = perform(word, {.messenger = messenger_, .fields = fields, .now = now});
    if (done.has_error()) return failure(done.error().status, done.error().message);
    done->insert_or_assign("done", true);
    return reply(*done);
}

}  // namespace rosterd::sandbox::max
