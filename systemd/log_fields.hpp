// What a line of our log says in fields: "school=17 pass=failed error=\"...\"". Writes none.
#pragma once

#include <string_view>
#include <vector>

namespace rosterd::systemd {

/// Views into the line that it was read from.
struct LogField {
    std::string_view name;   ///< small letters and _, as `school`
    std::string_view value;  ///< without its quotes
    bool operator==(const LogField&) const = default;
};

/// The fields of a line in their order; words that are none are passed over. Of one name the first
/// counts: what a platform or a database said stands at the end of our lines and may look like
/// anything.
[[nodiscard]] std::vector<LogField> log_fields(std::string_view line);

}  // namespace rosterd::systemd
