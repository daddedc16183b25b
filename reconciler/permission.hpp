// May this person do this with this chat by hand, now? Pure. Rows of the journal (chat_request,
// chat_edit) are the journal's own decisions and are never asked about here.
#pragma once

#include <optional>
#include <string_view>

#include "reconciler/desired.hpp"
#include "reconciler/in_force.hpp"
#include "reconciler/message_catalogue.hpp"
#include "reconciler/profile.hpp"
#include "reconciler/roster.hpp"

namespace rosterd {

/// One school as it is now. References must outlive the call.
struct HandWorld {
    const Roster& roster;
    const InForce& in_force;
    const Profile& profile;
    const Desired& desired;

    /// The profile's rule for chats of this kind, or null.
    [[nodiscard]] const ChatRule* rule(ChatKind kind) const;
};

/// Acts at the control socket for nobody: the school's administrator, whom only locks stop.
inline constexpr PersonIndex school_operator = no_index;

/// Why `actor` may not ask for a chat of `kind` about this class or group (no_index: none); nothing
/// when he may.
[[nodiscard]] std::optional<MessageId> objection_to_creating(const HandWorld& world,
                                                             PersonIndex actor, ChatKind kind,
                                                             std::uint32_t about);

/// Why `actor` may not do this with the chat (R-061, R-063, R-114, R-160..R-165). A chat that is
/// deleted or closed already is objected to first.
[[nodiscard]] std::optional<MessageId> objection_to(const HandWorld& world, PersonIndex actor,
                                                    HandRight right, const DesiredChat& chat);

/// Why `person` may not lose his administration of the chat, or his place with it, by the hand of
/// `actor`: one's own flag and the chats administrator's. Binds the operator too.
[[nodiscard]] std::optional<MessageId> lock_on(const HandWorld& world, PersonIndex actor,
                                               PersonIndex person, const DesiredChat& chat);

/// Why `actor` may not initialise chats of this kind.
[[nodiscard]] std::optional<MessageId> objection_to_initialising(const HandWorld& world,
                                                                 PersonIndex actor);

/// The person's seat in the chat, or null.
[[nodiscard]] const Seat* find_seat(const Desired& desired, const DesiredChat& chat,
                                    PersonIndex person);

}  // namespace rosterd
