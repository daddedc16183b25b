// Who a person of the messenger is, by what he can show: the token of his own page in the journal,
// and his phone as the platform proves it (max.md §2.11, R-007..R-012). Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "reconciler/links.hpp"

namespace rosterd {

/// The digits of a phone as typed, of Russian ones from 7 on: "8 (916) 123-45-67" and
/// "+79161234567" are the same. Empty when it is no phone.
[[nodiscard]] std::string comparable_phone(std::string_view phone);

enum class PhoneProof : std::uint8_t {
    not_needed,  ///< no phone of this person is known: the token of his page must do
    matches,
    differs,
};

/// Whether a proved phone is the person's: the journal's, or the one he asked to be linked with.
/// An empty `phone` asks whether one is needed: `differs`, then.
[[nodiscard]] PhoneProof prove_phone(const Roster& roster, std::span<const StoredLink> own,
                                     PersonIndex person, Platform platform, std::string_view phone);

/// The person who asked to be linked with this phone and waits, where there is exactly one.
[[nodiscard]] std::optional<std::string> who_waits_with(std::span<const StoredLink> own,
                                                        Platform platform, std::string_view phone);

}  // namespace rosterd
