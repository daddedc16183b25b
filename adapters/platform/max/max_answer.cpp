// Reading MAX's answers.
#include "adapters/platform/max/max_answer.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "adapters/platform/answer_errors.hpp"
#include "adapters/platform/json_parse.hpp"
#include "adapters/platform/max/max_json.hpp"

namespace rosterd::max {
namespace {

constexpr std::int64_t retry_after_max_s = 3600;

/// What a good answer to this call always holds.
std::string_view proof(CallKind kind) {
    switch (kind) {
        case CallKind::identity:
        case CallKind::membership:
            return "user_id";
        case CallKind::chat:
        case CallKind::rename:
            return "chat_id";
        case CallKind::members:
            return "members";
        case CallKind::history:
            return "messages";
        case CallKind::events:
            return "updates";
        case CallKind::subscriptions:
            return "subscriptions";
        case CallKind::post:
        case CallKind::direct:
            return "message";
        case CallKind::add:
        case CallKind::remove:
        case CallKind::promote:
        case CallKind::demote:
        case CallKind::leave:
        case CallKind::edit:
        case CallKind::subscribe:
            return "success";
    }
    return {};
}

/// An empty list is an answer; null, or anything else in its place, is none.
bool proves(const boost::json::value& body, CallKind kind) {
    switch (kind) {
        case CallKind::members:
        case CallKind::history:
        case CallKind::events:
        case CallKind::subscriptions:
            return list(body, proof(kind)) != nullptr;
        case CallKind::identity:
        case CallKind::membership:
        case CallKind::chat:
        case CallKind::rename:
        case CallKind::post:
        case CallKind::direct:
        case CallKind::add:
        case CallKind::remove:
        case CallKind::promote:
        case CallKind::demote:
        case CallKind::leave:
        case CallKind::edit:
        case CallKind::subscribe:
            return member(body, proof(kind)) != nullptr;
    }
    return false;
}

/// A gateway's page comes instead of MAX's word: what it says of a chat, that it is forbidden or
/// not there, is said of the gateway's own addresses. But POST members may vanish without a word of
/// MAX's, and what a 404 of it means is looked into (max_adding.cpp).
bool means_something_without_a_word(int status, CallKind kind) {
    const bool may_be_gone = status == 404 || status == 405 || status == 410;
    return status == 401 || status == 429 || status >= 500 ||
           (may_be_gone && kind == CallKind::add);
}

Reply judge_body(boost::json::value body, int status, CallKind kind) {
    MaxError refusal{status, text(body, "code"), text(body, "message")};
    if (status >= 300 || !refusal.code.empty()) return refusal;
    const auto* success = member(body, "success");
    const bool failed = success != nullptr && success->is_bool() && !success->get_bool();
    if (failed && kind != CallKind::add) return refusal;
    if (!proves(body, kind)) {
        return Error{ErrorKind::unknown_outcome, "the answer has another shape"};
    }
    return body;
}

}  // namespace

Reply parse_answer(const http::Response& response, CallKind kind) {
    auto body = parse_object(response.body);
    if (body) return judge_body(std::move(*body), response.status, kind);
    if (means_something_without_a_word(response.status, kind)) {
        return MaxError{response.status, {}, {}};
    }
    return unreadable_answer(response.status);
}

std::optional<std::chrono::seconds> retry_after(const http::Response& response) {
    const auto found = response.headers.find("retry-after");
    if (found == response.headers.end()) return std::nullopt;
    const std::string& value = found->second;
    std::int64_t seconds = 0;
    const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (wrong != std::errc{} || end != value.data() + value.size() || seconds < 0) {
        return std::nullopt;  // a date, or nonsense
    }
    return std::chrono::seconds{std::min(seconds, retry_after_max_s)};
}

}  // namespace rosterd::max
