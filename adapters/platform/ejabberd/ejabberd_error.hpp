// What mod_http_api's refusals mean for us. Pure; ejabberd's own texts never leave this file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/http/message.hpp"
#include "reconciler/result.hpp"

namespace rosterd::ejabberd {

/// What a request was for: one refusal means different things for different calls.
enum class CallKind : std::uint8_t {
    users,        ///< registered_users
    rooms,        ///< muc_online_rooms
    options,      ///< get_room_options
    members,      ///< get_room_affiliations
    create,       ///< create_room_with_opts
    affiliation,  ///< set_room_affiliation
    rename,       ///< change_room_option
    destroy,      ///< destroy_room
    invite,       ///< send_direct_invitation
    send,         ///< send_stanza
};

/// True when the call changes nothing, so that any doubt about it is cured by asking again.
[[nodiscard]] bool only_reads(CallKind kind);

/// What an answer with another status than 200 means.
struct Verdict {
    std::optional<Error> error;  ///< nothing: the wanted state is reached
    bool stops_account = false;  ///< the credential itself is not good: nothing will work
    bool name_is_taken = false;  ///< of create: another room has this name
};

/// Total: what is not in the table is permanent_chat where it is a refusal (4xx) of a room's call,
/// unknown_outcome where it may have made a room or sent a message, and otherwise transient.
/// Error::what is in our words: "403: the command is not allowed".
[[nodiscard]] Verdict judge(const http::Response& response, CallKind kind);

}  // namespace rosterd::ejabberd
