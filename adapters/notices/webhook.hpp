// Notices as JSON to an address of the operator's choice.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "adapters/notice_channel.hpp"

namespace rosterd::notices {

struct WebhookOptions {
    std::string url{};      ///< https, or http to this machine; may hold a secret: never in errors
    std::string secret{};   ///< sent as "Authorization: Bearer …"; empty: without
    std::string ca_file{};  ///< instead of the system's trust store; empty: the system's
    std::chrono::milliseconds timeout{10'000};
};

/// POSTs NoticeDigest::json; any 2xx is a success. Use it on `executor`.
/// Errors: invalid_input (the URL or ca_file).
[[nodiscard]] Result<std::unique_ptr<NoticeChannel>> make_webhook(
    boost::asio::any_io_executor executor, WebhookOptions options);

}  // namespace rosterd::notices
