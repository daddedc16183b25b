// Chat objects into values.
#include "adapters/platform/max/max_chat.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

constexpr std::size_t link_bytes_max = 2048;  ///< of a button's url (max.md §2.9)

}  // namespace

Result<ChatDescription> read_chat(const boost::json::value& answer) {
    const auto number = integer(answer, "chat_id");
    if (!number || *number == 0) return Error{ErrorKind::transient, "the chat is malformed"};
    if (text(answer, "type") != "chat") {
        return Error{ErrorKind::permanent_chat, "this is no group chat"};
    }
    const std::string status = text(answer, "status");
    constexpr std::array<std::string_view, 3> gone{"removed", "left", "closed"};
    if (const auto found = std::ranges::find(gone, status); found != gone.end()) {
        return Error{ErrorKind::permanent_chat,
                     "the bot's place in this chat is '" + std::string{*found} + "'",
                     "a person must add the bot to the chat again and make it an administrator"};
    }
    ChatDescription chat;
    chat.number = *number;
    chat.title = text(answer, "title");
    chat.link = text(answer, "link");
    if (chat.link.size() > link_bytes_max || !chat.link.starts_with("https://")) chat.link.clear();
    chat.owner = integer(answer, "owner_id").value_or(0);
    chat.participants = static_cast<std::size_t>(
        std::max<std::int64_t>(0, integer(answer, "participants_count").value_or(0)));
    return chat;
}

UnboundChat unbound(const ChatDescription& chat, const Member& bot) {
    UnboundChat result;
    result.number = chat.number;
    result.title = chat.title;
    result.owned = chat.owner == bot.user || bot.owner;
    result.administered =
        bot.owner || (bot.admin && bot.may("add_remove_members") && bot.may("read_all_messages"));
    return result;
}

Error no_invite_link() {
    return {ErrorKind::permanent_person, "the chat shows no invite link",
            "let a person make an invite link in the chat's settings, and make the bot an "
            "administrator"};
}

}  // namespace rosterd::max
