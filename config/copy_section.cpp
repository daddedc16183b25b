// copy_stale_after and holidays.
#include "config/copy_section.hpp"

#include <fmt/format.h>

#include <utility>

#include "config/nearest_word.hpp"

namespace rosterd::config {

CopyRule read_copy_rule(MappingReader& reader, CopyRule fallback, Problems& problems) {
    constexpr std::int64_t most = 100;
    CopyRule rule = std::move(fallback);
    rule.stale_after =
        static_cast<std::uint32_t>(reader.integer("copy_stale_after", rule.stale_after, {0, most}));
    const Node* list = reader.sequence("holidays");
    if (list == nullptr) return rule;
    rule.holidays.clear();
    for (const Node& each : list->items) {
        const auto span = parse_holidays(each.text);
        if (span) {
            rule.holidays.push_back(*span);
        } else {
            problems.error(each.place,
                           fmt::format("'holidays': found {}, expected MM-DD..MM-DD of each year, "
                                       "YYYY-MM-DD..YYYY-MM-DD of one, or a single day",
                                       shown(each.text)),
                           "write it in quotes");
        }
    }
    return rule;
}

}  // namespace rosterd::config
