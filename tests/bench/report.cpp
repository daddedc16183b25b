// Layout of the table and of the JSON.
#include "tests/bench/report.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string_view>

namespace rosterd::bench {
namespace {

constexpr std::size_t line_width = 100;
constexpr std::size_t note_indent = 6;

std::string number(double value) {
    if (value >= 10'000) return fmt::format("{:.0f}", value);
    if (value >= 100) return fmt::format("{:.1f}", value);
    if (value >= 1) return fmt::format("{:.2f}", value);
    return fmt::format("{:.3f}", value);
}

std::string asked_words(const Line& line) {
    if (line.wanted == Wanted::nothing) return {};
    return fmt::format("{} {} {}", line.wanted == Wanted::at_most ? "<=" : ">=", number(line.asked),
                       line.unit);
}

std::string reached_words(const Line& line) {
    if (!line.reached) return "not measured";
    return fmt::format("{} {}", number(*line.reached), line.unit);
}

/// Breaks a note at spaces.
void append_note(std::string& out, std::string_view note) {
    const std::size_t room = line_width - note_indent;
    while (!note.empty()) {
        std::size_t length = note.size();
        if (length > room) {
            const std::size_t space = note.rfind(' ', room);
            length = space == std::string_view::npos ? room : space;
        }
        out += fmt::format("{:{}}{}\n", "", note_indent, note.substr(0, length));
        note.remove_prefix(length);
        while (note.starts_with(' ')) note.remove_prefix(1);
    }
}

}  // namespace

std::optional<bool> verdict(const Line& line) {
    if (!line.reached || line.wanted == Wanted::nothing) return std::nullopt;
    return line.wanted == Wanted::at_most ? *line.reached <= line.asked
                                          : *line.reached >= line.asked;
}

std::optional<double> ratio(const Line& line) {
    if (!line.reached || line.wanted == Wanted::nothing || line.asked == 0) return std::nullopt;
    return *line.reached / line.asked;
}

std::string as_text(const std::string& heading, const std::vector<Line>& lines) {
    std::string out = heading + "\n";
    std::string part;
    for (const Line& line : lines) {
        if (line.part != part) {
            part = line.part;
            out += fmt::format("\n{:<50}{:>14}  {:<12}{:>7}  {}\n", part, "reached", "asked",
                               "ratio", "");
        }
        const auto share = ratio(line);
        const auto reached = verdict(line);
        out += fmt::format("  {:<48}{:>14}  {:<12}{:>7}  {}\n", line.what, reached_words(line),
                           asked_words(line), share ? number(*share) : "",
                           !reached   ? ""
                           : *reached ? "reached"
                                      : "NOT REACHED");
        append_note(out, line.note);
    }
    return out;
}

std::string as_json(const std::string& heading, const std::vector<Line>& lines) {
    boost::json::array all;
    for (const Line& line : lines) {
        boost::json::object object{{"part", line.part}, {"id", line.id}, {"what", line.what}};
        object["reached"] = line.reached ? boost::json::value(*line.reached) : nullptr;
        object["unit"] = line.unit;
        if (line.wanted != Wanted::nothing) {
            object["asked"] = line.asked;
            object["wanted"] = line.wanted == Wanted::at_most ? "at_most" : "at_least";
        }
        if (const auto share = ratio(line)) object["ratio"] = *share;
        if (const auto reached = verdict(line)) object["ok"] = *reached;
        object["note"] = line.note;
        all.push_back(std::move(object));
    }
    return boost::json::serialize(
        boost::json::object{{"machine", heading}, {"lines", std::move(all)}});
}

}  // namespace rosterd::bench
