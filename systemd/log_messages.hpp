// Which lines of our log have an entry in the catalogue (catalog/), where `journalctl --catalog`
// finds what they mean and what helps. Data only.
#pragma once

#include <span>
#include <string_view>

#include "systemd/log_fields.hpp"

namespace rosterd::systemd {

/// A message is known by one of its fields, for that is what our lines are made of.
struct LogMessage {
    std::string_view name;
    std::string_view value;  ///< empty: any
    std::string_view id;     ///< MESSAGE_ID of journald: 32 hexadecimal digits
};

[[nodiscard]] std::span<const LogMessage> log_messages();

/// The message that a line with these fields is; null for one that the catalogue does not explain.
[[nodiscard]] const LogMessage* message_of(std::span<const LogField> fields);

}  // namespace rosterd::systemd
