// The public words for enumerators: YAML, JSON, logs and the store all use these. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "reconciler/compare.hpp"
#include "reconciler/guard.hpp"
#include "reconciler/plan.hpp"
#include "reconciler/profile.hpp"

namespace rosterd {

[[nodiscard]] std::string_view word(ChatKind value);  // staff, class, parents, subject, custom
[[nodiscard]] std::string_view word(Platform value);  // vk, max, ejabberd
[[nodiscard]] std::string_view word(LinkState value);
[[nodiscard]] std::string_view word(PositionType value);
[[nodiscard]] std::string_view word(EditKind value);
[[nodiscard]] std::string_view word(ConferenceKind value);  // online_lesson, video_call
[[nodiscard]] std::string_view word(SeatState value);
[[nodiscard]] std::string_view word(Cause value);  // "left_school"
[[nodiscard]] std::string_view word(OperationKind value);
[[nodiscard]] std::string_view word(GuardKind value);
[[nodiscard]] std::string_view word(ChatState value);
[[nodiscard]] std::string_view word(SelectorKind value);

[[nodiscard]] std::optional<ChatKind> chat_kind(std::string_view word);
[[nodiscard]] std::optional<Platform> platform(std::string_view word);
[[nodiscard]] std::optional<LinkState> link_state(std::string_view word);
[[nodiscard]] std::optional<PositionType> position_type(std::string_view word);
[[nodiscard]] std::optional<EditKind> edit_kind(std::string_view word);
[[nodiscard]] std::optional<ConferenceKind> conference_kind(std::string_view word);
[[nodiscard]] std::optional<ErrorKind> error_kind(std::string_view word);

}  // namespace rosterd
