// Which chat a class inherits from the class before it: 8В goes on in the chat of 7В. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reconciler/compare.hpp"

namespace rosterd {

/// The key of the chat that is to become `chat`: that of its class's predecessor, when that one has
/// a chat of its own no more and `chat` has none yet. Nothing for chats that no class has.
[[nodiscard]] std::optional<std::string> inherited_chat(const ComparisonInput& input,
                                                        const Observed& observed,
                                                        const DesiredChat& chat);

/// The chat that the one bound to `key` is to become, or null.
[[nodiscard]] const DesiredChat* successor_of(const ComparisonInput& input,
                                              const Observed& observed, std::string_view key);

}  // namespace rosterd
