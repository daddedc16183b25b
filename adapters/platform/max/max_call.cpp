// Paths, queries and bodies.
#include "adapters/platform/max/max_call.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <string_view>
#include <utility>

namespace rosterd::max {
namespace {

/// Everything but what RFC 3986 calls unreserved.
std::string escaped(const std::string& text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::string of_chat(ChatNumber chat) {
    return "/chats/" + std::to_string(chat);
}

/// Lists in queries are separated by commas, never repeated keys (max.md §1.1).
std::string joined(std::span<const UserId> users) {
    std::string text;
    for (const UserId user : users) {
        if (!text.empty()) text += ',';
        text += std::to_string(user);
    }
    return text;
}

Call get(CallKind kind, std::string target) {
    return {.kind = kind, .method = "GET", .target = std::move(target)};
}

}  // namespace

Call identity_call() {
    return get(CallKind::identity, "/me");
}

Call chat_call(ChatNumber chat) {
    return get(CallKind::chat, of_chat(chat));
}

Call own_membership_call(ChatNumber chat) {
    return get(CallKind::membership, of_chat(chat) + "/members/me");
}

Call member_page_call(ChatNumber chat, std::optional<std::int64_t> marker) {
    std::string target = of_chat(chat) + "/members?count=" + std::to_string(member_page_max);
    if (marker) target += "&marker=" + std::to_string(*marker);
    return get(CallKind::members, std::move(target));
}

Call membership_call(ChatNumber chat, std::span<const UserId> users) {
    return get(CallKind::members, of_chat(chat) + "/members?user_ids=" + joined(users));
}

Call add_call(ChatNumber chat, std::span<const UserId> users) {
    return {.kind = CallKind::add,
            .method = "POST",
            .target = of_chat(chat) + "/members",
            .body = {{"user_ids", boost::json::array(users.begin(), users.end())}}};
}

Call remove_call(ChatNumber chat, UserId user) {
    return {.kind = CallKind::remove,
            .method = "DELETE",
            .target = of_chat(chat) + "/members?user_id=" + std::to_string(user)};
}

Call promote_call(ChatNumber chat, std::span<const AdminRights> rights) {
    boost::json::array admins;
    for (const AdminRights& each : rights) {
        boost::json::object admin{
            {"user_id", each.user},
            {"permissions", boost::json::array(each.permissions.begin(), each.permissions.end())}};
        if (!each.alias.empty()) admin["alias"] = each.alias;
        admins.push_back(std::move(admin));
    }
    return {.kind = CallKind::promote,
            .method = "POST",
            .target = of_chat(chat) + "/members/admins",
            .body = boost::json::object{{"admins", std::move(admins)}}};
}

Call demote_call(ChatNumber chat, UserId user) {
    return {.kind = CallKind::demote,
            .method = "DELETE",
            .target = of_chat(chat) + "/members/admins/" + std::to_string(user)};
}

Call rename_call(ChatNumber chat, const std::string& title) {
    return {.kind = CallKind::rename,
            .method = "PATCH",
            .target = of_chat(chat),
            .body = boost::json::object{{"title", title}}};
}

Call leave_call(ChatNumber chat) {
    return {.kind = CallKind::leave, .method = "DELETE", .target = of_chat(chat) + "/members/me"};
}

Call history_call(ChatNumber chat, std::optional<std::int64_t> before_ms) {
    std::string target =
        "/messages?chat_id=" + std::to_string(chat) + "&count=" + std::to_string(history_page_max);
    if (before_ms) target += "&before=" + std::to_string(*before_ms);
    return get(CallKind::history, std::move(target));
}

Call post_call(ChatNumber chat, boost::json::object message) {
    return {.kind = CallKind::post,
            .method = "POST",
            .target = "/messages?chat_id=" + std::to_string(chat),
            .body = std::move(message),
            .recipient = chat};
}

Call edit_call(ChatNumber chat, const std::string& message_id, boost::json::object message) {
    return {.kind = CallKind::edit,
            .method = "PUT",
            .target = "/messages?message_id=" + escaped(message_id),
            .body = std::move(message),
            .recipient = chat};
}

Call direct_call(UserId user, boost::json::object message) {
    return {.kind = CallKind::direct,
            .method = "POST",
            .target = "/messages?user_id=" + std::to_string(user),
            .body = std::move(message),
            .recipient = user};
}

Call events_call(std::optional<std::int64_t> marker, const EventsWish& wish) {
    std::string target = "/updates?limit=" + std::to_string(wish.limit) +
                         "&timeout=" + std::to_string(wish.wait.count()) + "&types=";
    for (std::size_t i = 0; i < wish.types.size(); ++i) {
        if (i > 0) target += ',';
        target += wish.types[i];
    }
    if (marker) target += "&marker=" + std::to_string(*marker);
    return get(CallKind::events, std::move(target));
}

Call subscriptions_call() {
    return get(CallKind::subscriptions, "/subscriptions");
}

Call subscribe_call(const std::string& url, const std::string& secret,
                    std::span<const std::string_view> update_types) {
    boost::json::array types;
    for (const std::string_view type : update_types) types.emplace_back(type);
    return {.kind = CallKind::subscribe,
            .method = "POST",
            .target = "/subscriptions",
            .body = boost::json::object{
                {"url", url}, {"secret", secret}, {"update_types", std::move(types)}}};
}

Call unsubscribe_call(const std::string& url) {
    return {.kind = CallKind::subscribe,
            .method = "DELETE",
            .target = "/subscriptions?url=" + escaped(url)};
}

}  // namespace rosterd::max
