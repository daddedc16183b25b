// TLS settings of both sides: 1.2 or newer, the client verifies. No connection is made here.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "reconciler/result.hpp"

namespace rosterd::http {

/// Verifies the peer against `ca_file`, or the system's trust store when it is empty.
/// Errors: invalid_input when `ca_file` cannot be read.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> make_client_tls(
    const std::string& ca_file);

/// Shows the chain in `certificate_file` with the key in `key_file`, both PEM.
/// Errors: invalid_input when one cannot be read or they do not belong together.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> make_server_tls(
    const std::string& certificate_file, const std::string& key_file);

}  // namespace rosterd::http
