// Writing the card; OpenSSL signs it.
#include "adapters/sandbox/max_contact.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace rosterd::sandbox::max {
namespace {

/// Commas, semicolons and backslashes mean something in a vCard (RFC 2426).
std::string escaped(std::string_view text) {
    std::string result;
    for (const char letter : text) {
        if (letter == '\r' || letter == '\n') continue;
        if (letter == ',' || letter == ';' || letter == '\\') result.push_back('\\');
        result.push_back(letter);
    }
    return result;
}

}  // namespace

std::string vcard(std::string_view phone, std::string_view full_name) {
    std::string card = "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:ez-vcard 0.10.3\r\n";
    if (!phone.empty()) card += fmt::format("TEL;TYPE=cell:{}\r\n", phone);
    return card + fmt::format("FN:{}\r\nEND:VCARD\r\n", escaped(full_name));
}

std::string contact_hash(std::string_view token, std::string_view card) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    const auto* const data = reinterpret_cast<const unsigned char*>(card.data());
    if (HMAC(EVP_sha256(), token.data(), static_cast<int>(token.size()), data, card.size(),
             bytes.data(), &size) == nullptr) {
        throw std::runtime_error{"OpenSSL has no HMAC-SHA256"};
    }
    std::string hex;
    for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", bytes.at(i));
    return hex;
}

}  // namespace rosterd::sandbox::max
