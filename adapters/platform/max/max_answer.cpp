// Parsing of MAX's answers with Boost.JSON. No exception leaves this file.
#include "adapters/platform/max/max_answer.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <charconv>
#include <exception>
#include <string>

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

Error unreadable(int status) {
    return {ErrorKind::unknown_outcome,
            "HTTP " + std::to_string(status) + " without a readable answer"};
}

Reply judge_body(boost::json::value body, int status, CallKind kind) {
    MaxError refusal{status, text(body, "code"), text(body, "message")};
    if (status >= 300 || !refusal.code.empty()) return refusal;
    const auto* success = member(body, "success");
    const bool failed = success != nullptr && success->is_bool() && !success->get_bool();
    if (failed && kind != CallKind::add) return refusal;
    if (member(body, proof(kind)) == nullptr) {
        return Error{ErrorKind::unknown_outcome, "the answer has another shape"};
    }
    return body;
}

}  // namespace

std::optional<boost::json::value> parse_object(std::string_view body) {
    boost::json::parse_options limits;
    limits.max_depth = answer_depth_max;
    try {
        boost::json::error_code wrong;
        auto document = boost::json::parse(boost::json::string_view{body.data(), body.size()},
                                           wrong, {}, limits);
        if (!wrong && document.is_object()) return document;
    } catch (const std::exception&) {  // out of memory is all that is left
    }
    return std::nullopt;
}

Reply parse_answer(const http::Response& response, CallKind kind) {
    auto body = parse_object(response.body);
    if (body) return judge_body(std::move(*body), response.status, kind);
    // A gateway's page instead of JSON: the status alone must do.
    if (response.status >= 400) return MaxError{response.status, {}, {}};
    return unreadable(response.status);
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
