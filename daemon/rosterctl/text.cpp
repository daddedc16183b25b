// A small UTF-8 reader and the widths that matter for names and titles.
#include "daemon/rosterctl/text.hpp"

#include <array>
#include <cstdint>

namespace rosterd::ctl {
namespace {

constexpr char32_t broken = 0xFFFFFFFF;

/// The code point at the beginning of `text` and how many bytes it takes (at least 1).
struct Sign {
    char32_t code;
    std::size_t bytes;
};

Sign first_sign(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return {lead, 1};
    const std::size_t bytes = lead >= 0xF0 && lead < 0xF5   ? 4
                              : lead >= 0xE0 && lead < 0xF0 ? 3
                              : lead >= 0xC2 && lead < 0xE0 ? 2
                                                            : 0;
    if (bytes == 0 || text.size() < bytes) return {broken, 1};
    char32_t code = lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80U) return {broken, 1};
        code = (code << 6U) | (next & 0x3FU);
    }
    return {code, bytes};
}

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t Count>
bool among(char32_t code, const std::array<Range, Count>& ranges) {
    for (const Range& range : ranges) {
        if (code >= range.first && code <= range.last) return true;
    }
    return false;
}

/// Unicode's combining marks and invisible joiners, as far as names and titles have them.
constexpr std::array<Range, 5> narrow{
    {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x200B, 0x200D}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}}};
/// East Asian wide signs and pictures.
constexpr std::array<Range, 8> wide{{{0x1100, 0x115F},
                                     {0x2E80, 0xA4CF},
                                     {0xAC00, 0xD7A3},
                                     {0xF900, 0xFAFF},
                                     {0xFE30, 0xFE6F},
                                     {0xFF00, 0xFF60},
                                     {0x1F300, 0x1FAFF},
                                     {0x20000, 0x3FFFD}}};
/// Marks that turn the direction of what follows: a title must not rearrange the line it is in.
constexpr std::array<Range, 3> turning{{{0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}}};

std::size_t columns_of(char32_t code) {
    if (among(code, narrow)) return 0;
    return among(code, wide) ? 2 : 1;
}

bool steers(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == broken || among(code, turning);
}

}  // namespace

std::string printable(std::string_view text, LineBreaks breaks) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const Sign sign = first_sign(text);
        const bool kept_break = sign.code == '\n' && breaks == LineBreaks::keep;
        if (steers(sign.code) && !kept_break) {
            clean += '?';
        } else {
            clean += text.substr(0, sign.bytes);
        }
        text.remove_prefix(sign.bytes);
    }
    return clean;
}

std::size_t width_of(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const Sign sign = first_sign(text);
        columns += columns_of(sign.code);
        text.remove_prefix(sign.bytes);
    }
    return columns;
}

std::string shortened(std::string_view text, std::size_t columns) {
    if (width_of(text) <= columns) return std::string{text};
    if (columns == 0) return {};
    std::string kept;
    std::size_t used = 1;  // the ellipsis
    while (!text.empty()) {
        const Sign sign = first_sign(text);
        used += columns_of(sign.code);
        if (used > columns) break;
        kept += text.substr(0, sign.bytes);
        text.remove_prefix(sign.bytes);
    }
    return kept + "…";
}

}  // namespace rosterd::ctl
