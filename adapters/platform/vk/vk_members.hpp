// Puts the pages of messages.getConversationMembers together into whole chats. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <vector>

#include "adapters/platform/vk/vk_script.hpp"
#include "adapters/ports.hpp"

namespace rosterd::vk {

inline constexpr std::size_t member_page_max = 1000;           ///< vk.md §6
inline constexpr std::int64_t chat_peer_base = 2'000'000'000;  ///< vk.md §4.5
inline constexpr ChatNumber chat_number_max = 100'000'000;

[[nodiscard]] MethodCall member_page_call(ChatNumber chat, std::size_t offset);

/// One chat while its pages arrive. "I could not read" never becomes "nobody is there".
class MemberPages {
  public:
    /// Errors: transient when the page is no list of members, or when the chat's size differs from
    /// the page before: it changed under our hands; permanent_chat when the list is empty, for the
    /// account itself is always in it (vk.md §4.2: a community that is no administrator).
    Result<void> add(const boost::json::value& page);
    /// Offsets still to be asked for, after the first page.
    [[nodiscard]] std::vector<std::size_t> missing_offsets() const;
    /// Errors: transient when somebody is missing or there twice (people moved between pages).
    Result<ChatMembers> finish(ChatNumber chat, UserId self) &&;

  private:
    std::size_t count_ = 0;  ///< the platform's number of members, ourselves included
    bool begun_ = false;
    std::vector<ObservedMember> members_;
    std::vector<Newcomer> newcomers_;
};

}  // namespace rosterd::vk
