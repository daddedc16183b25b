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
constexpr std::size_t list_bytes_max = 600;  // our own lists of keys have half of it

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

/// Does not end within a character.
std::string shortened(std::string text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    text.resize(bytes_max);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0) {
        text.pop_back();
    }
    return text + "...";
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
    if (!near.empty()) return fmt::format("did you mean {}?", shown(near));
    if (known.empty()) return {};
    const std::string list = fmt::format("{}", fmt::join(known, ", "));
    if (holds_secret(list)) return {};
    return "one of: " + shortened(in_one_line(list), list_bytes_max);
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
    return "'" + shortened(in_one_line(text), shown_bytes_max) + "'";
}

}  // namespace rosterd::config
