// Windows by the shape of a line.
#include "daemon/rosterd/log_limit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rosterd {
namespace {

constexpr std::size_t example_bytes_max = 120;

/// A line without what varies: quoted words and what stands behind a '=', digits anywhere.
std::string shape_of(std::string_view line) {
    std::string shape;
    bool value = false;
    bool quoted = false;
    for (const char letter : line) {
        if (letter == '"') quoted = !quoted;
        if (quoted || letter == '"') continue;
        if (letter == ' ') value = false;
        const bool digit = letter >= '0' && letter <= '9';
        if (!value && !digit) shape += letter;
        if (letter == '=') value = true;
    }
    return shape;
}

/// Whole letters of UTF-8, and no quote that would end the quotation.
std::string example_of(std::string_view line) {
    std::size_t bytes = std::min(line.size(), example_bytes_max);
    while (bytes < line.size() && bytes > 0 && (line[bytes] & 0xC0) == 0x80) --bytes;
    std::string example{line.substr(0, bytes)};
    std::ranges::replace(example, '"', '\'');
    return example;
}

}  // namespace

bool LogLimit::admits(std::string_view line, Time now) {
    std::string shape = shape_of(line);
    if (windows_.size() >= settings_.kinds_max && !windows_.contains(shape)) shape.clear();
    Window& window = windows_[shape];
    // Over and not yet told of: it is told of first, and counts on until then.
    const bool over = window.lines == 0 || now >= window.until;
    if (over && window.lines <= settings_.lines_max) {
        window = {now + settings_.window, 0, example_of(line)};
    }
    return ++window.lines <= settings_.lines_max;
}

std::vector<std::string> LogLimit::left_out(Time now, bool all) {
    std::vector<std::string> told;
    if (!all && now < sweep_at_) return told;
    sweep_at_ = now + std::chrono::seconds{1};
    for (auto at = windows_.begin(); at != windows_.end();) {
        const Window& window = at->second;
        if (!all && now < window.until) {
            ++at;
            continue;
        }
        if (window.lines > settings_.lines_max) {
            told.push_back(fmt::format("left_out={} like=\"{}\"",
                                       window.lines - settings_.lines_max, window.first));
        }
        at = windows_.erase(at);
    }
    return told;
}

}  // namespace rosterd
