// The signed addresses of BigBlueButton's API as pure text. It sends nothing and keeps no secret.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rosterd::calls {

/// How a request is signed; the server's setting `supportedChecksumAlgorithms` must name it.
enum class Checksum : std::uint8_t { sha1, sha256 };

struct Parameter {
    std::string name;
    std::string value;
    friend bool operator==(const Parameter&, const Parameter&) = default;
};
using Parameters = std::vector<Parameter>;  ///< sent in this order

/// Names and values joined by '=' and '&'. Letters, digits and - _ . ! ~ * ' ( ) stay; every other
/// byte of the UTF-8 text becomes %XX with upper-case digits, a space %20 and never '+'. That is
/// what JavaScript's encodeURIComponent and node's querystring.encode write, so that links can be
/// compared byte for byte with those of clients on npm.
[[nodiscard]] std::string query_of(const Parameters& parameters);

struct Signing {
    std::string_view secret;
    Checksum algorithm = Checksum::sha256;
};

/// The sum over call name, encoded query and secret, without anything between them; lower-case hex.
[[nodiscard]] std::string checksum_of(std::string_view call, std::string_view query,
                                      Signing signing);

/// "/api/<call>?<query>&checksum=<sum>": what follows the base address. Who has it can repeat this
/// one request; it does not give the secret away.
[[nodiscard]] std::string signed_target(std::string_view call, const Parameters& parameters,
                                        Signing signing);

}  // namespace rosterd::calls
