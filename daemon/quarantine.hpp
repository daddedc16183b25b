// What is parked, and when that ends before its time: the source says something else now, or it
// turns out to be one chat and not the platform that does not answer.
#pragma once

#include <string>

#include "daemon/executor.hpp"
#include "daemon/recorder.hpp"

namespace rosterd {

/// A chat that could not be read so often in a row goes into quarantine; the school goes on.
inline constexpr std::uint32_t unreadable_tries = 3;

/// No parking lasts longer than the longest of its kind from `now` on: one that was written down
/// while the clock was ahead would otherwise outlast the clock's correction.
void limit_parkings(History* history, UnixSeconds now, const ExecutorSettings& settings);

/// Ends the parking of people whose phone, link or flag changed since, and of chats whose title
/// did, by the school's picture: the refusal may not hold any more.
void release_changed(const SchoolState& state, Recorder& recorder);

/// Drops parkings whose time had come when a plan that was carried out began: what was still to do
/// was tried, and is done or parked anew.
void forget_parkings(const SchoolState& state, Recorder& recorder, UnixSeconds begun);

/// Notes that this chat could not be read for a reason that may be the platform's, and tells
/// whether that happened often enough to take it for the chat's.
[[nodiscard]] bool is_unreadable(SchoolState& state, const std::string& chat);

}  // namespace rosterd
