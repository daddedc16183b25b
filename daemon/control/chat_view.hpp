// Chats of one school as the JSON that programs rely on (design §10). Pure: state in, values out.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "daemon/control/category.hpp"
#include "daemon/control/paging.hpp"
#include "daemon/school_state.hpp"

namespace rosterd::control {

enum class ChatOrder : std::uint8_t { key, title, type, members };
[[nodiscard]] std::optional<ChatOrder> chat_order(std::string_view word);

/// What `GET /v1/schools/S/chats` may ask for.
struct ChatFilter {
    std::optional<ChatKind> type{};
    std::string title{};    ///< part of the title, letter case ignored
    std::string surname{};  ///< beginning of a member's last name, letter case ignored
    Paging paging{};
    ChatOrder order = ChatOrder::key;  ///< equal ones by key
    bool descending = false;
};

/// What `GET /v1/schools/S/chats/KEY` may ask for; it narrows `people`, never the counts.
struct SeatFilter {
    std::optional<Category> role{};  ///< the tab (R-176)
    std::string surname{};           ///< beginning of the last name, letter case ignored
    Paging paging{};
};

/// {total, items}. Counts: `members` belong, `on_platform` of them are there, `waiting` are not,
/// `unlinked` of those have no link; teachers and the chats administrator count like everybody
/// strangers and the service account do not. `state.picture` must exist.
[[nodiscard]] boost::json::object chats_view(const SchoolState& state, UnixSeconds now,
                                             const ChatFilter& filter);

/// One chat with its people and `people_total` of them before paging; nothing when there is no such
/// chat.
[[nodiscard]] std::optional<boost::json::object> chat_view(const SchoolState& state,
                                                           UnixSeconds now, std::string_view key,
                                                           const SeatFilter& filter = {});

/// All chats, each with its people.
[[nodiscard]] boost::json::array chats_with_people(const SchoolState& state, UnixSeconds now);

}  // namespace rosterd::control
