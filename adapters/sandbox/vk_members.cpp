// Adding, removing, appointing and listing members. The rules of who may are the World's.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <limits>
#include <set>
#include <utility>

#include "adapters/sandbox/vk_methods.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

constexpr std::int64_t members_page_max = 1000;  // vk.md §4.2
constexpr std::int64_t members_page_default = 20;
constexpr std::int64_t history_max = 1000;
constexpr std::size_t added_at_once_max = 1000;

json::object member_object(const Chat& chat, MemberId who, const Seat& seat, MemberId viewer) {
    json::object item{{"member_id", who}, {"invited_by", seat.invited_by}};
    item["join_date"] = unix_seconds(seat.since);
    // Flags are absent when false (vk.md §4.2).
    if (seat.admin) item["is_admin"] = true;
    if (who == chat.owner) item["is_owner"] = true;
    if (seat.pending) {
        item["is_message_request"] = true;
        item["request_date"] = unix_seconds(seat.since);
    }
    const bool may = chat.administers(viewer) || seat.invited_by == viewer;
    const bool protected_seat = who == chat.owner || (seat.admin && viewer != chat.owner);
    if (who != viewer && may && !protected_seat) item["can_kick"] = true;
    return item;
}

struct Page {
    std::int64_t offset;
    std::int64_t count;
    bool extended;
    std::set<MemberId> only;  ///< empty: everybody
};

Page read_page(const MethodCall& call, Reader& reader) {
    Page page{};
    if (call.version < paging_version) {
        if (reader.has("count") || reader.has("offset")) {
            reader.complain(100, "count is accepted only from version 5.154");
        }
        page.count = std::numeric_limits<std::int64_t>::max();
    } else {
        page.offset = reader.integer("offset", 0, {.min = 0});
        page.count =
            reader.integer("count", members_page_default, {.min = 1, .max = members_page_max});
    }
    page.extended = reader.flag("extended");
    const auto only = reader.integers("member_ids", members_page_max);
    page.only.insert(only.begin(), only.end());
    return page;
}

json::value list_members(const MethodCall& call, const Chat& chat, const Page& page) {
    json::array items;
    json::array profiles;
    json::array groups;
    std::int64_t position = 0;
    for (const auto& [who, seat] : chat.seats) {
        if (!page.only.empty() && !page.only.contains(who)) continue;
        const std::int64_t index = position++;
        if (index < page.offset || index - page.offset >= page.count) continue;
        items.push_back(member_object(chat, who, seat, call.actor));
        if (!page.extended) continue;
        if (who > 0) {
            profiles.push_back(user_object(call.world, who));
        } else {
            groups.push_back(group_object(call.world, who));
        }
    }
    json::object answer{{"count", position}, {"items", std::move(items)}};
    answer["chat_restrictions"] = json::object{{"admins_promote_users", false},
                                               {"only_admins_edit_info", true},
                                               {"only_admins_edit_pin", true},
                                               {"only_admins_invite", false},
                                               {"only_admins_kick", true}};
    if (page.extended) {
        answer["profiles"] = std::move(profiles);
        answer["groups"] = std::move(groups);
    }
    return answer;
}

}  // namespace

Outcome<json::value> add_chat_user(const MethodCall& call) {
    Reader reader{call.parameters};
    const std::int64_t number = reader.chat_number();
    const std::int64_t who = reader.has("user_id") ? reader.user_id("user_id") : call.actor;
    reader.integer("visible_messages_count", 0, {.min = 0, .max = history_max});
    if (reader.failed()) return reader.error();
    const auto chat = call.world.resolve(call.actor, number);
    if (chat.has_error()) return chat.error();
    const auto added = call.world.add(call.actor, *chat, who, call.now);
    if (added.has_error()) return added.error();
    return json::value(1);
}

Outcome<json::value> add_chat_users(const MethodCall& call) {
    Reader reader{call.parameters};
    const std::int64_t number = reader.chat_number();
    const auto people = reader.integers("user_ids", added_at_once_max);
    if (people.empty()) reader.complain(100, "user_ids is undefined");
    reader.integer("visible_messages_count", 0, {.min = 0, .max = history_max});
    if (reader.failed()) return reader.error();
    const auto chat = call.world.resolve(call.actor, number);
    if (chat.has_error()) return chat.error();
    const auto readable = call.world.read(call.actor, *chat);
    if (readable.has_error()) return readable.error();
    json::array failed;
    json::array invitees;
    for (const MemberId who : people) {
        const auto added = call.world.add(call.actor, *chat, who, call.now);
        (added.has_error() ? failed : invitees).push_back(who);
    }
    return json::value(json::object{{"failed_peer_ids", std::move(failed)},
                                    {"failed_phone_numbers", json::array{}},
                                    {"invitees", std::move(invitees)}});
}

Outcome<json::value> remove_chat_user(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t number = reader.chat_number();
    std::int64_t who = 0;
    if (reader.has("member_id")) {
        who = reader.required("member_id");
    } else if (reader.has("user_id")) {
        who = reader.user_id("user_id");
    } else {
        reader.complain(100, "you should specify member_id");
    }
    if (reader.failed()) return reader.error();
    const auto chat = call.world.resolve(call.actor, number);
    if (chat.has_error()) return chat.error();
    const auto removed = call.world.remove(call.actor, *chat, who, call.now);
    if (removed.has_error()) return removed.error();
    return json::value(1);
}

Outcome<json::value> set_member_role(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t peer = reader.required("peer_id");
    const std::int64_t who = reader.required("member_id");
    const std::string role = reader.required_text("role");
    if (role != "admin" && role != "member") reader.complain(100, "role is invalid");
    if (reader.failed()) return reader.error();
    const auto chat = chat_of_peer(call, peer);
    if (chat.has_error()) return chat.error();
    const auto done = call.world.set_admin(call.actor, *chat, who, role == "admin", call.now);
    if (done.has_error()) return done.error();
    return json::value(1);
}

Outcome<json::value> get_conversation_members(const MethodCall& call) {
    Reader reader{call.parameters};
    check_group(call, reader);
    const std::int64_t peer = reader.required("peer_id");
    const Page page = read_page(call, reader);
    if (reader.failed()) return reader.error();
    const auto id = chat_of_peer(call, peer);
    if (id.has_error()) return id.error();
    const auto chat = call.world.read(call.actor, *id);
    if (chat.has_error()) return chat.error();
    return list_members(call, **chat, page);
}

}  // namespace rosterd::sandbox
