// The records of one school's conferences, kept in step with what journal and rules plan. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "reconciler/conference.hpp"

namespace rosterd {

/// One complete read of a school's conferences.
struct ConferenceRead {
    std::span<const PlannedConference> plans;  ///< sorted by id
    std::span<const std::string> doubtful;     ///< ids with a quarantined row; sorted
    /// False for a read that is not believed: nothing is concluded from what is not there.
    bool believable = true;
};

/// Puts the plans into `records` (sorted by id) and returns the ids of those that changed.
/// - A conference whose end had come before the school was known (`since`) is history, not missed.
/// - One whose row left the journal is `gone`, unless rows about it are in doubt, the read is not
///   believed, or so many left at once that the journal's table looks emptied.
[[nodiscard]] std::vector<std::string> take_over(const ConferenceRead& read, UnixSeconds since,
                                                 UnixSeconds now,
                                                 std::vector<ConferenceRecord>& records);

/// After a start of the daemon: whoever was asked for a call then gave no answer, and nothing waits
/// for the end of a pause that the former process made.
void mark_unanswered(std::vector<ConferenceRecord>& records);

/// Conferences that are over for so long leave memory; the store keeps them.
inline constexpr UnixSeconds conference_memory = 2 * 86'400;
void forget_old(std::vector<ConferenceRecord>& records, UnixSeconds now);

/// The record with this id, or null.
[[nodiscard]] ConferenceRecord* find_conference(std::vector<ConferenceRecord>& records,
                                                std::string_view id);
[[nodiscard]] const ConferenceRecord* find_conference(const std::vector<ConferenceRecord>& records,
                                                      std::string_view id);

}  // namespace rosterd
