// The known word that a mistyped one most likely meant. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rosterd::config {

/// The nearest of `known` by edit distance (a swap of neighbours counts once), or empty when none
/// is near enough to be worth suggesting: at most a third of the longer word, at least one edit.
[[nodiscard]] std::string_view nearest_word(std::string_view word,
                                            std::span<const std::string_view> known);

/// "did you mean 'journal'?", or "one of: a, b, c" when nothing is near.
[[nodiscard]] std::string suggestion(std::string_view word,
                                     std::span<const std::string_view> known);

/// Text from outside without control characters.
[[nodiscard]] std::string in_one_line(std::string_view text);

/// Text from a file as a message may show it: in quotes, shortened, no control characters. What
/// is a secret beyond doubt is not repeated, wherever it was written.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace rosterd::config
