// Chats as conversations: creating, renaming, links, lists. The rules are the World's.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <utility>

#include "adapters/sandbox/vk_methods.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t created_with_max = 3000;
constexpr std::int64_t conversations_page_max = 200;  // vk.md §6
constexpr std::int64_t conversations_page_default = 20;
constexpr std::size_t conversations_by_id_max = 100;

std::string_view state_of(const Chat& chat, MemberId viewer) {
    if (chat.holds(viewer)) return "in";
    if (chat.kicked.contains(viewer)) return "kicked";
    return chat.left.contains(viewer) ? "left" : "out";
}

json::object acl_of(const Chat& chat, MemberId viewer) {
    const bool in = chat.holds(viewer) && !chat.disabled;
    const bool admin = in && chat.administers(viewer);
    return {{"can_change_info", admin},
            {"can_change_invite_link", admin},
            {"can_change_pin", admin},
            {"can_invite", in && viewer > 0},
            {"can_promote_users", in && chat.owner == viewer},
            {"can_see_invite_link", admin},
            {"can_moderate", admin},
            {"can_copy_chat", false},
            {"can_call", in && viewer > 0},
            {"can_use_mass_mentions", admin}};
}

json::object can_write(const Chat& chat, MemberId viewer) {
    if (!chat.holds(viewer)) return {{"allowed", false}, {"reason", 917}};
    if (chat.disabled) return {{"allowed", false}, {"reason", 945}};
    if (chat.read_only) return {{"allowed", false}, {"reason", 1012}};
    return {{"allowed", true}};
}

json::object chat_conversation(const World& world, const Chat& chat, MemberId viewer) {
    const std::int64_t number = world.number_of(viewer, chat.id).value_or(0);
    json::array admins;
    for (const auto& [who, seat] : chat.seats) {
        if (seat.admin && who != chat.owner) admins.push_back(who);
    }
    json::object settings{{"owner_id", chat.owner},
                          {"title", chat.title},
                          {"state", state_of(chat, viewer)},
                          {"acl", acl_of(chat, viewer)},
                          {"members_count", chat.seats.size()},
                          {"admin_ids", std::move(admins)},
                          {"active_ids", json::array{}}};
    return {{"peer",
             json::object{{"id", chat_peer_base + number}, {"type", "chat"}, {"local_id", number}}},
            {"last_message_id", 0},
            {"last_conversation_message_id", chat.messages_total},
            {"in_read", 0},
            {"out_read", 0},
            {"version", chat.activity},
            {"sort_id", json::object{{"major_id", 0}, {"minor_id", chat.activity}}},
            {"can_write", can_write(chat, viewer)},
            {"chat_settings", std::move(settings)}};
}

json::object dialog_conversation(MemberId person, const Dialog& dialog) {
    return {{"peer", json::object{{"id", person}, {"type", "user"}, {"local_id", person}}},
            {"last_message_id", 0},
            {"last_conversation_message_id", dialog.messages_total},
            {"in_read", 0},
            {"out_read", 0},
            {"version", dialog.activity},
            {"sort_id", json::object{{"major_id", 0}, {"minor_id", dialog.activity}}},
            {"can_write", json::object{{"allowed", true}}}};
}

/// A line of the viewer's list: a chat, or a dialog with a person.
struct Line {
    std::int64_t activity;
    const Chat* chat;
    MemberId person;
    const Dialog* dialog;
};

std::vector<Line> lines_of(const World& world, MemberId viewer) {
    std::vector<Line> lines;
    for (const ChatId id : world.visible_to(viewer)) {
        const Chat* const chat = world.find(id);
        lines.push_back({.activity = chat->activity, .chat = chat, .person = 0, .dialog = nullptr});
    }
    auto dialog = world.dialogs().lower_bound({viewer, 0});
    for (; dialog != world.dialogs().end() && dialog->first.first == viewer; ++dialog) {
        lines.push_back({.activity = dialog->second.activity,
                         .chat = nullptr,
                         .person = dialog->first.second,
                         .dialog = &dialog->second});
    }
    std::ranges::sort(lines, std::greater{}, &Line::activity);
    return lines;
}

/// `last_message` is there when anything was written.
json::object line_object(const World& world, const Line& line, MemberId viewer) {
    json::object object{{"conversation", line.chat != nullptr
                                             ? chat_conversation(world, *line.chat, viewer)
                                             : dialog_conversation(line.person, *line.dialog)}};
    const auto& messages = line.chat != nullptr ? line.chat->messages : line.dialog->messages;
    if (messages.empty()) return object;
    const json::value peer = object["conversation"].at("peer").at("id");
    object["last_message"] = message_object(messages.back(), peer.as_int64(), viewer);
    return object;
}

}  // namespace

