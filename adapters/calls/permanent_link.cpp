// Fills the operator's pattern with a keyed hash of the chat. There is no server to ask.
#include "adapters/calls/permanent_link.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <utility>

#include "adapters/digest.hpp"
#include "adapters/http/origin.hpp"

namespace rosterd::calls {
namespace {

using boost::asio::awaitable;

constexpr std::string_view placeholder = "{room}";
constexpr std::size_t room_digits = 24;  // 96 bits
constexpr std::size_t secret_bytes_min = 16;

std::string fill(std::string_view pattern, std::string_view room) {
    std::string link{pattern};
    for (auto at = link.find(placeholder); at != std::string::npos; at = link.find(placeholder)) {
        link.replace(at, placeholder.size(), room);
    }
    return link;
}

class PermanentLinks final : public CallProvider {
  public:
    explicit PermanentLinks(PermanentLinkOptions options) : options_{std::move(options)} {}

    [[nodiscard]] std::string_view name() const override { return "link"; }

    awaitable<std::vector<Result<Call>>> start(std::vector<CallWish> wishes,
                                               Priority /*priority*/) override {
        std::vector<Result<Call>> calls;
        calls.reserve(wishes.size());
        for (const CallWish& wish : wishes) calls.emplace_back(call_of(wish));
        co_return calls;
    }

    awaitable<std::vector<Result<void>>> finish(std::vector<Call> calls,
                                                Priority /*priority*/) override {
        co_return std::vector<Result<void>>(calls.size());
    }

    awaitable<std::vector<Result<CallState>>> look(std::vector<Call> calls,
                                                   Priority /*priority*/) override {
        co_return std::vector<Result<CallState>>(calls.size(), CallState::unknown);
    }

    [[nodiscard]] std::string personal_link(const Call& call, std::string_view /*person_name*/,
                                            CallRole /*role*/) const override {
        return call.join_link;
    }

  private:
    [[nodiscard]] Call call_of(const CallWish& wish) const {
        Call call;
        call.id = hmac_sha256_hex(options_.secret, wish.room).substr(0, room_digits);
        call.join_link = fill(options_.url_pattern, call.id);
        return call;
    }

    PermanentLinkOptions options_;
};

Error wrong(std::string what, std::string hint = {}) {
    return {ErrorKind::invalid_input, "link: " + std::move(what), std::move(hint)};
}

Result<void> check(const PermanentLinkOptions& options) {
    if (options.secret.size() < secret_bytes_min) {
        return wrong("the secret is shorter than 16 bytes", "make one: openssl rand -hex 32");
    }
    if (options.url_pattern.find(placeholder) == std::string::npos) {
        return wrong("url_pattern has no {room}", "https://meet.example.org/{room}");
    }
    const std::string example = fill(options.url_pattern, std::string(room_digits, '0'));
    const auto url = boost::urls::parse_uri(example);
    if (!url || !url->has_authority()) return wrong("url_pattern is not a URL");
    // Our own rules for addresses know no query; a room's address may have one.
    std::string base{url->scheme()};
    base += "://";
    base += std::string_view{url->encoded_authority().data(), url->encoded_authority().size()};
    const auto origin = http::parse_origin(base);
    if (!origin || origin->transport == http::Transport::local) {
        return wrong("url_pattern is neither https nor http to a loopback address");
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<CallProvider>> make_permanent_links(PermanentLinkOptions options) {
    const auto good = check(options);
    if (!good) return good.error();
    return std::unique_ptr<CallProvider>{std::make_unique<PermanentLinks>(std::move(options))};
}

}  // namespace rosterd::calls
