// Pattern expansion and cutting at code point boundaries.
#include "reconciler/title.hpp"

namespace rosterd {
namespace {

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

const std::string_view TitleValues::* value_named(std::string_view name) {
    if (name == "class") return &TitleValues::school_class;
    if (name == "subject") return &TitleValues::subject;
    if (name == "group") return &TitleValues::group;
    if (name == "classes") return &TitleValues::classes;
    if (name == "school") return &TitleValues::school;
    return nullptr;
}

}  // namespace

TitlePattern::TitlePattern(std::string_view pattern) {
    while (!pattern.empty()) {
        const auto open = pattern.find('{');
        const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
        if (close == std::string_view::npos) {
            pieces_.push_back({pattern, nullptr});
            return;
        }
        const auto value = value_named(pattern.substr(open + 1, close - open - 1));
        pieces_.push_back({pattern.substr(0, value != nullptr ? open : close + 1), value});
        pattern.remove_prefix(close + 1);
    }
}

void TitlePattern::append_to(std::string& out, const TitleValues& values) const {
    for (const Piece& piece : pieces_) {
        out.append(piece.text);
        if (piece.value != nullptr) out.append(values.*piece.value);
    }
}

void expand_title(std::string_view pattern, const TitleValues& values, std::string& out) {
    out.clear();
    TitlePattern{pattern}.append_to(out, values);
}

std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (const char byte : text) count += is_continuation(byte) ? 0U : 1U;
    return count;
}

bool cut_title(std::string& title, std::size_t characters_max) {
    if (title.size() <= characters_max || count_characters(title) <= characters_max) return false;
    std::size_t at = 0;
    for (std::size_t kept = 0; at < title.size(); ++at) {
        if (is_continuation(title[at])) continue;
        if (kept + 1 == characters_max) break;
        ++kept;
    }
    title.resize(at);
    title += "…";
    return true;
}

}  // namespace rosterd
