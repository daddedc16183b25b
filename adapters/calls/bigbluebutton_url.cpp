// Percent-encoding and checksums of BigBlueButton's API. The encoded query is what gets signed.
#include "adapters/calls/bigbluebutton_url.hpp"

#include "adapters/digest.hpp"

namespace rosterd::calls {
namespace {

bool stays(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') ||
           std::string_view{"-_.!~*'()"}.find(byte) != std::string_view::npos;
}

void append_encoded(std::string& query, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char byte : text) {
        if (stays(byte)) {
            query += byte;
            continue;
        }
        const auto value = static_cast<unsigned char>(byte);
        query += '%';
        query += digits[value >> 4U];
        query += digits[value & 0xFU];
    }
}

}  // namespace

std::string query_of(const Parameters& parameters) {
    std::string query;
    for (const Parameter& parameter : parameters) {
        if (!query.empty()) query += '&';
        append_encoded(query, parameter.name);
        query += '=';
        append_encoded(query, parameter.value);
    }
    return query;
}

std::string checksum_of(std::string_view call, std::string_view query, Signing signing) {
    std::string text{call};
    text += query;
    text += signing.secret;
    switch (signing.algorithm) {
        case Checksum::sha1:
            return sha1_hex(text);
        case Checksum::sha256:
            return sha256_hex(text);
    }
    return {};
}

std::string signed_target(std::string_view call, const Parameters& parameters, Signing signing) {
    const std::string query = query_of(parameters);
    std::string target = "/api/" + std::string{call} + "?" + query;
    target += query.empty() ? "checksum=" : "&checksum=";
    return target + checksum_of(call, query, signing);
}

}  // namespace rosterd::calls
