// What each request to BigBlueButton says, as pure values: the names, passwords and lengths of
// meetings. It sends nothing.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "adapters/call_provider.hpp"
#include "adapters/calls/bigbluebutton_url.hpp"

namespace rosterd::calls {

/// "rosterd-" and 32 hex digits of the key's SHA-256: the same for the same key, also after a
/// restart, and harmless in any URL whatever the key holds.
[[nodiscard]] std::string meeting_id(std::string_view key);

/// Derived from the shared secret, so that it need not be stored and dies with the secret.
[[nodiscard]] std::string meeting_password(std::string_view secret, std::string_view meeting,
                                           CallRole role);

/// A title that BigBlueButton takes: 2 to 64 characters as Java counts them (those beyond U+FFFF
/// twice), without commas, which some of its versions refuse, and without control characters.
[[nodiscard]] std::string meeting_name(std::string_view title);

struct MeetingRules {
    std::string_view secret;
    /// Added to the planned length; at its end the server closes the meeting by itself.
    std::chrono::minutes length_margin;
};

/// Of `create`. Lengths are whole minutes, rounded up, 1 at least.
[[nodiscard]] Parameters create_parameters(const CallWish& wish, const MeetingRules& rules);

struct Entrant {
    std::string_view name;
    CallRole role = CallRole::participant;
    bool guest = false;  ///< waits until a moderator lets him in
};

/// Of `join`, the page that a person's browser opens.
[[nodiscard]] Parameters join_parameters(std::string_view secret, std::string_view meeting,
                                         Entrant entrant);

/// Of `end`, signed as the moderator.
[[nodiscard]] Parameters end_parameters(std::string_view secret, std::string_view meeting);

/// Of `isMeetingRunning` and `getMeetingInfo`.
[[nodiscard]] Parameters meeting_parameters(std::string_view meeting);

}  // namespace rosterd::calls
