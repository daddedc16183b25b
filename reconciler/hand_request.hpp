// What somebody asks of chats by hand, decided: the rows to keep, or a refusal that he can read.
// Pure; the caller keeps the rows and runs a pass.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "reconciler/link_request.hpp"
#include "reconciler/own_chats.hpp"
#include "reconciler/permission.hpp"

namespace rosterd {

enum class HandAction : std::uint8_t {
    create_chat,
    rename_chat,
    delete_chat,
    add_member,
    remove_member,
    appoint,
    dismiss,
    readmit,  ///< who left by himself may be added again
};

/// The word for the audit and JSON: "chat_create", "member_add" ...
[[nodiscard]] std::string_view word(HandAction action);

struct HandRequest {
    HandAction action = HandAction::add_member;
    std::string actor{};   ///< person id; empty: the operator, as the school's administrator
    std::string chat{};    ///< its key; for create_chat the answer gives it
    std::string person{};  ///< whom a member action concerns
    UnixSeconds until = std::numeric_limits<UnixSeconds>::max();  ///< exclusive; of member actions
    ChatKind kind = ChatKind::custom;                             ///< what create_chat asks for
    std::string about{};                                          ///< its class or group
    std::string title{};
    std::vector<OwnPerson> people{};  ///< chosen for a custom chat
};

/// What the asker is told beside the answer.
struct HandNotice {
    MessageId message;
    std::vector<std::string> people{};  ///< ids whom it concerns
};

struct HandDecision {
    std::string chat{};  ///< its key
    OwnChange change{};  ///< empty: it is so already
    /// The person may be added again, if he left by himself. The caller knows whether he did.
    bool readmits = false;
    std::vector<HandNotice> notices{};
};

/// What requests are judged by: the school with all own rows merged. References outlive the call.
struct HandState {
    HandWorld world;
    const LinkTable& links;
    const OwnRows& own;
    Moment moment;
    std::span<const std::pair<std::string, UnixSeconds>> initialised;
    std::int64_t next_chat;  ///< number for a new own chat
};

/// Errors: not_found (no such chat, person, class or group); invalid_input (people chosen for a
/// chat that rules fill); refused, with the message's code (permission, locks, the profile).
/// Whoever belongs by rule is not pinned by hand: adding him takes back what removed him.
[[nodiscard]] Result<HandDecision> decide_by_hand(const HandState& state,
                                                  const HandRequest& request);

/// Makes the chats of these kinds as the rules say from now on: those missing come, deleted
/// ones come back, hand edits go where the profile drops them. Chats that are closed stay closed.
/// Errors: not_found (no such actor); refused (permission; a kind without predefined chats).
[[nodiscard]] Result<OwnChange> decide_initialise(const HandState& state,
                                                  std::span<const ChatKind> kinds,
                                                  const std::string& actor);

}  // namespace rosterd
