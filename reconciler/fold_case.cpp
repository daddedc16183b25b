// Latin and Russian capitals of UTF-8, byte by byte.
#include "reconciler/fold_case.hpp"

namespace rosterd {

std::string fold_case(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 'A' && byte <= 'Z') {
            folded += static_cast<char>(byte - 'A' + 'a');
            continue;
        }
        const bool cyrillic = byte == 0xD0 && i + 1 < text.size();
        if (!cyrillic) {
            folded += text[i];
            continue;
        }
        // А-П are D0 90-9F and Р-Я D0 A0-AF; а-п are D0 B0-BF and р-я D1 80-8F; Ё is D0 81, ё
        // D1 91.
        const auto next = static_cast<unsigned char>(text[++i]);
        if (next == 0x81) {
            folded += "ё";
        } else if (next >= 0x90 && next <= 0x9F) {
            folded += {'\xD0', static_cast<char>(next + 0x20)};
        } else if (next >= 0xA0 && next <= 0xAF) {
            folded += {'\xD1', static_cast<char>(next - 0x20)};
        } else {
            folded += {'\xD0', static_cast<char>(next)};
        }
    }
    return folded;
}

}  // namespace rosterd
