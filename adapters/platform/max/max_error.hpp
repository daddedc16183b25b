// What MAX's error codes mean for us (max.md §1.4). Pure; MAX's own texts never leave this file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reconciler/result.hpp"

namespace rosterd::max {

/// What a request was for. One code means different things for different calls.
enum class CallKind : std::uint8_t {
    identity,       ///< who are we
    chat,           ///< one chat
    members,        ///< a page of members, or some people's membership
    membership,     ///< our own
    history,        ///< messages of a chat
    events,         ///< a long poll
    subscriptions,  ///< which webhooks there are
    add,
    remove,
    promote,
    demote,
    rename,
    leave,
    post,       ///< a message into a chat
    edit,       ///< of an own message
    direct,     ///< a message to a person
    subscribe,  ///< to begin or end a webhook
};

/// True when the call changes nothing, so that any doubt about it is cured by asking again.
[[nodiscard]] bool only_reads(CallKind kind);

/// A refusal as MAX sent it: an error body, or success:false with HTTP 200.
struct MaxError {
    int status = 0;      ///< of HTTP
    std::string code{};  ///< "chat.denied"; empty: none was told
    std::string text{};  ///< decides between meanings; never shown, never logged
};

/// What an answer means for the thing that was asked.
struct Verdict {
    std::optional<Error> error{};  ///< nothing: the wanted state is reached
    bool reread = false;           ///< our picture of the chat's members is in doubt
    bool stops_account = false;    ///< the token itself is not good: nothing will work
    /// Nothing is known to be wrong with this chat or person: what comes next would fail alike.
    bool nobody_answers = false;
};

/// Total: a code that is not in the table counts by its HTTP status. Error::what is
/// "chat.denied (HTTP 403): ..." in our words; the hint says what a person can do.
[[nodiscard]] Verdict judge(const MaxError& error, CallKind kind);

/// MAX said no, as opposed to saying nothing or not now.
[[nodiscard]] bool is_definite_refusal(const Error& error);

/// HTTP 429: nothing was executed, the same request may go again.
[[nodiscard]] bool is_too_many(const MaxError& error);

/// success:false because the bot lacks rights, as the text says.
[[nodiscard]] bool tells_of_rights(const MaxError& error);

/// The answer of a method that MAX took away, or of one about a chat that is gone: HTTP does not
/// tell them apart (max.md §7.2), a look at the chat does.
[[nodiscard]] bool may_have_vanished(const MaxError& error);

/// Why a person was not added (`failed_user_details`, max.md §2.6); an empty or unknown code is an
/// error, too.
[[nodiscard]] Error not_added(const std::string& code);

/// Adding people is withdrawn: the answer of `status` shows it.
[[nodiscard]] Error adding_withdrawn(int status);

/// How one can name an unknown code in a text: small letters, digits and dots, 40 at most; else
/// nothing.
[[nodiscard]] std::string printable_code(const std::string& code);

}  // namespace rosterd::max
