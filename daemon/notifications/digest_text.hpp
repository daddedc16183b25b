// Notices as one message: for people in their language, for programs as JSON. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "adapters/kept_notice.hpp"
#include "adapters/notice_channel.hpp"

namespace rosterd {

enum class NoticeLanguage : std::uint8_t { russian, english };

/// All notices of one channel that wait. Precondition: at least one. Of each kind the text tells
/// thirty and how many more there are; the JSON holds all. `machine` says whose message it is.
[[nodiscard]] NoticeDigest digest_of(std::span<const KeptNotice> notices, NoticeLanguage language,
                                     std::string_view machine);

}  // namespace rosterd
