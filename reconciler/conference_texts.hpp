// What is said in a chat about its conference. Russian, for school people read it. Pure.
#pragma once

#include <string>

#include "reconciler/conference_steps.hpp"

namespace rosterd {

/// The post with the link; says so when the call started late.
[[nodiscard]] std::string announcement(const ConferenceRecord& record,
                                       const ConferenceSettings& settings);
/// The same post after the end, without the link.
[[nodiscard]] std::string withdrawal(const ConferenceRecord& record);

/// For platforms that drop a repeated post: the same conference always posts under one number.
/// Positive, 31 bits.
[[nodiscard]] std::int64_t announcement_number(const std::string& school,
                                               const ConferenceRecord& record);

}  // namespace rosterd
