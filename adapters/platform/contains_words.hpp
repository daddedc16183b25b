// Looking for words in what a platform wrote. Pure.
#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace rosterd {

/// Whether `text` has `words` in it, whatever the case of their Latin letters.
[[nodiscard]] inline bool contains_words(std::string_view text, std::string_view words) {
    const auto same = [](char left, char right) {
        return std::tolower(static_cast<unsigned char>(left)) ==
               std::tolower(static_cast<unsigned char>(right));
    };
    return !std::ranges::search(text, words, same).empty();
}

}  // namespace rosterd
