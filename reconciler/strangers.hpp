// Who brought somebody into a chat, and who is there that the school does not know. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/compare.hpp"

namespace rosterd {

enum class Bringer : std::uint8_t {
    unknown,   ///< the platform does not tell
    link,      ///< nobody: he came by the chat's link
    account,   ///< the service account, or a community
    person,    ///< somebody in the journal, or once in it
    stranger,  ///< a user whom the school does not know either
};
[[nodiscard]] std::string_view word(Bringer bringer);

struct BroughtBy {
    Bringer kind = Bringer::unknown;
    std::string person{};  ///< id, of a person
    UserId user = 0;       ///< of a person or a stranger
};

/// Whom the platform names, as the school knows him.
[[nodiscard]] BroughtBy brought_by(const Newcomer& newcomer, const Roster& roster,
                                   const LinkTable& links);

/// "by the link", "by person t1", "by user 7777, whom the school does not know"; ids only, for the
/// audit. Empty: not told.
[[nodiscard]] std::string words_for(const BroughtBy& by);

/// The school knows nobody with this user, and never did.
[[nodiscard]] bool is_stranger(const LinkTable& links, UserId user);

/// Somebody in a chat whom no rule and no edit names.
struct Stranger {
    std::string chat;
    UserId user = 0;
    bool admin = false;
    friend bool operator==(const Stranger&, const Stranger&) = default;
};

/// Those in chats whose profile says `strangers: report`, by chat and user. One read of every chat.
[[nodiscard]] std::vector<Stranger> strangers_to_report(const ComparisonInput& input,
                                                        const Observed& observed);

}  // namespace rosterd
