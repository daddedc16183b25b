// One POST for each digest.
#include "adapters/notices/webhook.hpp"

#include <fmt/format.h>

#include <utility>

#include "adapters/http/client.hpp"

namespace rosterd::notices {
namespace {

class Webhook final : public NoticeChannel {
  public:
    Webhook(std::unique_ptr<http::Client> client, std::string target, std::string secret)
        : client_{std::move(client)}, target_{std::move(target)}, secret_{std::move(secret)} {}

    [[nodiscard]] std::string_view name() const override { return "webhook"; }

    boost::asio::awaitable<Result<void>> send(NoticeDigest digest) override {
        http::Request request;
        request.method = "POST";
        request.target = target_;
        request.headers["content-type"] = "application/json; charset=utf-8";
        if (!secret_.empty()) request.headers["authorization"] = "Bearer " + secret_;
        request.body = std::move(digest.json);
        auto response = co_await client_->send(std::move(request));
        if (!response) co_return std::move(response).error();
        constexpr int success = 2;
        if (response->status / 100 != success) {
            co_return Error{ErrorKind::transient,
                            fmt::format("the webhook answered {}", response->status)};
        }
        co_return Result<void>{};
    }

  private:
    std::unique_ptr<http::Client> client_;
    std::string target_;
    std::string secret_;
};

}  // namespace

Result<std::unique_ptr<NoticeChannel>> make_webhook(boost::asio::any_io_executor executor,
                                                    WebhookOptions options) {
    const std::size_t scheme = options.url.find("://");
    const std::size_t path =
        scheme == std::string::npos ? scheme : options.url.find_first_of("/?", scheme + 3);
    std::string target = path == std::string::npos ? "" : options.url.substr(path);
    if (!target.starts_with('/')) target.insert(0, "/");
    constexpr std::size_t answer_bytes_max = 64 * 1024;  // nobody reads it
    auto client =
        http::Client::create(std::move(executor), {.base_url = options.url.substr(0, path),
                                                   .ca_file = std::move(options.ca_file),
                                                   .timeout = options.timeout,
                                                   .body_bytes_max = answer_bytes_max,
                                                   .connections_max = 1});
    if (!client) return std::move(client).error();
    return std::unique_ptr<NoticeChannel>{std::make_unique<Webhook>(
        std::move(*client), std::move(target), std::move(options.secret))};
}

}  // namespace rosterd::notices
