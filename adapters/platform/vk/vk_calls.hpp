// Calls of VK behind the port CallProvider (vk.md §4.9). It knows no lesson and no chat.
#pragma once

#include <memory>

#include "adapters/call_provider.hpp"
#include "adapters/platform/vk/vk_session.hpp"

namespace rosterd::vk {

/// VK's `calls.start` is not repeatable and tells no list. So a start is one script that looks
/// into the token's own key-value storage first and puts the new call there before it answers: an
/// answer that is lost is found again, by the same script, under the conference's key. Where the
/// token has no storage, Call::unsure says that nobody could look.
/// Needs a user token. Eight starts or twelve ends go in one request.
[[nodiscard]] std::unique_ptr<CallProvider> make_vk_calls(std::shared_ptr<Session> session);

}  // namespace rosterd::vk
