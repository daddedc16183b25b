// Which chat a class inherits from the class before it: 8В goes on in the chat of 7В. Pure.
#pragma once

#include <optional>
#include <string>

#include "reconciler/compare.hpp"

namespace rosterd {

/// The key of the chat that is to become `chat`: that of its class's predecessor, when that one has
/// a chat of its own no more and `chat` has none yet. Nothing for chats that no class has.
[[nodiscard]] std::optional<std::string> inherited_chat(const ComparisonInput& input,
                                                        const Observed& observed,
                                                        const DesiredChat& chat);

}  // namespace rosterd