Outcome<json::value> create_chat(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const auto people = reader.integers("user_ids", created_with_max);
    if (std::ranges::any_of(people, [](MemberId who) { return who < 0; })) {
        reader.complain(8, "user_ids can't be negative");
    }
    std::string title = reader.text("title");
    if (title.empty() && people.empty()) reader.complain(100, "title is undefined");
    if (reader.failed()) return reader.error();
    const auto created = call.world.create(call.actor, std::move(title), people, call.now);
    if (created.has_error()) return created.error();
    const std::int64_t number = call.world.number_of(call.actor, created->chat).value_or(0);
    if (call.version < object_version) return json::value(number);
    return json::value(
        json::object{{"chat_id", number},
                     {"peer_ids", json::array(created->added.begin(), created->added.end())}});
}

Outcome<json::value> edit_chat(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t number = reader.chat_number();
    std::string title = reader.required_text("title");
    if (reader.failed()) return reader.error();
    const auto chat = call.world.resolve(call.actor, number);
    if (chat.has_error()) return chat.error();
    const auto renamed = call.world.rename(call.actor, *chat, std::move(title), call.now);
    if (renamed.has_error()) return renamed.error();
    return json::value(1);
}

Outcome<json::value> get_invite_link(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t peer = reader.required("peer_id");
    const bool reset = reader.flag("reset");
    if (reader.failed()) return reader.error();
    const auto chat = chat_of_peer(call, peer);
    if (chat.has_error()) return chat.error();
    auto link = call.world.invite_link(call.actor, *chat, reset);
    if (link.has_error()) return link.error();
    return json::value(json::object{{"link", std::move(*link)}});
}

Outcome<json::value> join_chat_by_invite_link(const MethodCall& call) {
    Reader reader{call.parameters};
    const std::string link = reader.required_text("link");
    if (reader.failed()) return reader.error();
    const auto chat = call.world.join_by_link(call.actor, link, call.now);
    if (chat.has_error()) return chat.error();
    return json::value(
        json::object{{"chat_id", call.world.number_of(call.actor, *chat).value_or(0)}});
}

Outcome<json::value> get_conversations(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t offset = reader.integer("offset", 0, {.min = 0});
    const std::int64_t count = reader.integer("count", conversations_page_default,
                                              {.min = 0, .max = conversations_page_max});
    const std::string filter = reader.has("filter") ? reader.text("filter") : "all";
    const bool known = filter == "all" || filter == "archive" || filter == "important" ||
                       filter == "sorted_chats" || filter == "unanswered" || filter == "unread";
    if (!known) reader.complain(100, "filter is invalid");
    if (reader.failed()) return reader.error();
    const std::vector<Line> lines =
        filter == "all" ? lines_of(call.world, call.actor) : std::vector<Line>{};
    json::array items;
    const auto size = static_cast<std::int64_t>(lines.size());
    for (std::int64_t i = offset; i < size && i - offset < count; ++i) {
        const Line& line = lines[static_cast<std::size_t>(i)];
        items.push_back(line_object(call.world, line, call.actor));
    }
    return json::value(json::object{{"count", size}, {"items", std::move(items)}});
}

Outcome<json::value> get_conversations_by_id(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const auto peers = reader.integers("peer_ids", conversations_by_id_max);
    if (peers.empty()) reader.complain(100, "peer_ids is undefined");
    if (reader.failed()) return reader.error();
    json::array items;
    for (const std::int64_t peer : peers) {
        if (peer <= chat_peer_base) {
            const auto dialog = call.world.dialogs().find({call.actor, peer});
            if (dialog != call.world.dialogs().end()) {
                items.push_back(dialog_conversation(peer, dialog->second));
            }
            continue;
        }
        const auto id = chat_of_peer(call, peer);
        if (id.has_error() && peers.size() == 1) return id.error();
        if (id.has_error()) continue;
        const Chat& chat = *call.world.find(*id);
        // A community that administers nothing there sees nothing, without an error (vk.md §4.3).
        if (call.actor < 0 && chat.holds(call.actor) && !chat.administers(call.actor)) continue;
        items.push_back(chat_conversation(call.world, chat, call.actor));
    }
    const std::size_t count = items.size();
    return json::value(json::object{{"count", count}, {"items", std::move(items)}});
}

Outcome<json::value> delete_conversation(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t peer =
        reader.has("peer_id") ? reader.required("peer_id") : reader.user_id("user_id");
    if (reader.failed()) return reader.error();
    std::int64_t last = 0;
    if (peer > chat_peer_base) {
        const auto chat = chat_of_peer(call, peer);
        if (chat.has_error()) return chat.error();
        call.world.hide(call.actor, *chat);
        last = call.world.find(*chat)->messages_total;
    } else if (!call.world.person(peer).exists) {
        return api_error(936);
    }
    return json::value(json::object{{"last_deleted_id", last}});
}

}  // namespace rosterd::sandbox
