// Messages: what we write, and what a history tells (max.md §2.9). Pure.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports.hpp"

namespace rosterd::max {

inline constexpr std::size_t text_units_max = 4000;  ///< of a message, in UTF-16 units

/// The text, or its beginning with an ellipsis. In UTF-16 units, for MAX does not say whether its
/// limit counts those or whole characters, and there are never more characters than units.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t units_max);

/// A text and nothing else.
[[nodiscard]] boost::json::object text_message(const std::string& text);
/// A text with the buttons that were asked for: one that opens the link, one that hands over the
/// phone. A link that is no https address, or has no words, stands behind the text instead.
[[nodiscard]] boost::json::object direct_message(const DirectMessage& message);

/// The words on the button of an invitation.
[[nodiscard]] DirectMessage invitation(UserId user, const std::string& text,
                                       const std::string& link);

/// A message that is there.
struct SeenMessage {
    std::string id{};         ///< `mid`, opaque
    std::int64_t number = 0;  ///< `seq`, opaque but whole
    std::int64_t at_ms = 0;   ///< Unix milliseconds
    UserId sender = 0;        ///< 0: not told
    std::string text{};
};

/// Nothing: it has no id or no number.
[[nodiscard]] std::optional<SeenMessage> read_message(const boost::json::value* message);

/// Of the answer to a history call, newest first. Malformed ones are left out.
[[nodiscard]] std::vector<SeenMessage> read_history(const boost::json::value& answer);

}  // namespace rosterd::max
