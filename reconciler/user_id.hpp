// From the text by which a journal or a person names a user to the number that stands for him.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reconciler/links.hpp"

namespace rosterd {

/// vk and max number their users: a whole number from 1 to user_id_max.
/// ejabberd names them: `name` or `name@host` becomes number_of_name(local_part()); the host is not
/// looked at, for an account serves one (docs/decisions/0008). Nothing for any other text.
[[nodiscard]] std::optional<UserId> user_id_of(Platform platform, std::string_view text);

/// What a user text of this platform must be, for messages: "a whole number from 1 to ...".
[[nodiscard]] std::string_view expected_user(Platform platform);

/// The local part of `name` or `name@host` as an XMPP server keeps it (nodeprep, RFC 6122), or
/// nothing where it can be none: empty, longer than 1023 bytes, or with a character that local
/// parts may not have. Lower-cases ASCII and Cyrillic letters; any other capital stays, and the
/// server knows nobody of that name.
[[nodiscard]] std::optional<std::string> local_part(std::string_view text);

/// A number from 1 to user_id_max that is the same on every machine and in every version.
[[nodiscard]] UserId number_of_name(std::string_view name);

}  // namespace rosterd
