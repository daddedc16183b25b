// Pages of conversations into chats.
#include "adapters/platform/vk/vk_chats.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/platform/vk/vk_json.hpp"
#include "adapters/platform/vk/vk_members.hpp"

namespace rosterd::vk {
namespace {

/// Of one account, dialogs included; a count without bounds would be asked for page by page.
constexpr std::int64_t conversations_max = 2'000'000;

Error moved() {
    return {ErrorKind::transient, "the list of chats changed while it was read"};
}

std::optional<UnboundChat> chat_of(const boost::json::value& conversation, std::int64_t peer,
                                   UserId self) {
    const auto* settings = member(conversation, "chat_settings");
    if (peer <= chat_peer_base || settings == nullptr) return std::nullopt;
    const std::string state = text(*settings, "state");
    if (!state.empty() && state != "in") return std::nullopt;
    UnboundChat chat;
    chat.number = peer - chat_peer_base;
    chat.title = text(*settings, "title");
    chat.owned = integer(*settings, "owner_id") == self;
    const auto* admins = list(*settings, "admin_ids");
    chat.administered =
        chat.owned || (admins != nullptr && std::ranges::any_of(*admins, [&](const auto& admin) {
                           return integer(&admin) == self;
                       }));
    return chat;
}

}  // namespace

MethodCall conversation_page_call(std::size_t offset) {
    boost::json::object parameters;
    parameters["offset"] = offset;
    parameters["count"] = conversation_page_max;
    return {CallKind::chats, "messages.getConversations", std::move(parameters)};
}

MethodCall conversation_call(ChatNumber chat) {
    boost::json::object parameters;
    parameters["peer_ids"] = boost::json::array{chat_peer_base + chat};
    return {CallKind::chats, "messages.getConversationsById", std::move(parameters)};
}

Result<UnboundChat> read_conversation(const boost::json::value& answer, ChatNumber chat,
                                      UserId self) {
    const auto* items = list(answer, "items");
    if (items == nullptr) return Error{ErrorKind::transient, "the conversation is malformed"};
    for (const auto& item : *items) {
        auto found = chat_of(item, chat_peer_base + chat, self);
        const auto* peer = member(item, "peer");
        const bool asked_for = peer != nullptr && integer(*peer, "id") == chat_peer_base + chat;
        if (asked_for && found) return std::move(*found);
    }
    // VK shows nothing of a chat to a community that does not administer it (vk.md §4.3).
    return Error{ErrorKind::permanent_chat, "the chat does not show itself to this account",
                 "bring the account into the chat and make it an administrator"};
}

Result<void> ConversationPages::add(const boost::json::value& page, UserId self) {
    const auto count = integer(page, "count");
    const auto* items = list(page, "items");
    if (!count || *count < 0 || *count > conversations_max || items == nullptr) {
        return Error{ErrorKind::transient, "the list of chats is malformed"};
    }
    if (begun_ && count_ != static_cast<std::size_t>(*count)) return moved();
    begun_ = true;
    count_ = static_cast<std::size_t>(*count);
    for (const auto& item : *items) {
        const auto* conversation = member(item, "conversation");
        const auto* peer = conversation == nullptr ? nullptr : member(*conversation, "peer");
        const auto id = peer == nullptr ? std::nullopt : integer(*peer, "id");
        if (!id) return Error{ErrorKind::transient, "the list of chats is malformed"};
        if (!peers_.insert(*id).second) return moved();
        auto chat = chat_of(*conversation, *id, self);
        if (chat) chats_.push_back(std::move(*chat));
    }
    return {};
}

std::vector<std::size_t> ConversationPages::missing_offsets() const {
    std::vector<std::size_t> offsets;
    for (std::size_t offset = conversation_page_max; offset < count_;
         offset += conversation_page_max) {
        offsets.push_back(offset);
    }
    return offsets;
}

Result<std::vector<UnboundChat>> ConversationPages::finish() && {
    if (peers_.size() != count_) return moved();
    std::ranges::sort(chats_, {}, &UnboundChat::number);
    return std::move(chats_);
}

}  // namespace rosterd::vk
