// Puts the pages of messages.getConversations together into the account's list of chats. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <set>
#include <vector>

#include "adapters/platform/vk/vk_script.hpp"
#include "adapters/ports.hpp"

namespace rosterd::vk {

inline constexpr std::size_t conversation_page_max = 200;  ///< vk.md §6

[[nodiscard]] MethodCall conversation_page_call(std::size_t offset);
/// One conversation (vk.md §4.3).
[[nodiscard]] MethodCall conversation_call(ChatNumber chat);

/// Errors: permanent_chat when we are not, or no longer, in it; transient when malformed.
[[nodiscard]] Result<UnboundChat> read_conversation(const boost::json::value& answer,
                                                    ChatNumber chat, UserId self);

/// The list while its pages arrive. Dialogs with people are counted and left out.
class ConversationPages {
  public:
    /// Errors: transient when the page is malformed or its count differs from the page before.
    Result<void> add(const boost::json::value& page, UserId self);
    /// Offsets still to be asked for, after the first page.
    [[nodiscard]] std::vector<std::size_t> missing_offsets() const;
    /// Chats by number, those we left or were removed from left out.
    /// Errors: transient when a conversation is missing: a new message moved it between pages.
    Result<std::vector<UnboundChat>> finish() &&;

  private:
    std::size_t count_ = 0;
    bool begun_ = false;
    std::set<std::int64_t> peers_;
    std::vector<UnboundChat> chats_;
};

}  // namespace rosterd::vk
