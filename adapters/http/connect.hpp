// Opens one connection to an origin: name, socket, TLS. It sends no byte of a request.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "adapters/http/origin.hpp"
#include "adapters/http/stream.hpp"
#include "reconciler/result.hpp"

namespace rosterd::http {

/// Connects within the caller's deadline; of several addresses each gets an equal part of `limit`.
/// Errors: transient (nothing was sent), authority (certificate), cancelled.
boost::asio::awaitable<Result<std::unique_ptr<Stream>>> connect(
    std::shared_ptr<const Origin> origin, std::shared_ptr<boost::asio::ssl::context> tls,
    std::chrono::milliseconds limit);

}  // namespace rosterd::http
