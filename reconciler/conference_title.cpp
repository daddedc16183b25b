// Titles of conferences from the profile's pattern.
#include <fmt/format.h>

#include "reconciler/conference_plan.hpp"
#include "reconciler/local_time.hpp"

namespace rosterd {
namespace {

struct Value {
    bool known;  ///< the text in braces is a placeholder
    std::string text;
};

Value value_of(std::string_view name, const ConferenceTitle& values) {
    if (name == "class") return {true, std::string{values.classes}};
    if (name == "subject") return {true, std::string{values.subject}};
    if (name == "date") return {true, date_text(values.starts)};
    if (name == "start") return {true, time_text(values.starts)};
    if (name == "end") return {true, time_text(values.ends)};
    if (name == "title") return {true, std::string{values.typed}};
    return {false, {}};
}

constexpr std::string_view typed_place = "{title}";

}  // namespace

std::string conference_title(std::string_view pattern, const ConferenceTitle& values) {
    const bool typed_only =
        pattern.empty() ||
        (!values.typed.empty() && pattern.find(typed_place) == std::string_view::npos);
    if (typed_only) return std::string{values.typed};
    std::string title;
    std::size_t valued = 0;  ///< so long it was after the last value
    while (!pattern.empty()) {
        const auto open = pattern.find('{');
        const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
        if (close == std::string_view::npos) break;
        const Value value = value_of(pattern.substr(open + 1, close - open - 1), values);
        title += pattern.substr(0, value.known ? open : close + 1);
        title += value.text;
        pattern.remove_prefix(close + 1);
        if (!value.known) continue;
        if (!value.text.empty()) {
            valued = title.size();
            continue;
        }
        pattern.remove_prefix(std::min(pattern.find('{'), pattern.size()));
        if (pattern.empty()) title.resize(valued);  // nothing follows: what led to it goes
    }
    title += pattern;
    return title;
}

}  // namespace rosterd
