// What the store keeps of one account beside its schools: how far its events were dealt with, which
// chats it was brought into, and the codes that people were given. Values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reconciler/observed.hpp"

namespace rosterd {

/// A chat that a person made and brought the account into. The platform may have no list of them
/// (max.md §0.2), so this is the daemon's own.
struct BroughtChat {
    ChatNumber number = 0;
    UserId brought_by = 0;
    UnixSeconds since = 0;
    friend bool operator==(const BroughtChat&, const BroughtChat&) = default;
};

/// Whoever writes the code in a chat makes it the school's chat with this key. Used once.
struct ClaimCode {
    std::string code;
    std::string school;
    std::string chat;  ///< its key
    UnixSeconds expires = 0;
    std::string asked_by{};
    ChatNumber number = 0;  ///< where it was written; the school's next pass takes that chat over
    friend bool operator==(const ClaimCode&, const ClaimCode&) = default;
};

/// Whoever opens the account with the token is this person. Used once.
struct StartToken {
    std::string token;
    std::string school;
    std::string person;
    UnixSeconds expires = 0;
    UserId user = 0;  ///< who opened it and has still to show his phone; 0: nobody yet
    friend bool operator==(const StartToken&, const StartToken&) = default;
};

/// One step forward, in one transaction. What is put replaces what has its place.
struct AccountChange {
    std::optional<std::string> cursor{};
    std::vector<BroughtChat> brought{};
    std::vector<ChatNumber> gone{};
    std::vector<ClaimCode> codes{};  ///< in the place of another code for the same school and chat
    std::vector<std::string> used_codes{};
    std::vector<StartToken> tokens{};  ///< in the place of another for the same school and person
    std::vector<std::string> used_tokens{};
};

}  // namespace rosterd
