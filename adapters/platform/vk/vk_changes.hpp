// Changes of chats as VK's method calls. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "adapters/platform/vk/vk_script.hpp"
#include "adapters/ports.hpp"

namespace rosterd::vk {

/// The calls that do one change, in order: one, or two for `destroy` (leave, then hide the chat).
/// Errors: our_bug for kinds that are no single change (create, detach) and for numbers that VK
/// would refuse.
[[nodiscard]] Result<std::vector<MethodCall>> calls_for(const ChatChange& change, UserId self);

/// Equal for equal chat and user, never 0: VK refuses a repeated invitation within the hour.
[[nodiscard]] std::int32_t invitation_random_id(ChatNumber chat, UserId user);

}  // namespace rosterd::vk
