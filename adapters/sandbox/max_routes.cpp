// Which verb and path is which method.
#include <algorithm>
#include <array>

#include "adapters/sandbox/max_methods.hpp"

namespace rosterd::sandbox::max {
namespace {

using enum Offered;

constexpr std::array routes{
    Route{"GET", "/me", always, Body::none, get_me},
    Route{"PATCH", "/me", legacy, Body::json, edit_me},
    Route{"PATCH", "/me/commands", always, Body::json, edit_commands},
    Route{"GET", "/chats", legacy, Body::none, get_chats},
    Route{"GET", "/chats/{chatId}", always, Body::none, get_chat},
    Route{"PATCH", "/chats/{chatId}", always, Body::json, edit_chat},
    Route{"DELETE", "/chats/{chatId}", not_documented, Body::none, delete_chat},
    Route{"POST", "/chats/{chatId}/actions", always, Body::json, send_action},
    Route{"GET", "/chats/{chatId}/pin", always, Body::none, get_pin},
    Route{"PUT", "/chats/{chatId}/pin", always, Body::json, set_pin},
    Route{"DELETE", "/chats/{chatId}/pin", always, Body::none, clear_pin},
    Route{"GET", "/chats/{chatId}/members", always, Body::none, get_members},
    Route{"POST", "/chats/{chatId}/members", not_documented, Body::json, add_members},
    Route{"DELETE", "/chats/{chatId}/members", always, Body::none, remove_member},
    Route{"GET", "/chats/{chatId}/members/me", always, Body::none, get_membership},
    Route{"DELETE", "/chats/{chatId}/members/me", always, Body::none, leave_chat},
    Route{"GET", "/chats/{chatId}/members/admins", always, Body::none, get_admins},
    Route{"POST", "/chats/{chatId}/members/admins", always, Body::json, set_admins},
    Route{"DELETE", "/chats/{chatId}/members/admins/{userId}", always, Body::none, revoke_admin},
    Route{"POST", "/messages", always, Body::json, send_message},
    Route{"PUT", "/messages", always, Body::json, edit_message},
    Route{"DELETE", "/messages", always, Body::none, delete_message},
    Route{"GET", "/messages", always, Body::none, get_messages},
    Route{"GET", "/messages/{messageId}", always, Body::none, get_message},
    Route{"POST", "/answers", always, Body::json, answer_press},
    Route{"GET", "/updates", always, Body::none, get_updates},
    Route{"GET", "/subscriptions", always, Body::none, get_subscriptions},
    Route{"POST", "/subscriptions", always, Body::json, subscribe},
    Route{"DELETE", "/subscriptions", always, Body::none, unsubscribe},
};

/// Takes the first segment, without its slash, off `path`.
std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

bool matches(std::string_view pattern, std::string_view path, Parameters& captured) {
    while (pattern.starts_with('/') && path.starts_with('/')) {
        const std::string_view expected = take_segment(pattern);
        const std::string_view given = take_segment(path);
        if (expected.starts_with('{')) {
            if (given.empty()) return false;
            captured.insert_or_assign(std::string{expected.substr(1, expected.size() - 2)},
                                      as_utf8(decoded(given)));
        } else if (expected != given) {
            return false;
        }
    }
    return pattern.empty() && path.empty();
}

}  // namespace

std::string Route::name() const {
    return std::string{verb}.append(" ").append(pattern);
}

bool is_api_path(std::string_view path) {
    constexpr std::array<std::string_view, 6> roots{"me",      "chats",   "messages",
                                                    "answers", "updates", "subscriptions"};
    if (!path.starts_with('/')) return false;
    return std::ranges::find(roots, take_segment(path)) != roots.end();
}

Match find_route(std::string_view verb, std::string_view path) {
    Match match;
    for (const Route& route : routes) {
        Parameters captured;
        if (!matches(route.pattern, path, captured)) continue;
        match.path_known = true;
        if (route.verb != verb) continue;
        match.route = &route;
        match.captured = std::move(captured);
        return match;
    }
    return match;
}

bool is_offered(Offered offered, Mode mode) {
    switch (offered) {
        case Offered::always:
            return true;
        case Offered::legacy:
            return mode == Mode::legacy;
        case Offered::not_documented:
            return mode != Mode::documented;
    }
    return false;
}

}  // namespace rosterd::sandbox::max
