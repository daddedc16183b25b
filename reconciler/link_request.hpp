// Linking a person's journal account with his user on the platform, step by step (R-007..R-018).
// Pure: what is asked and what is known go in, the answer and the row to keep come out.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "reconciler/links.hpp"
#include "reconciler/message_catalogue.hpp"
#include "reconciler/profile.hpp"
#include "reconciler/result.hpp"

namespace rosterd {

enum class LinkVerb : std::uint8_t {
    request,  ///< the person gave a phone; with a user, who he is was proved elsewhere: linked
    accept,   ///< he confirmed it in the messenger, as this user
    refuse,   ///< he refused it there
    unlink,   ///< he leaves, from either side
};

struct LinkRequest {
    LinkVerb verb = LinkVerb::request;
    std::string person;
    Platform platform = Platform::vk;
    std::string phone{};  ///< as typed
    std::string user{};   ///< the platform's id of him
};

struct LinkDecision {
    StoredLink link;       ///< as it is from now on
    LinkState state;       ///< what is shown: `conflict` where an earlier link holds
    MessageId message;     ///< for the person who asked
    bool changed = false;  ///< `link` must be kept
};

/// The phone as E.164 when it is written by the mask, whose blanks may be left out; else nothing.
[[nodiscard]] std::optional<std::string> phone_by_mask(std::string_view phone,
                                                       std::string_view mask);
/// +79161234567 as +7(916) 123-45-67; any other text as it is.
[[nodiscard]] std::string shown_phone(std::string_view phone);

/// Where a person's link is: the journal's row, where it has one for this platform, else the
/// daemon's own, else one in state none.
struct CurrentLink {
    StoredLink link;
    bool of_journal = false;
};
[[nodiscard]] CurrentLink current_link(const Roster& roster, std::span<const StoredLink> own,
                                       PersonIndex person, Platform platform);

/// Errors: not_found (no such person); invalid_input (a user id that cannot be one, neither phone
/// nor user); refused, with the message's code (wrong phone, the journal keeps the link, nothing to
/// accept, linked to somebody else). A repeated request and an existing link are answers, no
/// errors. A phone that another person's link has is kept as `conflict`: the earlier holds.
[[nodiscard]] Result<LinkDecision> decide_link(const Roster& roster,
                                               std::span<const StoredLink> own,
                                               const Profile& profile, const LinkRequest& request,
                                               UnixSeconds now);

/// A refusal that school people read: its English text and code.
[[nodiscard]] Error refused(MessageId id, std::string hint = {});

}  // namespace rosterd
