// Where a client talks to, parsed from its base URL. It opens no connection and asks no name
// server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reconciler/result.hpp"

namespace rosterd::http {

enum class Transport {
    tls,    ///< https to any host
    tcp,    ///< plain http, loopback only
    local,  ///< a unix socket
};

struct Origin {
    Transport transport;
    std::string name;         ///< for error texts: "https://api.vk.com", "unix:/run/x.sock"
    std::string host;         ///< name or address without brackets; empty on a unix socket
    std::uint16_t port;       ///< 0 on a unix socket
    std::string path;         ///< of the unix socket, else empty
    std::string host_header;  ///< "api.vk.com", "127.0.0.1:8080", "localhost"
    std::string prefix;       ///< prepended to every target; empty or "/a/b" without a last slash
};

/// Accepts "https://host[:port][/prefix]", the same with http for 127.0.0.0/8, [::1] and localhost,
/// and "unix:PATH". Errors: invalid_input; the text does not repeat the URL (it may hold a secret).
[[nodiscard]] Result<Origin> parse_origin(std::string_view base_url);

}  // namespace rosterd::http
