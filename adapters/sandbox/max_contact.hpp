// The contact that a person hands to a bot: his vCard and its signature. It knows no messenger.
#pragma once

#include <string>
#include <string_view>

namespace rosterd::sandbox::max {

/// A vCard 3.0 with CR LF line ends, as the server writes it (max.md §2.9). `phone` has digits
/// alone; empty: a person whose card has no number.
[[nodiscard]] std::string vcard(std::string_view phone, std::string_view full_name);

/// Lower-case hexadecimal HMAC-SHA256 of the card's bytes, keyed with the bot's token.
[[nodiscard]] std::string contact_hash(std::string_view token, std::string_view card);

}  // namespace rosterd::sandbox::max
