// Parses numbers, normalises and hashes names.
#include "reconciler/user_id.hpp"

#include <algorithm>
#include <charconv>

#include "reconciler/stable_hash.hpp"

namespace rosterd {
namespace {

std::optional<UserId> parse_number(std::string_view text) {
    UserId user = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), user);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (user <= 0 || user > user_id_max) return std::nullopt;
    return user;
}

bool is_forbidden(char letter) {
    constexpr std::string_view forbidden = "\"&'/:<>@\x7F";  // RFC 6122, appendix A.5
    const auto byte = static_cast<unsigned char>(letter);
    return byte <= ' ' || forbidden.find(letter) != std::string_view::npos;
}

bool is_host(std::string_view text) {
    return !text.empty() && std::ranges::none_of(text, is_forbidden);
}

/// Writes the two bytes of a code point from U+0400 to U+04FF over those at `at`.
void put_cyrillic(std::string& text, std::size_t at, unsigned code_point) {
    text[at] = static_cast<char>(0xC0U | (code_point >> 6U));
    text[at + 1] = static_cast<char>(0x80U | (code_point & 0x3FU));
}

void lower(std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 'A' && byte <= 'Z') text[i] = static_cast<char>(byte + ('a' - 'A'));
        const bool cyrillic = (byte & 0xFCU) == 0xD0U && i + 1 < text.size();
        if (!cyrillic) continue;
        const auto next = static_cast<unsigned char>(text[i + 1]);
        const unsigned code_point = ((byte & 0x1FU) << 6U) | (next & 0x3FU);
        if (code_point < 0x410U) put_cyrillic(text, i, code_point + 0x50U);  // U+0400: Ѐ to Џ
        if (code_point >= 0x410U && code_point < 0x430U) put_cyrillic(text, i, code_point + 0x20U);
        ++i;
    }
}

}  // namespace

std::optional<std::string> local_part(std::string_view text) {
    constexpr std::size_t bytes_max = 1023;
    const auto at = text.find('@');
    if (at != std::string_view::npos && !is_host(text.substr(at + 1))) return std::nullopt;
    std::string name{text.substr(0, at)};
    if (name.empty() || name.size() > bytes_max || std::ranges::any_of(name, is_forbidden)) {
        return std::nullopt;
    }
    lower(name);
    return name;
}

UserId number_of_name(std::string_view name) {
    constexpr unsigned bits = 53;
    const std::uint64_t hash = stable_hash(name);
    const auto folded = static_cast<UserId>((hash ^ (hash >> bits)) & std::uint64_t{user_id_max});
    return std::max<UserId>(folded, 1);
}

std::optional<UserId> user_id_of(Platform platform, std::string_view text) {
    if (platform != Platform::ejabberd) return parse_number(text);
    const auto name = local_part(text);
    if (!name) return std::nullopt;
    return number_of_name(*name);
}

std::string_view expected_user(Platform platform) {
    return platform == Platform::ejabberd ? "a user name, with or without @host"
                                          : "a whole number from 1 to 2^53-1";
}

}  // namespace rosterd
