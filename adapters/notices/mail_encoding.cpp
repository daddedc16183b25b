// Base64 by OpenSSL.
#include "adapters/notices/mail_encoding.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace rosterd::notices {
namespace {

std::string base64(std::string_view bytes) {
    std::string encoded(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    encoded.resize(static_cast<std::size_t>(length));
    return encoded;
}

bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

std::string base64_lines(std::string_view text) {
    constexpr std::size_t bytes_in_line = 57;  // 76 characters
    std::string lines;
    for (std::size_t at = 0; at < text.size(); at += bytes_in_line) {
        lines += base64(text.substr(at, bytes_in_line)) + "\r\n";
    }
    return lines;
}

std::string encoded_header(std::string_view text) {
    constexpr std::size_t bytes_in_word = 39;  // 64 characters, and the first beside the name
    std::string line{text};
    std::ranges::replace_if(
        line, [](char byte) { return static_cast<unsigned char>(byte) < ' '; }, ' ');
    std::string header;
    std::string_view rest = line;
    while (!rest.empty()) {
        std::size_t end = std::min(rest.size(), bytes_in_word);
        while (end < rest.size() && end > 1 && continues_character(rest[end])) --end;
        if (!header.empty()) header += "\r\n ";
        header += "=?utf-8?B?" + base64(rest.substr(0, end)) + "?=";
        rest.remove_prefix(end);
    }
    return header;
}

}  // namespace rosterd::notices
