// SHA sums and keyed hashes as lower-case hex, by OpenSSL. It keeps nothing and knows no protocol.
#pragma once

#include <string>
#include <string_view>

namespace rosterd {

/// 40 characters.
[[nodiscard]] std::string sha1_hex(std::string_view text);
/// 64 characters.
[[nodiscard]] std::string sha256_hex(std::string_view text);
/// 64 characters. HMAC-SHA-256 (RFC 2104): nobody without `secret` can compute or guess it.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view secret, std::string_view text);

/// Whether two texts are the same, in a time that tells only whether their lengths differ: for
/// secrets and hashes that a stranger may try to guess piece by piece.
[[nodiscard]] bool equal_secretly(std::string_view left, std::string_view right);

}  // namespace rosterd
