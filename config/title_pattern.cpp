// Walks a pattern from brace to brace.
#include "config/title_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/nearest_word.hpp"

namespace rosterd::config {
namespace {

Place place_in(const Node& node, std::size_t offset) {
    const auto before = std::string_view{node.text}.substr(0, offset);
    const auto characters = std::ranges::count_if(
        before, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; });
    return {node.place.line,
            node.place.column + static_cast<int>(characters) + (node.quoted ? 1 : 0)};
}

}  // namespace

void check_title(const Node& node, std::span<const std::string_view> known, Problems& problems) {
    const std::string_view pattern = node.text;
    std::size_t at = pattern.find_first_of("{}");
    while (at != std::string_view::npos) {
        const auto close = pattern.find_first_of("{}", at + 1);
        if (pattern[at] == '}' || close == std::string_view::npos || pattern[close] == '{') {
            problems.error(place_in(node, at), fmt::format("'{}' has no partner in the title {}",
                                                           pattern[at], shown(pattern)));
            return;
        }
        const auto name = pattern.substr(at + 1, close - at - 1);
        if (std::ranges::find(known, name) == known.end()) {
            problems.error(place_in(node, at + 1),
                           fmt::format("unknown placeholder {} in a title", shown(name)),
                           suggestion(name, known));
        }
        at = pattern.find_first_of("{}", close + 1);
    }
}

bool uses_placeholder(std::string_view pattern, std::span<const std::string_view> placeholders) {
    return std::ranges::any_of(placeholders, [&](std::string_view name) {
        return pattern.find(fmt::format("{{{}}}", name)) != std::string_view::npos;
    });
}

}  // namespace rosterd::config
