// The checksum of BigBlueButton requests. It knows no request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rosterd::sandbox {

enum class Digest { sha1, sha256, sha384, sha512 };

/// Which digest has so many hexadecimal digits.
[[nodiscard]] std::optional<Digest> digest_of_length(std::size_t hex_digits);

/// The digest of the bytes of `text`, in lower case.
[[nodiscard]] std::string hex_digest(Digest digest, std::string_view text);

/// `query` without its checksum, every other byte as it was sent.
[[nodiscard]] std::string without_checksum(std::string_view query);

/// Whether `checksum` is that of `method` + `query` (without its checksum) + `secret`.
[[nodiscard]] bool is_checksum(std::string_view checksum, std::string_view method,
                               std::string_view query, std::string_view secret);

}  // namespace rosterd::sandbox
