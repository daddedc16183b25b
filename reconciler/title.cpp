// Pattern expansion and cutting at code point boundaries.
#include "reconciler/title.hpp"

namespace rosterd {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

const std::string_view* value_of(const TitleValues& values, std::string_view name) {
    if (name == "class") return &values.school_class;
    if (name == "subject") return &values.subject;
    if (name == "group") return &values.group;
    if (name == "classes") return &values.classes;
    if (name == "school") return &values.school;
    return nullptr;
}

}  // namespace

void expand_title(std::string_view pattern, const TitleValues& values, std::string& out) {
    out.clear();
    while (!pattern.empty()) {
        const auto open = pattern.find('{');
        out.append(pattern.substr(0, open));
        if (open == std::string_view::npos) return;
        const auto close = pattern.find('}', open);
        if (close == std::string_view::npos) {
            out.append(pattern.substr(open));
            return;
        }
        const auto* value = value_of(values, pattern.substr(open + 1, close - open - 1));
        out.append(value != nullptr ? *value : pattern.substr(open, close - open + 1));
        pattern.remove_prefix(close + 1);
    }
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
