// Pages of conversations into chats.
#include "adapters/platform/vk/vk_chats.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/platform/vk/vk_json.hpp"
#include "adapters/platform/vk/vk_members.hpp"

namespace rosterd::vk {
namespace {

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
    return chat;
}

}  // namespace

MethodCall conversation_page_call(std::size_t offset) {
    boost::json::object parameters;
    parameters["offset"] = offset;
    parameters["count"] = conversation_page_max;
    return {CallKind::chats, "messages.getConversations", std::move(parameters)};
}

Result<void> ConversationPages::add(const boost::json::value& page, UserId self) {
    const auto count = integer(page, "count");
    const auto* items = list(page, "items");
    if (!count || *count < 0 || items == nullptr) {
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
