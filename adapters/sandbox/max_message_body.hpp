// NewMessageBody: what a bot may send, with every limit of texts, attachments and keyboards.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sandbox/max_refusal.hpp"
#include "adapters/sandbox/max_settings.hpp"

namespace rosterd::sandbox::max {

struct NewMessageLink {
    std::string type;  ///< "reply" or "forward"
    std::string mid;
};

struct NewMessage {
    std::optional<std::string> text{};                ///< nothing: null or absent
    std::optional<boost::json::array> attachments{};  ///< as the server echoes them
    std::optional<NewMessageLink> link{};
};

/// `callback_id` is the extra key that the server puts beside a keyboard. The text's `format` is
/// accepted and the text stays as sent: this server draws no markup.
/// Errors: 400 proto.payload.
[[nodiscard]] Outcome<NewMessage> read_message(const boost::json::object& body, Mode mode,
                                               std::string_view callback_id);

/// {"type": "inline_keyboard", "payload": {"buttons": rows}} as the server echoes it: every limit
/// of max.md §2.9 is checked, every button gets its `intent`. The `chat` button is for `legacy`.
/// Errors: 400 proto.payload.
[[nodiscard]] Outcome<boost::json::object> read_keyboard(const boost::json::object& attachment,
                                                         Mode mode, std::string_view callback_id);

}  // namespace rosterd::sandbox::max
