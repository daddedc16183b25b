// Rooms of an ejabberd server behind the port PlatformAccount (docs/ejabberd.md). It decides
// nothing about people.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "adapters/clock.hpp"
#include "adapters/ports.hpp"

namespace rosterd::ejabberd {

enum class SecretKind : std::uint8_t {
    password,  ///< of the service account
    oauth,     ///< a bearer token issued for it
};

struct EjabberdOptions {
    std::string name;      ///< of the account in the configuration; for error texts
    std::string base_url;  ///< of the listener with mod_http_api at /api: "http://127.0.0.1:5281"
    std::string ca_file;   ///< PEM instead of the system's trust store; empty: the system's
    std::string host;      ///< the XMPP domain whose users are served: "school.example"
    std::string muc;       ///< the service of rooms; empty: "conference." and `host`
    std::string user;      ///< JID of the service account, on `host`: "rosterd@school.example"
    std::string secret;    ///< sent in the Authorization header only; never in texts
    SecretKind secret_kind = SecretKind::password;
    /// Who is added to a room is also sent an invitation, or his client would not show it: hidden
    /// rooms are in no list. Costs a second request for each addition.
    bool invitations = true;
    double requests_per_second = 50;
    std::chrono::milliseconds timeout{15'000};  ///< of one request
    /// 64 bits that nobody can foresee, for names of rooms; empty: the system's.
    std::function<std::uint64_t()> random{};
};

/// `clock` and the loop outlive the account; the account outlives its coroutines.
/// What is particular to ejabberd behind the port's promises:
/// - A user is the number of his name (reconciler/user_id.hpp); by open() and, for an unknown
///   number, once in two seconds at most, the registered users are read to find the name again. Who
///   is not registered, and two users of one number, are permanent_person.
/// - A chat's number is its room's name, "r" and 13 hexadecimal digits. Rooms that carry another
///   mark than this account's are not listed.
/// - ejabberd's command gives a role to whomever, in the room or not; therefore promote and demote
///   look first, and who is not in the room is permanent_person.
/// - A room that is asked for after ejabberd lost it (it was killed) is permanent_chat.
/// - ejabberd does not tell whether a message arrived. post() first looks for the room; a post
///   whose answer was lost is repeated as a correction of itself (XEP-0308), which a client shows
///   once. Across a restart of this process a repeated post has its former message id, and that is
///   all.
/// Errors: invalid_input for settings that cannot be right.
[[nodiscard]] Result<std::unique_ptr<PlatformAccount>> make_ejabberd_account(
    boost::asio::any_io_executor executor, Clock& clock, EjabberdOptions options);

}  // namespace rosterd::ejabberd
