// Builds arguments and stanzas. Everything that comes from outside passes an escape.
#include "adapters/platform/ejabberd/ejabberd_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

namespace rosterd::ejabberd {
namespace {

constexpr std::size_t digits = 13;

boost::json::object room_arguments(const Addresses& addresses, ChatNumber chat) {
    return {{"name", room_name(chat)}, {"service", addresses.muc}};
}

boost::json::value option(std::string_view name, std::string_view value) {
    return boost::json::object{{"name", name}, {"value", value}};
}

Call stanza_call(const Addresses& addresses, const std::string& to, std::string stanza) {
    return {CallKind::send,
            "send_stanza",
            {{"from", addresses.user}, {"to", to}, {"stanza", std::move(stanza)}}};
}

std::string message(std::string_view type, const Wording& wording) {
    std::string correction;
    if (!wording.corrects.empty()) {
        correction = fmt::format(R"(<replace xmlns="urn:xmpp:message-correct:0" id="{}"/>)",
                                 xml_escaped(wording.corrects));
    }
    const std::string id = xml_escaped(wording.id);
    return fmt::format(R"(<message type="{}" id="{}"><body>{}</body>)"
                       R"(<origin-id xmlns="urn:xmpp:sid:0" id="{}"/>{}</message>)",
                       type, id, xml_escaped(wording.text), id, correction);
}

}  // namespace

std::string Addresses::mark() const {
    return "rosterd, " + user;
}

std::string Addresses::room(ChatNumber chat) const {
    return room_name(chat) + '@' + muc;
}

std::string room_name(ChatNumber chat) {
    return fmt::format("r{:0{}x}", chat, digits);
}

std::optional<ChatNumber> room_number(std::string_view name) {
    name = name.substr(0, name.find('@'));
    if (name.size() != digits + 1 || name.front() != 'r') return std::nullopt;
    ChatNumber number = 0;
    constexpr int base = 16;
    const auto [end, error] =
        std::from_chars(name.data() + 1, name.data() + name.size(), number, base);
    const bool whole = error == std::errc{} && end == name.data() + name.size();
    if (!whole || number <= 0 || room_name(number) != name) return std::nullopt;
    return number;
}

Call users_call(const Addresses& addresses) {
    return {CallKind::users, "registered_users", {{"host", addresses.host}}};
}

Call rooms_call(const Addresses& addresses) {
    return {CallKind::rooms, "muc_online_rooms", {{"service", addresses.muc}}};
}

Call options_call(const Addresses& addresses, ChatNumber chat) {
    return {CallKind::options, "get_room_options", room_arguments(addresses, chat)};
}

Call members_call(const Addresses& addresses, ChatNumber chat) {
    return {CallKind::members, "get_room_affiliations", room_arguments(addresses, chat)};
}

Call create_call(const Addresses& addresses, ChatNumber chat, const std::string& title) {
    auto arguments = room_arguments(addresses, chat);
    arguments["host"] = addresses.host;
    arguments["options"] = boost::json::array{
        option("title", title),
        option("subject", title),
        option("subject_author", addresses.user.substr(0, addresses.user.find('@'))),
        option("description", addresses.mark()),
        option("persistent", "true"),
        option("members_only", "true"),
        option("public", "false"),
        option("public_list", "false"),
        option("allow_change_subj", "false"),
        option("allow_user_invites", "false"),
        // People of one class know each other; and a room where addresses are hidden cannot be
        // encrypted from end to end.
        option("anonymous", "false"),
    };
    return {CallKind::create, "create_room_with_opts", std::move(arguments)};
}

Call affiliation_call(const Addresses& addresses, ChatNumber chat, const std::string& jid,
                      std::string_view affiliation) {
    auto arguments = room_arguments(addresses, chat);
    arguments["jid"] = jid;
    arguments["affiliation"] = affiliation;
    return {CallKind::affiliation, "set_room_affiliation", std::move(arguments)};
}

Call title_call(const Addresses& addresses, ChatNumber chat, const std::string& title) {
    auto arguments = room_arguments(addresses, chat);
    arguments["option"] = "title";
    arguments["value"] = title;
    return {CallKind::rename, "change_room_option", std::move(arguments)};
}

Call destroy_call(const Addresses& addresses, ChatNumber chat) {
    return {CallKind::destroy, "destroy_room", room_arguments(addresses, chat)};
}

Call invitation_call(const Addresses& addresses, ChatNumber chat, const std::string& jid,
                     const std::string& text) {
    auto arguments = room_arguments(addresses, chat);
    arguments["password"] = "none";
    arguments["reason"] = text.empty() ? "none" : text;
    arguments["users"] = jid;  // a list separated by colons, which no address holds
    return {CallKind::invite, "send_direct_invitation", std::move(arguments)};
}

Call room_message_call(const Addresses& addresses, ChatNumber chat, const Wording& wording) {
    return stanza_call(addresses, addresses.room(chat), message("groupchat", wording));
}

Call person_message_call(const Addresses& addresses, const std::string& jid,
                         const Wording& wording) {
    return stanza_call(addresses, jid, message("chat", wording));
}

Call subject_call(const Addresses& addresses, ChatNumber chat, const std::string& title) {
    return stanza_call(addresses, addresses.room(chat),
                       fmt::format(R"(<message type="groupchat"><subject>{}</subject></message>)",
                                   xml_escaped(title)));
}

std::string xml_escaped(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char letter : text) {
        const bool control = static_cast<unsigned char>(letter) < ' ' && letter != '\n' &&
                             letter != '\t' && letter != '\r';
        if (control) continue;
        switch (letter) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&apos;";
                break;
            default:
                escaped += letter;
        }
    }
    return escaped;
}

}  // namespace rosterd::ejabberd
