// SHA of OpenSSL, and what of a request goes into it.
#include "adapters/sandbox/bbb_digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace rosterd::sandbox {
namespace {

const EVP_MD* algorithm(Digest digest) {
    switch (digest) {
        case Digest::sha1:
            return EVP_sha1();
        case Digest::sha256:
            return EVP_sha256();
        case Digest::sha384:
            return EVP_sha384();
        case Digest::sha512:
            return EVP_sha512();
    }
    return nullptr;
}

}  // namespace

std::optional<Digest> digest_of_length(std::size_t hex_digits) {
    if (hex_digits == 40) return Digest::sha1;
    if (hex_digits == 64) return Digest::sha256;
    if (hex_digits == 96) return Digest::sha384;
    if (hex_digits == 128) return Digest::sha512;
    return std::nullopt;
}

std::string hex_digest(Digest digest, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, algorithm(digest), nullptr) !=
        1) {
        throw std::runtime_error{"OpenSSL has no such digest"};
    }
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex.push_back(digits[bytes.at(i) >> 4U]);
        hex.push_back(digits[bytes.at(i) & 0xFU]);
    }
    return hex;
}

std::string without_checksum(std::string_view query) {
    std::string kept;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.starts_with("checksum=")) continue;
        if (!kept.empty()) kept.push_back('&');
        kept.append(pair);
    }
    return kept;
}

bool is_checksum(std::string_view checksum, std::string_view method, std::string_view query,
                 std::string_view secret) {
    const auto digest = digest_of_length(checksum.size());
    if (!digest) return false;
    return hex_digest(*digest,
                      std::string{method}.append(without_checksum(query)).append(secret)) ==
           checksum;
}

}  // namespace rosterd::sandbox
