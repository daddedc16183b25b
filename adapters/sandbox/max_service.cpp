// One call of the MAX Bot API from the header to the answer.
#include "adapters/sandbox/max_service.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <utility>

#include "adapters/sandbox/json_fields.hpp"
#include "adapters/sandbox/max_json.hpp"
#include "adapters/sandbox/max_polls.hpp"

namespace rosterd::sandbox::max {
namespace {

namespace json = boost::json;

constexpr int unsuccessful_error = 1;  // in the log: 200 with success false
constexpr std::string_view updates_path = "/updates";

Refusal unauthorised(std::string message) {
    return {401, "verify.token", std::move(message)};
}

/// The quota of that key, made anew when the rate was changed.
template <class Key>
bool admit(std::map<Key, Quota>& quotas, const Key& key, std::size_t rate, Moment now) {
    const auto quota = quotas.try_emplace(key, rate).first;
    if (quota->second.calls_per_second() != rate) quota->second = Quota{rate};
    return quota->second.admit(now);
}

int log_code(const Answer& answer) {
    if (answer.has_error()) {
        return answer.error().status == 200 ? unsuccessful_error : answer.error().status;
    }
    const auto* const success = answer->if_contains("success");
    return success != nullptr && *success == json::value(false) ? unsuccessful_error : 0;
}

http::Response response_of(const Answer& answer, const Settings& settings) {
    http::Response response;
    json::value body = answer.has_error() ? body_of(answer.error()) : *answer;
    if (answer.has_error()) response.status = answer.error().status;
    make_strange(body, settings);
    response.body = json::serialize(body);
    return response;
}

/// The answer of a fault that keeps the call from reaching the messenger.
ServiceAnswer broken(const Fault& fault) {
    if (fault.kind == FaultKind::refuse || fault.kind == FaultKind::silence) {
        return {.response = {.body = {}, .delivery = http::Delivery::dropped},
                .delay = fault.delay};
    }
    return {.response = {.status = fault.kind == FaultKind::http_500 ? 500 : 200,
                         .content_type = "text/html",
                         .body = std::string{trouble_page}}};
}

}  // namespace

Outcome<std::string> token_of(const std::optional<std::string>& authorization) {
    if (!authorization || authorization->empty()) return unauthorised("No access token");
    if (authorization->starts_with("Bearer")) return unauthorised("Malformed access token");
    if (authorization->find(' ') != std::string::npos) return unauthorised("No access token");
    return *authorization;
}

bool Service::exists() const {
    return std::ranges::any_of(messenger_.bots(),
                               [](const auto& entry) { return !entry.second.token.empty(); });
}

void Service::set_rate(UserId bot, std::size_t calls_per_second) {
    calls_.insert_or_assign(bot, Quota{calls_per_second});
}

bool Service::admit_write(UserId bot, ChatId chat, Moment now) {
    return admit(writes_, {bot, chat}, messenger_.settings().chat_writes_per_second, now);
}

bool Service::admit_poll(UserId bot, Moment now) {
    if (messenger_.settings().mode != Mode::observed) return true;
    return admit(polls_, bot, messenger_.settings().polls_per_second, now);
}

ServiceAnswer Service::answer(const ApiRequest& request, Moment now) {
    const Match match = find_route(request.verb, request.path);
    const auto token = token_of(request.authorization);
    Bot* const bot = token.has_value() ? messenger_.bot_of_token(*token) : nullptr;
    const UserId account = bot == nullptr ? 0 : bot->id;
    const std::string name = match.route == nullptr ? "unknown" : match.route->name();
    const auto fault = faults_.hit_call(account, {&name, 1});
    const bool refused =
        fault && (fault->kind == FaultKind::error_code || fault->kind == FaultKind::error_in_200);
    const bool coded = refused || (fault && fault->kind == FaultKind::token_dead);
    if (fault && !coded && prevents_work(fault->kind)) {
        log(request, match, account, -1, now);
        return broken(*fault);
    }
    const Answer answer = [&]() -> Answer {
        if (refused) return on_demand(fault->code);
        if (coded) return unauthorised("Invalid access_token");
        if (token.has_error()) return token.error();
        return perform(request, match, bot, now);
    }();
    log(request, match, account, log_code(answer), now);
    ServiceAnswer whole{.response = response_of(answer, messenger_.settings())};
    if (!fault) return whole;
    whole.delay = fault->delay;
    const bool error_in_200 = fault->kind == FaultKind::error_in_200;
    if (error_in_200) whole.response.status = 200;
    whole.off_schema = error_in_200 || is_off_schema(fault->kind);
    whole.response.delivery = delivery_of(fault->kind);
    whole.response.body = spoilt(fault->kind, std::move(whole.response.body));
    return whole;
}

Answer Service::perform(const ApiRequest& request, const Match& match, Bot* bot, Moment now) {
    if (bot == nullptr) return unauthorised("Invalid access_token");
    Quota& quota = calls_.try_emplace(bot->id, bot_calls_per_second).first->second;
    if (!quota.admit(now)) return too_many(quota.calls_per_second());
    if (match.route == nullptr) {
        if (!match.path_known) return not_found("Path not found");
        return Refusal{405, "method.not.allowed", "Method not allowed"};
    }
    const Settings& settings = messenger_.settings();
    if (!is_offered(match.route->offered, settings.mode)) return withdrawn(settings.removed_status);
    if (match.route->pattern == updates_path && !admit_poll(bot->id, now)) {
        return too_many(settings.polls_per_second);
    }
    json::value body = json::object{};
    if (match.route->body == Body::json) {
        auto given = parsed(request.body);
        if (!given || !given->is_object()) return bad_payload("Can't deserialize body");
        body = std::move(*given);
    }
    const std::function<bool(ChatId)> writes = [&](ChatId chat) {
        return admit_write(bot->id, chat, now);
    };
    return match.route->run({.messenger = messenger_,
                             .bot = *bot,
                             .path = match.captured,
                             .query = request.query,
                             .body = body.get_object(),
                             .now = now,
                             .admit_write = writes});
}

std::chrono::milliseconds Service::patience(const ApiRequest& request) const {
    if (request.path != updates_path || request.verb != "GET") return {};
    const auto token = token_of(request.authorization);
    const Bot* const bot =
        token.has_value() ? std::as_const(messenger_).bot_of_token(*token) : nullptr;
    if (bot == nullptr || !bot->subscriptions.empty()) return {};
    const auto wish = read_poll(request.query, messenger_.settings().mode);
    if (wish.has_error() || messenger_.has_news(*bot, wish->poll)) return {};
    return wish->timeout;
}

void Service::log(const ApiRequest& request, const Match& match, UserId bot, int error,
                  Moment now) {
    CallRecord record{.at = now, .account = bot, .parameters = request.query, .error = error};
    record.parameters.insert(match.captured.begin(), match.captured.end());
    if (!request.body.empty()) record.parameters.insert_or_assign("body", as_utf8(request.body));
    record.parameters.erase("access_token");
    if (match.route != nullptr) {
        record.method = match.route->name();
        log_.add(std::move(record), MethodName::known);
    } else {
        record.method = std::string{request.verb}.append(" ").append(as_utf8(request.path));
        log_.add(std::move(record), MethodName::unknown);
    }
}

}  // namespace rosterd::sandbox::max
