// Pages of members into whole chats.
#include "adapters/platform/vk/vk_members.hpp"

#include <algorithm>
#include <utility>

#include "adapters/platform/vk/vk_json.hpp"

namespace rosterd::vk {
namespace {

/// No messenger has chats of this size; a count without bounds would be asked for page by page.
constexpr std::int64_t members_max = 200'000;

Error malformed() {
    return {ErrorKind::transient, "the list of members is malformed"};
}
Error moved() {
    return {ErrorKind::transient, "the chat changed while it was read"};
}

}  // namespace

MethodCall member_page_call(ChatNumber chat, std::size_t offset) {
    boost::json::object parameters;
    parameters["peer_id"] = chat_peer_base + chat;
    parameters["offset"] = offset;
    parameters["count"] = member_page_max;
    return {CallKind::members, "messages.getConversationMembers", std::move(parameters)};
}

Result<void> MemberPages::add(const boost::json::value& page) {
    const auto count = integer(page, "count");
    const auto* items = list(page, "items");
    if (!count || *count < 0 || *count > members_max || items == nullptr) return malformed();
    if (*count == 0) {
        return Error{ErrorKind::permanent_chat, "the platform shows no members of this chat",
                     "make the service account an administrator of this chat"};
    }
    if (begun_ && count_ != static_cast<std::size_t>(*count)) return moved();
    begun_ = true;
    count_ = static_cast<std::size_t>(*count);
    for (const auto& item : *items) {
        const auto user = integer(item, "member_id");
        if (!user || *user == 0 || *user > user_id_max || *user < -user_id_max) return malformed();
        members_.emplace_back(*user, flag(item, "is_admin") || flag(item, "is_owner"),
                              flag(item, "is_message_request"));
        const UserId by = integer(item, "invited_by").value_or(0);
        if (by == 0 || by > user_id_max || by < -user_id_max) continue;  // nobody is named
        newcomers_.push_back(
            {.user = *user,
             .by = by,
             .since = std::max<UnixSeconds>(0, integer(item, "join_date").value_or(0))});
    }
    return {};
}

std::vector<std::size_t> MemberPages::missing_offsets() const {
    std::vector<std::size_t> offsets;
    for (std::size_t offset = member_page_max; offset < count_; offset += member_page_max) {
        offsets.push_back(offset);
    }
    return offsets;
}

Result<ChatMembers> MemberPages::finish(ChatNumber chat, UserId self) && {
    std::ranges::sort(members_, {}, &ObservedMember::user);
    const auto twice = std::ranges::adjacent_find(members_, {}, &ObservedMember::user);
    if (twice != members_.end() || members_.size() != count_) return moved();
    std::erase_if(members_, [self](ObservedMember one) { return one.user() == self; });
    std::erase_if(newcomers_,
                  [self](const Newcomer& one) { return one.by == self || one.user == self; });
    std::ranges::sort(newcomers_, {}, &Newcomer::user);
    return ChatMembers{chat, std::move(members_), std::move(newcomers_)};
}

}  // namespace rosterd::vk
