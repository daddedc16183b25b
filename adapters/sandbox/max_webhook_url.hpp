// Where a webhook is: an URL taken apart, and whether it may be one. It opens no connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/sandbox/max_settings.hpp"

namespace rosterd::sandbox::max {

struct WebhookUrl {
    std::string origin;  ///< "https://school.example", "http://127.0.0.1:8080"
    std::string target;  ///< "/hook?x=1", percent-encoded as given
    bool tls = false;
    bool loopback = false;      ///< 127.0.0.0/8, [::1] or localhost
    bool standard_port = true;  ///< that of the scheme
};

/// Nothing for anything but http and https with a host.
[[nodiscard]] std::optional<WebhookUrl> parse_webhook_url(std::string_view text);

/// What speaks against it; empty: nothing. https on port 443 alone (max.md §2.10), and with
/// `loopback_webhooks` whatever is on this machine.
[[nodiscard]] std::string_view objection(const WebhookUrl& url, const Settings& settings);

}  // namespace rosterd::sandbox::max
