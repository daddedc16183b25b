// Words for what GET /v1/status and the answers to changes say of pauses.
#include "daemon/rosterctl/pause_text.hpp"

#include <fmt/format.h>

#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

std::string paused_thing(const json::object& pause) {
    const std::string school = text_of(pause, "school");
    const std::string chat = text_of(pause, "chat");
    if (chat != "-") return fmt::format("chat {} of school {}", chat, school);
    return school == "-" ? "everything" : "school " + school;
}

std::string pause_details(const json::object& pause) {
    const json::value* until = pause.if_contains("until");
    const bool ends = until != nullptr && !until->is_null();
    const std::string reason = text_of(pause, "reason");
    return fmt::format("since {} by {} until {}{}{}", time_of(pause, "since"), text_of(pause, "by"),
                       ends ? time_of(pause, "until") : "it is resumed", reason == "-" ? "" : ": ",
                       reason == "-" ? "" : reason);
}

std::string paused_notice(const json::object& answer) {
    const json::object& pause = object_of(answer, "paused");
    if (pause.empty()) return {};
    return fmt::format("nothing happens: {} is paused {}", paused_thing(pause),
                       pause_details(pause));
}

}  // namespace rosterd::ctl
