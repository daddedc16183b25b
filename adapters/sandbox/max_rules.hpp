// Who may do what: the checks that several methods of the MAX Bot API share.
#pragma once

#include <string_view>

#include "adapters/sandbox/max_methods.hpp"

namespace rosterd::sandbox::max {

/// The chat of the path. Errors: 400 for no number, 404 for no chat of this bot's.
[[nodiscard]] Outcome<Chat*> chat_of(const Call& call);
/// As chat_of, and the bot is inside. Errors: also 403.
[[nodiscard]] Outcome<Chat*> own_chat(const Call& call);
/// A group where the bot is administrator, with `permission` unless it is empty. Errors: also 403.
[[nodiscard]] Outcome<Chat*> administered(const Call& call, std::string_view permission = {});
/// As administered, for a chat that was found by other means.
[[nodiscard]] Outcome<Seat*> administrator(const Call& call, Chat& chat,
                                           std::string_view permission = {});

/// Whether the bot can write there at all. Errors: 403 access.denied in a group where it is no
/// administrator, 403 chat.denied in a dialog that was never started or was stopped.
[[nodiscard]] Outcome<Chat*> writable(const Call& call, ChatId id);

/// An id of the query or the path. Errors: 400.
[[nodiscard]] Outcome<std::int64_t> id_of(const Parameters& parameters, std::string_view name);

/// `count`, `limit` and the like. Errors: 400 outside its range.
[[nodiscard]] Outcome<std::int64_t> number_of(const Parameters& query, std::string_view name,
                                              std::int64_t fallback, Range range);

}  // namespace rosterd::sandbox::max
