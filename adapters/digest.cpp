// One-shot calls of OpenSSL's digests. Nothing here can fail but for want of memory.
#include "adapters/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>

namespace rosterd {
namespace {

using Bytes = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string hex(const Bytes& bytes, unsigned count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(std::size_t{count} * 2);
    for (unsigned index = 0; index < count; ++index) {
        text += digits[bytes.at(index) >> 4U];
        text += digits[bytes.at(index) & 0xFU];
    }
    return text;
}

std::string digest_hex(const EVP_MD* algorithm, std::string_view text) {
    Bytes bytes{};
    unsigned count = 0;
    const int done = EVP_Digest(text.data(), text.size(), bytes.data(), &count, algorithm, nullptr);
    if (done != 1) throw std::bad_alloc{};
    return hex(bytes, count);
}

}  // namespace

std::string sha1_hex(std::string_view text) {
    return digest_hex(EVP_sha1(), text);
}

std::string sha256_hex(std::string_view text) {
    return digest_hex(EVP_sha256(), text);
}

std::string hmac_sha256_hex(std::string_view secret, std::string_view text) {
    Bytes bytes{};
    unsigned count = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    const auto* done = HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), data,
                            text.size(), bytes.data(), &count);
    if (done == nullptr) throw std::bad_alloc{};
    return hex(bytes, count);
}

bool equal_secretly(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) return false;
    return left.empty() || CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace rosterd
