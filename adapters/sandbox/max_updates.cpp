// How bots learn what happened: the long poll and the subscriptions of webhooks.
#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "adapters/sandbox/json_fields.hpp"
#include "adapters/sandbox/max_json.hpp"
#include "adapters/sandbox/max_polls.hpp"
#include "adapters/sandbox/max_rules.hpp"
#include "adapters/sandbox/max_webhook_url.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr std::int64_t limit_max = 1000;  // max.md §2.10
constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max_observed = 100;
constexpr std::int64_t timeout_max_s = 90;
constexpr std::int64_t timeout_default_s = 30;
constexpr std::int64_t timeout_max_observed_s = 30;
constexpr std::size_t types_max = 50;
constexpr std::size_t url_bytes_max = 2048;
constexpr std::size_t secret_min = 5;
constexpr std::size_t secret_max = 256;

bool is_secret(std::string_view text) {
    const bool words = std::ranges::all_of(text, [](unsigned char byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
               (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-';
    });
    return words && text.size() >= secret_min && text.size() <= secret_max;
}

Outcome<Subscription> subscription_of(const Call& call) {
    Fields fields{call.body};
    Subscription subscription{.url = fields.text("url", ""), .since = call.now};
    subscription.secret = fields.text("secret", "");
    const json::array* const types = fields.list("update_types");
    if (subscription.url.empty() || subscription.url.size() > url_bytes_max) {
        return bad_payload("Field 'url' cannot be null");
    }
    if (fields.has("secret") && !is_secret(subscription.secret)) {
        return bad_payload("Field 'secret' must match ^[a-zA-Z0-9_-]{5,256}$");
    }
    if (types != nullptr && types->size() <= types_max) {
        for (const json::value& type : *types) {
            if (!type.is_string()) return bad_payload("Can't deserialize body");
            subscription.types.emplace_back(type.get_string());
        }
    }
    const bool too_long = types != nullptr && types->size() > types_max;
    if (too_long || !fields.complaint().empty()) return bad_payload("Can't deserialize body");
    return subscription;
}

}  // namespace

Outcome<PollWish> read_poll(const Parameters& query, Mode mode) {
    const auto limit = number_of(query, "limit", limit_default, {.min = 1, .max = limit_max});
    const auto timeout =
        number_of(query, "timeout", timeout_default_s, {.min = 0, .max = timeout_max_s});
    if (limit.has_error()) return limit.error();
    if (timeout.has_error()) return timeout.error();
    const bool observed = mode == Mode::observed;
    PollWish wish;
    wish.poll.limit =
        static_cast<std::size_t>(observed ? std::min(*limit, limit_max_observed) : *limit);
    wish.timeout =
        std::chrono::seconds{observed ? std::min(*timeout, timeout_max_observed_s) : *timeout};
    if (query.contains("marker")) {
        const auto marker = id_of(query, "marker");
        if (marker.has_error()) return marker.error();
        wish.poll.marker = *marker;
    }
    Reader reader{query};
    wish.poll.types = reader.words("types", types_max);
    if (reader.failed()) return bad_payload("Parameter 'types' is too long");
    return wish;
}

Answer get_updates(const Call& call) {
    if (!call.bot.subscriptions.empty()) {
        return Refusal{405, "method.not.allowed",
                       "Long polling is not available while a webhook subscription exists"};
    }
    const auto wish = read_poll(call.query, call.messenger.settings().mode);
    if (wish.has_error()) return wish.error();
    Batch batch = call.messenger.read(call.bot, wish->poll, call.now);
    return json::object{{"updates", std::move(batch.updates)}, {"marker", batch.marker}};
}

Answer get_subscriptions(const Call& call) {
    json::array list;
    for (const Subscription& subscription : call.bot.subscriptions) {
        json::object item{{"url", subscription.url}, {"time", milliseconds(subscription.since)}};
        if (!subscription.types.empty()) {
            item["update_types"] =
                json::array(subscription.types.begin(), subscription.types.end());
        }
        list.push_back(std::move(item));
    }
    return json::object{{"subscriptions", std::move(list)}};
}

Answer subscribe(const Call& call) {
    auto subscription = subscription_of(call);
    if (subscription.has_error()) return subscription.error();
    const auto url = parse_webhook_url(subscription->url);
    if (!url) return bad_payload("Field 'url' is no http(s) url");
    const auto against = objection(*url, call.messenger.settings());
    if (!against.empty()) return unsuccessful(std::string{against});
    if (!call.messenger.subscribe(call.bot, std::move(*subscription))) {
        return unsuccessful("Too many subscriptions");
    }
    return simple_success();
}

Answer unsubscribe(const Call& call) {
    const auto url = call.query.find("url");
    if (url == call.query.end() || url->second.empty()) {
        return bad_payload("Parameter 'url' is missing");
    }
    if (!call.messenger.unsubscribe(call.bot, url->second)) {
        return unsuccessful("Subscription not found");
    }
    return simple_success();
}

}  // namespace rosterd::sandbox::max
