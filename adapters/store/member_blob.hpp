// Members and users as the bytes of one column. Pure; the format is part of the store's schema.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/observed.hpp"

namespace rosterd::store {

/// Eight bytes a member, little endian: user * 4 + admin + 2 * invited, and the bit before the sign
/// flipped of whom is being removed.
[[nodiscard]] std::string encode_members(std::span<const ObservedMember> members);
/// Nothing when the bytes are no such run, sorted by user, each user once, ids in range.
[[nodiscard]] std::optional<std::vector<ObservedMember>> decode_members(std::string_view bytes);

/// Three such words a newcomer: user * 2 + reported, by, since.
[[nodiscard]] std::string encode_newcomers(std::span<const Newcomer> newcomers);
/// Nothing when the bytes are no such run, sorted by user, each user once, ids in range.
[[nodiscard]] std::optional<std::vector<Newcomer>> decode_newcomers(std::string_view bytes);

/// Eight bytes a user, little endian.
[[nodiscard]] std::string encode_users(std::span<const UserId> users);
[[nodiscard]] std::optional<std::vector<UserId>> decode_users(std::string_view bytes);

}  // namespace rosterd::store
