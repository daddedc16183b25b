// What to do now with a conference, and what an answer makes of it: the state machine. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reconciler/conference.hpp"
#include "reconciler/profile.hpp"
#include "reconciler/result.hpp"

namespace rosterd {

/// What the outside has to be asked for.
enum class ConferenceAction : std::uint8_t {
    none,
    start,     ///< the provider: start the call, or give the one that a lost answer left
    find,      ///< the provider: is there a call that a lost answer left? Make none
    finish,    ///< the provider: end the call
    announce,  ///< the chat: post the link
    withdraw,  ///< the chat: the post shows no link any more
};

struct ConferenceStep {
    ConferenceAction action = ConferenceAction::none;
    /// The record before the action: keep it first where it differs from the former.
    ConferenceRecord record;
    /// When to look again at the latest; nothing: not before something changes.
    std::optional<UnixSeconds> look_again;
    /// The running conferences that this one ends before it starts (WhenBusy::end_running).
    std::vector<std::string> supersedes;
};

struct ConferenceSettings {
    UnixSeconds lead = 0;                      ///< a call starts this long before its time
    UnixSeconds retry_first = 5;               ///< pause after a failure, doubled each time
    UnixSeconds retry_longest = 60;            ///< up to this
    UnixSeconds late_from = 60;                ///< later than this is said in the chat
    UnixSeconds forgotten_after = 12 * 3'600;  ///< of a call that runs until somebody ends it
    /// An unanswered post is repeated for this long; the platform drops repeats of one post for an
    /// hour (vk.md §4.6), and later it is left alone rather than posted twice.
    UnixSeconds announce_within = 3'000;
    UnixSeconds withdraw_within = 6 * 3'600;  ///< then the post stays as it is
};

/// Conferences whose call runs, or may run: the other ones of the school.
using RunningConferences = std::span<const ConferenceRecord* const>;

/// Decides by the record, the profile's policies and the time alone; the same arguments give the
/// same step, after a restart too. `others` may include the record itself.
[[nodiscard]] ConferenceStep next_step(const ConferenceRecord& record, const ConferenceRule& rule,
                                       const ConferenceSettings& settings,
                                       RunningConferences others, UnixSeconds now);

/// The answers. Each returns the record as it is then.
[[nodiscard]] ConferenceRecord after_start(ConferenceRecord record, std::string call,
                                           std::string join_link, bool unsure, UnixSeconds now);
/// Neither a call of an earlier request, nor a new one.
[[nodiscard]] ConferenceRecord after_nothing_found(ConferenceRecord record);
[[nodiscard]] ConferenceRecord after_finish(ConferenceRecord record, UnixSeconds now);
/// The provider lost the call: it is started again.
[[nodiscard]] ConferenceRecord after_loss(ConferenceRecord record);
[[nodiscard]] ConferenceRecord after_announcement(ConferenceRecord record, std::int64_t message,
                                                  UnixSeconds now);
[[nodiscard]] ConferenceRecord after_withdrawal(ConferenceRecord record, UnixSeconds now);
/// The action failed; it is tried again later, a start until the end of the conference.
[[nodiscard]] ConferenceRecord after_failure(ConferenceRecord record, ConferenceAction action,
                                             const Error& error, const ConferenceSettings& settings,
                                             UnixSeconds now);

/// Seconds by which the call started after its time; 0 when it was in time.
[[nodiscard]] UnixSeconds lateness(const ConferenceRecord& record,
                                   const ConferenceSettings& settings);

}  // namespace rosterd
