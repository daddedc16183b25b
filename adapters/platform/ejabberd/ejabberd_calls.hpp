// Our calls as commands of mod_http_api with their arguments, and XMPP stanzas. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/platform/ejabberd/ejabberd_error.hpp"
#include "reconciler/observed.hpp"

namespace rosterd::ejabberd {

/// One command. `command` points to a literal.
struct Call {
    CallKind kind;
    std::string_view command;
    boost::json::object arguments;
};

/// Addresses of one account, all of them normalised.
struct Addresses {
    std::string host;  ///< the XMPP domain
    std::string muc;   ///< the service of rooms
    std::string user;  ///< the service account's bare JID
    /// What its rooms say of themselves (their description), and how they are recognised.
    [[nodiscard]] std::string mark() const;
    [[nodiscard]] std::string room(ChatNumber chat) const;  ///< "r0...f@conference.school.example"
};

/// Numbers of rooms: 52 bits, and not 0.
inline constexpr ChatNumber room_number_max = (ChatNumber{1} << 52) - 1;
[[nodiscard]] std::string room_name(ChatNumber chat);
/// Of a room's name or address; nothing for a room that is not named as ours are.
[[nodiscard]] std::optional<ChatNumber> room_number(std::string_view name);

[[nodiscard]] Call users_call(const Addresses& addresses);
[[nodiscard]] Call rooms_call(const Addresses& addresses);
[[nodiscard]] Call options_call(const Addresses& addresses, ChatNumber chat);
[[nodiscard]] Call members_call(const Addresses& addresses, ChatNumber chat);
/// A persistent room for its members only, which is in no list. Its title is its subject, too.
[[nodiscard]] Call create_call(const Addresses& addresses, ChatNumber chat,
                               const std::string& title);
/// `affiliation` is member, admin or none.
[[nodiscard]] Call affiliation_call(const Addresses& addresses, ChatNumber chat,
                                    const std::string& jid, std::string_view affiliation);
[[nodiscard]] Call title_call(const Addresses& addresses, ChatNumber chat,
                              const std::string& title);
[[nodiscard]] Call destroy_call(const Addresses& addresses, ChatNumber chat);
[[nodiscard]] Call invitation_call(const Addresses& addresses, ChatNumber chat,
                                   const std::string& jid, const std::string& text);

/// What a message says of itself.
struct Wording {
    std::string id;
    std::string text;
    std::string corrects{};  ///< the id of the message whose text it replaces (XEP-0308)
};
[[nodiscard]] Call room_message_call(const Addresses& addresses, ChatNumber chat,
                                     const Wording& wording);
[[nodiscard]] Call person_message_call(const Addresses& addresses, const std::string& jid,
                                       const Wording& wording);
/// The room's subject, which is what most clients show above its messages.
[[nodiscard]] Call subject_call(const Addresses& addresses, ChatNumber chat,
                                const std::string& title);

/// As XML text or attribute value; characters that XML cannot hold are left out.
[[nodiscard]] std::string xml_escaped(std::string_view text);

}  // namespace rosterd::ejabberd
