// What somebody in charge is told by mail or webhook, as the store keeps it. Ids only: no name, no
// phone, no token.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reconciler/day.hpp"

namespace rosterd {

enum class NoticeKind : std::uint8_t { hold, conference, account };

/// In the order of the enumeration.
inline constexpr std::array<std::string_view, 3> notice_kinds{"hold", "conference", "account"};

[[nodiscard]] constexpr std::string_view word(NoticeKind value) {
    return notice_kinds[static_cast<std::size_t>(value)];
}
/// Nothing when no kind is called so.
[[nodiscard]] constexpr std::optional<NoticeKind> notice_kind(std::string_view word) {
    for (std::size_t i = 0; i < notice_kinds.size(); ++i) {
        if (notice_kinds[i] == word) return static_cast<NoticeKind>(i);
    }
    return std::nullopt;
}

/// One cause on one channel. Kind, school and subject name the cause: it is told once.
struct KeptNotice {
    std::string channel;  ///< as NoticeChannel::name()
    NoticeKind kind{};
    std::string school;          ///< as in DaemonControl::schools(); empty: of an account
    std::string subject;         ///< id of the hold or conference, name of the account
    std::string word{};          ///< the guard, the conference's cause, the account's platform
    std::string detail{};        ///< the reason as in the log: ids and counts; may be empty
    UnixSeconds noticed_at = 0;  ///< when it was first met
    UnixSeconds told_at = 0;     ///< 0: it waits
    friend bool operator==(const KeptNotice&, const KeptNotice&) = default;
};

}  // namespace rosterd
