// Taking URLs of webhooks apart, with Boost.URL.
#include "adapters/sandbox/max_webhook_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace rosterd::sandbox::max {
namespace {

bool is_loopback(const boost::urls::url_view& url) {
    if (url.host_type() == boost::urls::host_type::ipv4)
        return url.host_ipv4_address().is_loopback();
    if (url.host_type() == boost::urls::host_type::ipv6)
        return url.host_ipv6_address().is_loopback();
    return url.host() == "localhost";
}

}  // namespace

std::optional<WebhookUrl> parse_webhook_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed) return std::nullopt;
    const boost::urls::url_view& url = *parsed;
    const bool tls = url.scheme_id() == boost::urls::scheme::https;
    if (!tls && url.scheme_id() != boost::urls::scheme::http) return std::nullopt;
    if (url.encoded_host().empty() || url.has_userinfo()) return std::nullopt;
    WebhookUrl result;
    result.origin = std::string{tls ? "https://" : "http://"}.append(url.encoded_host_and_port());
    result.target = url.encoded_target();
    if (!result.target.starts_with('/')) result.target.insert(0, 1, '/');
    result.tls = tls;
    result.loopback = is_loopback(url);
    result.standard_port = !url.has_port() || url.port() == (tls ? "443" : "80");
    return result;
}

std::string_view objection(const WebhookUrl& url, const Settings& settings) {
    if (settings.loopback_webhooks && url.loopback) return {};
    if (!url.tls) return "Only HTTPS urls are supported";
    if (!url.standard_port) return "Only port 443 is supported";
    return {};
}

}  // namespace rosterd::sandbox::max
