// What VK's error codes mean for us (vk.md §2.3, §2.4). Pure; VK's own texts never leave this file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "reconciler/day.hpp"
#include "reconciler/result.hpp"

namespace rosterd::vk {

/// What a request was for. One code means different things for different calls, and a long stop
/// concerns one of these kinds only.
enum class CallKind : std::uint8_t {
    account,
    create,
    rename,
    add,
    remove,
    role,
    leave,
    send,
    members,
    chats,
    link,
    post,  ///< a message into a chat
    call_start,
    call_finish,
    events,  ///< a place to wait for events
};
inline constexpr std::size_t call_kinds = 15;

/// True when the call changes nothing, so that any doubt about it is cured by asking again.
[[nodiscard]] bool only_reads(CallKind kind);

/// An error as VK sent it. Code 0: the call failed and the answer does not say why.
struct VkError {
    int code = 0;
    int subcode = 0;
    std::string text;  ///< decides between meanings of 15 and 27; never shown, never logged
};

/// How long calls of this kind rest after an error (vk.md §2.6).
enum class Rest : std::uint8_t {
    none,
    minutes,   ///< ten minutes, growing to a day
    hour,      ///< one hour, growing to a day
    midnight,  ///< until 00:00 in Moscow: a daily quota
};

/// What an error means for the thing that was asked.
struct Verdict {
    std::optional<Error> error;    ///< nothing: the wanted state is reached, or is on its way
    bool invited = false;          ///< the person was asked and has to accept (939)
    bool must_be_invited = false;  ///< cannot be added, but may come by the invite link
    bool reread = false;           ///< our picture of the chat's members is in doubt
    bool stops_account = false;    ///< the token itself is not good: nothing will work
    Rest rest = Rest::none;
};

/// Total: a code that is not in the table is transient, for VK adds codes without notice.
/// Error::what is "error 947: no access to the community"; the hint says what an admin can do.
[[nodiscard]] Verdict judge(const VkError& error, CallKind kind);

/// Error 6, the per-second quota: nothing was executed, the same request may go again.
inline constexpr int too_many_per_second = 6;
/// Errors of a whole `execute` (vk.md §3.1).
inline constexpr int script_does_not_compile = 12;
inline constexpr int script_failed = 13;

/// When calls of a kind may go again. `times`: rests in a row, this one included, from 1.
[[nodiscard]] UnixSeconds rest_until(Rest rest, unsigned times, UnixSeconds now);

}  // namespace rosterd::vk
