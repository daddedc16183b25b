// Numbers to words. A word tells nothing about its number, as far as a sandbox needs it.
#include "adapters/sandbox/opaque.hpp"

#include <string_view>

namespace rosterd::sandbox {

std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

std::string opaque(std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string text;
    for (int i = 0; i < 12; ++i) {
        text.push_back(digits[value % digits.size()]);
        value /= digits.size();
    }
    return text;
}

std::string opaque_uuid(std::uint64_t first, std::uint64_t second) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) text.push_back('-');
        std::uint64_t& half = i < 16 ? first : second;
        std::uint64_t digit = half & 0xFU;
        half >>= 4U;
        if (i == 12) digit = 4;                      // the version
        if (i == 16) digit = (digit & 0x3U) | 0x8U;  // the variant
        text.push_back(digits[digit]);
    }
    return text;
}

}  // namespace rosterd::sandbox
