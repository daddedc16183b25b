// Parses a base URL and refuses what would send a token in clear. No sockets here.
#include "adapters/http/origin.hpp"

#include <sys/un.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/scheme.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <system_error>
#include <utility>

namespace rosterd::http {
namespace {

constexpr std::string_view unix_prefix = "unix:";
constexpr std::uint16_t https_port = 443;
constexpr std::uint16_t http_port = 80;

Error bad_url(std::string why) {
    return {ErrorKind::invalid_input, "base_url: " + std::move(why),
            "use https://host[:port], http://127.0.0.1[:port] or unix:/path/to/socket"};
}

/// A name is not resolved to find out: the answer of a name server is no ground for trust.
bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return error ? host == "localhost" : address.is_loopback();
}

bool is_host_name(std::string_view host) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    };
    return !host.empty() && std::ranges::all_of(host, allowed);
}

/// 0 when it is no port; url_view::port_number() of Boost 1.81 wraps around above 65535.
std::uint16_t parse_port(std::string_view text, std::uint16_t standard_port) {
    if (text.empty()) return standard_port;
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, port);
    return parsed.ec == std::errc{} && parsed.ptr == end ? port : std::uint16_t{0};
}

Result<Origin> parse_local(std::string_view base_url) {
    std::string path{base_url.substr(unix_prefix.size())};
    if (path.empty()) return bad_url("the path of the unix socket is empty");
    if (path.find('\0') != std::string::npos) return bad_url("the path holds a zero byte");
    if (path.size() >= sizeof(sockaddr_un::sun_path)) {
        return bad_url("the path of the unix socket is longer than 107 bytes");
    }
    return Origin{.transport = Transport::local,
                  .name = std::string{base_url},
                  .host = {},
                  .port = 0,
                  .path = std::move(path),
                  .host_header = "localhost",
                  .prefix = {}};
}

Result<Origin> from_url(const boost::urls::url_view& url) {
    const bool tls = url.scheme_id() == boost::urls::scheme::https;
    if (!tls && url.scheme_id() != boost::urls::scheme::http) return bad_url("unknown scheme");
    if (url.has_userinfo()) return bad_url("a user name or password does not belong here");
    if (url.has_query() || url.has_fragment()) return bad_url("a query or fragment is not allowed");

    std::string host = url.host_address();
    std::ranges::transform(host, host.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const bool ipv6 = url.host_type() == boost::urls::host_type::ipv6;
    if (!ipv6 && !is_host_name(host)) return bad_url("not a host name (use punycode for Cyrillic)");
    if (!tls && !is_loopback(host)) {
        return bad_url("plain http is for loopback addresses only: tokens would cross in clear");
    }

    const std::uint16_t standard_port = tls ? https_port : http_port;
    const auto port = parse_port(url.port(), standard_port);
    if (port == 0) return bad_url("the port is not in 1..65535");

    std::string prefix{url.encoded_path()};
    while (prefix.ends_with('/')) prefix.pop_back();
    std::string host_header = ipv6 ? "[" + host + "]" : host;
    if (port != standard_port) host_header += ":" + std::to_string(port);
    return Origin{.transport = tls ? Transport::tls : Transport::tcp,
                  .name = (tls ? "https://" : "http://") + host_header,
                  .host = std::move(host),
                  .port = port,
                  .path = {},
                  .host_header = std::move(host_header),
                  .prefix = std::move(prefix)};
}

}  // namespace

Result<Origin> parse_origin(std::string_view base_url) {
    if (base_url.starts_with(unix_prefix)) return parse_local(base_url);
    const auto url = boost::urls::parse_uri(base_url);
    if (!url || !url->has_authority()) return bad_url("not a URL");
    return from_url(*url);
}

}  // namespace rosterd::http
