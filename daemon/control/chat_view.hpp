// Chats of one school as the JSON that programs rely on (design §10). Pure: state in, values out.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "daemon/control/paging.hpp"
#include "daemon/school_state.hpp"

namespace rosterd::control {

/// What `GET /v1/schools/S/chats` may ask for.
struct ChatFilter {
    std::optional<ChatKind> type{};
    std::string title{};    ///< part of the title, letter case ignored
    std::string surname{};  ///< beginning of a member's last name, letter case ignored
    Paging paging{};
};

/// {total, items}. Counts: `members` belong, `on_platform` of them are there, `waiting` are not.
/// `state.picture` must exist.
[[nodiscard]] boost::json::object chats_view(const SchoolState& state, UnixSeconds now,
                                             const ChatFilter& filter);

/// One chat with its people, or nothing when there is no such chat.
[[nodiscard]] std::optional<boost::json::object> chat_view(const SchoolState& state,
                                                           UnixSeconds now, std::string_view key);

/// All chats, each with its people.
[[nodiscard]] boost::json::array chats_with_people(const SchoolState& state, UnixSeconds now);

/// Lower case for Latin and Russian letters; everything else stays.
[[nodiscard]] std::string fold_case(std::string_view text);

}  // namespace rosterd::control
