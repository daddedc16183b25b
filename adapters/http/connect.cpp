// Name look-up, connect and TLS handshake with certificate checks. No HTTP here.
#include "adapters/http/connect.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <utility>
#include <vector>

#include "adapters/http/deadline.hpp"

namespace rosterd::http {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;
using AnyEndpoint = asio::generic::stream_protocol::endpoint;

Error unreachable(const Origin& origin, std::string_view step, const error_code& error) {
    if (error == asio::error::operation_aborted) {
        return {ErrorKind::cancelled, "stopped by the caller"};
    }
    std::string hint;
    if (origin.transport == Transport::local) {
        hint = error == asio::error::access_denied
                   ? "this user may not open the socket: run as root or join its group"
                   : "is the service that makes this socket running?";
    }
    return Error{ErrorKind::transient, std::string{step} + ": " + error.message(), std::move(hint)}
        .in(origin.name);
}

/// A look-up that the waiting coroutine may abandon: getaddrinfo itself cannot be stopped.
struct Lookup {
    explicit Lookup(const asio::any_io_executor& executor)
        : resolver{executor}, ready{executor, asio::steady_timer::time_point::max()} {}
    tcp::resolver resolver;
    asio::steady_timer ready;
    bool done = false;
    error_code error;
    std::vector<tcp::endpoint> endpoints;
};

void start(const std::shared_ptr<Lookup>& lookup, const Origin& origin) {
    lookup->resolver.async_resolve(
        origin.host, std::to_string(origin.port),
        [lookup](const error_code& error, const tcp::resolver::results_type& results) {
            lookup->done = true;
            lookup->error = error;
            for (const auto& entry : results) lookup->endpoints.push_back(entry.endpoint());
            lookup->ready.cancel();
        });
}

/// IPv4 first: a dead IPv6 route would otherwise cost part of the deadline on every connection.
std::vector<AnyEndpoint> ipv4_first(const std::vector<tcp::endpoint>& endpoints) {
    std::vector<AnyEndpoint> sorted;
    for (const bool v4 : {true, false}) {
        for (const tcp::endpoint& endpoint : endpoints) {
            if (endpoint.address().is_v4() == v4) sorted.emplace_back(endpoint);
        }
    }
    return sorted;
}

asio::awaitable<Result<std::vector<AnyEndpoint>>> endpoints_of(
    std::shared_ptr<const Origin> origin) {
    if (origin->transport == Transport::local) {
        co_return std::vector<AnyEndpoint>{asio::local::stream_protocol::endpoint{origin->path}};
    }
    error_code not_an_address;
    const auto address = asio::ip::make_address(origin->host, not_an_address);
    if (!not_an_address) {
        co_return std::vector<AnyEndpoint>{tcp::endpoint{address, origin->port}};
    }
    if (origin->host == "localhost") {  // never asked of a name server, see parse_origin
        co_return std::vector<AnyEndpoint>{
            tcp::endpoint{asio::ip::address_v4::loopback(), origin->port},
            tcp::endpoint{asio::ip::address_v6::loopback(), origin->port}};
    }
    const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
    start(lookup, *origin);
    co_await lookup->ready.async_wait(as_result);
    if (!lookup->done) co_return Error{ErrorKind::cancelled, "stopped by the caller"};
    if (lookup->error) co_return unreachable(*origin, "look up the name", lookup->error);
    co_return ipv4_first(lookup->endpoints);
}

asio::awaitable<Result<Socket>> connect_to(std::shared_ptr<const Origin> origin,
                                           AnyEndpoint endpoint) {
    Socket socket{co_await asio::this_coro::executor};
    const auto [error] = co_await socket.async_connect(endpoint, as_result);
    if (error) co_return unreachable(*origin, "connect", error);
    if (origin->transport != Transport::local) {
        error_code ignored;  // only costs latency
        socket.set_option(tcp::no_delay{true}, ignored);
    }
    co_return socket;
}

asio::awaitable<Result<Socket>> connect_to_any(std::shared_ptr<const Origin> origin,
                                               std::chrono::milliseconds limit) {
    auto endpoints = co_await endpoints_of(origin);
    if (!endpoints) co_return std::move(endpoints).error();
    Error last{ErrorKind::transient, origin->name + ": the name has no address"};
    for (const AnyEndpoint& endpoint : *endpoints) {
        const auto share = limit / static_cast<int>(endpoints->size());
        auto attempt = co_await within(share, connect_to(origin, endpoint));
        if (attempt && *attempt) co_return std::move(**attempt);
        last = attempt ? std::move(*attempt).error()
                       : unreachable(*origin, "connect", asio::error::timed_out);
        if (last.kind == ErrorKind::cancelled) break;
    }
    co_return last;
}

/// Asio's check, with the reason left where the error text is made from.
bool verify_host(const ssl::host_name_verification& check, bool preverified,
                 ssl::verify_context& context) {
    const bool good = check(preverified, context);
    if (preverified && !good) {
        X509_STORE_CTX_set_error(context.native_handle(), X509_V_ERR_HOSTNAME_MISMATCH);
    }
    return good;
}

Error handshake_error(const Origin& origin, Stream& stream, const error_code& error) {
    const auto code = static_cast<unsigned long>(error.value());
    const bool certificate = error.category() == asio::error::get_ssl_category() &&
                             ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED;
    if (!certificate) return unreachable(origin, "TLS handshake", error);
    const long reason = SSL_get_verify_result(stream.tls()->native_handle());
    const std::string text = X509_verify_cert_error_string(reason);
    return Error{ErrorKind::authority, "the server's certificate does not verify: " + text,
                 reason == X509_V_ERR_HOSTNAME_MISMATCH
                     ? "the certificate is for another host: check base_url"
                     : "if the server's authority is private, name its certificate in ca_file; "
                       "check also the clock of this machine"}
        .in(origin.name);
}

asio::awaitable<Result<std::unique_ptr<Stream>>> secure(std::shared_ptr<const Origin> origin,
                                                        Socket socket,
                                                        std::shared_ptr<ssl::context> context) {
    auto stream = std::make_unique<Stream>(std::move(socket), *context);
    error_code not_an_address;
    asio::ip::make_address(origin->host, not_an_address);
    if (not_an_address) {  // server name indication is defined for names only (RFC 6066)
        SSL_set_tlsext_host_name(stream->tls()->native_handle(), origin->host.c_str());
    }
    stream->tls()->set_verify_callback([check = ssl::host_name_verification{origin->host}](
                                           bool preverified, ssl::verify_context& verify) {
        return verify_host(check, preverified, verify);
    });
    const auto [error] =
        co_await stream->tls()->async_handshake(ssl::stream_base::client, as_result);
    if (error) co_return handshake_error(*origin, *stream, error);
    co_return stream;
}

}  // namespace

asio::awaitable<Result<std::unique_ptr<Stream>>> connect(std::shared_ptr<const Origin> origin,
                                                         std::shared_ptr<ssl::context> tls,
                                                         std::chrono::milliseconds limit) {
    auto socket = co_await connect_to_any(origin, limit);
    if (!socket) co_return std::move(socket).error();
    if (origin->transport != Transport::tls) {
        co_return std::make_unique<Stream>(std::move(*socket));
    }
    co_return co_await secure(origin, std::move(*socket), tls);
}

}  // namespace rosterd::http
