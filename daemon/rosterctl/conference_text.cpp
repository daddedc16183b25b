// The daemon's ISO 8601 times and words, cut to what a line has room for.
#include "daemon/rosterctl/conference_text.hpp"

#include "daemon/rosterctl/output.hpp"

namespace rosterd::ctl {

namespace json = boost::json;

namespace {

constexpr std::size_t minute_text = 16;  ///< "2026-10-15T12:00"
constexpr std::size_t day_text = 10;

std::string known_or(const json::object& object, std::string_view name, std::string other) {
    const std::string text = text_of(object, name);
    return text == "-" ? std::move(other) : text;
}

}  // namespace

std::string status_text(const json::object& conference, bool russian) {
    return text_of(conference, russian ? "status_ru" : "status");
}

std::string outcome_text(const json::object& conference, bool russian) {
    const std::string link = text_of(conference, "join_url");
    if (link != "-") return link;
    const std::string english = text_of(conference, "error");
    return russian ? known_or(conference, "message_ru", english) : english;
}

std::string local_text(const json::object& object, std::string_view member) {
    std::string text = text_of(object, member).substr(0, minute_text);
    if (text.size() == minute_text) text[day_text] = ' ';
    return text;
}

std::string start_text(const json::object& conference) {
    return local_text(conference, "starts_at");
}

std::string end_text(const json::object& conference) {
    const std::string start = start_text(conference);
    const std::string end = local_text(conference, "ends_at");
    const bool same_day = end.size() == minute_text && end.starts_with(start.substr(0, day_text));
    return same_day ? end.substr(day_text + 1) : end;
}

std::optional<int> minutes_into(Day day, const json::object& object, std::string_view member) {
    const auto time = parse_local_time(local_text(object, member));
    if (!time) return std::nullopt;
    constexpr LocalSeconds day_seconds = 86'400;
    return static_cast<int>((*time - LocalSeconds{day.since_1970} * day_seconds) / 60);
}

std::optional<TimelineBlock> block_of(const json::object& conference, Day day) {
    const auto starts = minutes_into(day, conference, "starts_at");
    const auto ends = minutes_into(day, conference, "ends_at");
    const auto state = conference_state(text_of(conference, "status"));
    if (!starts || !ends || !state) return std::nullopt;
    std::string row = text_of(conference, "title");
    for (const std::string_view name : {"chat", "subject", "class"}) {
        row = known_or(conference, name, std::move(row));
    }
    return TimelineBlock{std::move(row), *state, *starts, *ends};
}

}  // namespace rosterd::ctl
