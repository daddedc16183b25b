// Chats that people make because the platform lets no account create any (max.md §0.3): which of
// the school's chats still wait for one, and the code by which a chat says which it is. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/compare.hpp"

namespace rosterd {

/// "48291-63057": digits, because every keyboard has them. Ten of them, so that guessing is
/// hopeless while a code lives for days and wrong ones are counted.
[[nodiscard]] std::string claim_code_of(std::uint64_t random);

/// The first code in a message, however it is surrounded; a space or nothing may stand for the
/// dash.
[[nodiscard]] std::optional<std::string> find_claim_code(std::string_view message);

/// Keys of chats that are wanted, that no chat on the platform is bound to and that inherit none;
/// sorted.
[[nodiscard]] std::vector<std::string> unclaimed_chats(const ComparisonInput& input,
                                                       const Observed& observed);

/// Those of them that would have this title; capitals and spaces aside. A proposal, never proof:
/// anybody can give a chat any title.
[[nodiscard]] std::vector<std::string> unclaimed_chats_titled(const ComparisonInput& input,
                                                              const Observed& observed,
                                                              std::string_view title);

}  // namespace rosterd
