// The requests of the Bot API that rosterd makes (max.md §2), as values. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/platform/max/max_error.hpp"
#include "adapters/ports.hpp"

namespace rosterd::max {

inline constexpr std::size_t member_page_max = 100;       ///< people on a page (max.md §2.5)
inline constexpr std::size_t adds_per_request_max = 100;  ///< people (max.md §2.6)
inline constexpr std::size_t history_page_max = 100;      ///< messages (max.md §2.9)
inline constexpr std::size_t events_per_poll = 100;       ///< updates (max.md §1.3)

/// One request, without the token.
struct Call {
    CallKind kind = CallKind::identity;
    std::string method{};  ///< "GET", "POST"
    std::string target{};
    boost::json::value body{};  ///< null: none
    /// Writes of messages have a quota of 2 a second in one chat or with one person (max.md §1.3).
    /// A group's id is negative and a person's positive, so that one number names either.
    std::optional<std::int64_t> recipient{};
};

/// What a person's place in a chat is to become, or was.
struct AdminRights {
    UserId user = 0;
    std::vector<std::string> permissions{};
    std::string alias{};  ///< title beside the name; empty: none
};

[[nodiscard]] Call identity_call();
[[nodiscard]] Call chat_call(ChatNumber chat);
[[nodiscard]] Call own_membership_call(ChatNumber chat);
[[nodiscard]] Call member_page_call(ChatNumber chat, std::optional<std::int64_t> marker);
/// Which of these people, at most member_page_max, are in the chat, and as what.
[[nodiscard]] Call membership_call(ChatNumber chat, std::span<const UserId> users);
[[nodiscard]] Call add_call(ChatNumber chat, std::span<const UserId> users);
[[nodiscard]] Call remove_call(ChatNumber chat, UserId user);
[[nodiscard]] Call promote_call(ChatNumber chat, std::span<const AdminRights> rights);
[[nodiscard]] Call demote_call(ChatNumber chat, UserId user);
[[nodiscard]] Call rename_call(ChatNumber chat, const std::string& title);
[[nodiscard]] Call leave_call(ChatNumber chat);

/// Newest first; `before`: older than this Unix time in milliseconds.
[[nodiscard]] Call history_call(ChatNumber chat, std::optional<std::int64_t> before_ms);
[[nodiscard]] Call post_call(ChatNumber chat, boost::json::object message);
[[nodiscard]] Call edit_call(ChatNumber chat, const std::string& message_id,
                             boost::json::object message);
[[nodiscard]] Call direct_call(UserId user, boost::json::object message);

/// Which updates, how many of them, and how long MAX may wait for the first.
struct EventsWish {
    std::size_t limit = events_per_poll;
    std::chrono::seconds wait{};
    std::span<const std::string_view> types{};
};
/// `marker`: as an earlier answer gave it; nothing at first.
[[nodiscard]] Call events_call(std::optional<std::int64_t> marker, const EventsWish& wish);
[[nodiscard]] Call subscriptions_call();
[[nodiscard]] Call subscribe_call(const std::string& url, const std::string& secret,
                                  std::span<const std::string_view> update_types);
[[nodiscard]] Call unsubscribe_call(const std::string& url);

}  // namespace rosterd::max
