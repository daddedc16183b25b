// Optimal string alignment distance over three rows.
#include "config/nearest_word.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "config/secret.hpp"

namespace rosterd::config {
namespace {

constexpr std::size_t word_length_max = 64;  // longer text is no mistyped word
constexpr std::size_t shown_bytes_max = 60;

std::size_t edits_between(std::string_view left, std::string_view right) {
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> above(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j) above[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[right.size()];
}

}  // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known) {
    if (word.size() > word_length_max) return {};
    std::string_view best;
    std::size_t best_edits = word_length_max;
    for (const std::string_view candidate : known) {
        const std::size_t edits = edits_between(word, candidate);
        const std::size_t allowed =
            std::max<std::size_t>(1, std::max(word.size(), candidate.size()) / 3);
        if (edits > allowed || edits >= best_edits) continue;
        best = candidate;
        best_edits = edits;
    }
    return best;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
    const std::string_view near = nearest_word(word, known);
    if (!near.empty()) return fmt::format("did you mean '{}'?", near);
    if (known.empty()) return {};
    return fmt::format("one of: {}", fmt::join(known, ", "));
}

std::string in_one_line(std::string_view text) {
    std::string result{text};
    std::ranges::replace_if(
        result, [](char byte) { return static_cast<unsigned char>(byte) < 0x20U || byte == 0x7F; },
        ' ');
    return result;
}

std::string shown(std::string_view text) {
    if (holds_secret(text)) return "'...' (a secret)";
    std::string result = "'" + in_one_line(text.substr(0, shown_bytes_max));
    if (text.size() > shown_bytes_max) {
        // Do not end within a character.
        while (result.size() > 1 && (static_cast<unsigned char>(result.back()) & 0x80U) != 0) {
            result.pop_back();
        }
        result += "...";
    }
    return result + "'";
}

}  // namespace rosterd::config
