// Parsing of VK's envelopes with Boost.JSON. No exception leaves this file.
#include "adapters/platform/vk/vk_answer.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <optional>
#include <utility>

namespace rosterd::vk {
namespace {

int number_of(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr) return 0;
    boost::json::error_code wrong;
    const int number = value->to_number<int>(wrong);
    return wrong ? 0 : number;
}

std::string text_of(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    return std::string{value->get_string()};
}

VkError error_of(const boost::json::object& object) {
    return {number_of(object, "error_code"), number_of(object, "error_subcode"),
            text_of(object, "error_msg")};
}

std::vector<VkError> failures_of(const boost::json::object& envelope) {
    std::vector<VkError> failures;
    const auto* errors = envelope.if_contains("execute_errors");
    if (errors == nullptr || !errors->is_array()) return failures;
    for (const auto& entry : errors->get_array()) {
        if (!entry.is_object()) continue;
        // VK often repeats the last failure under the name of `execute` itself.
        if (text_of(entry.get_object(), "method") == "execute") continue;
        failures.push_back(error_of(entry.get_object()));
    }
    return failures;
}

std::optional<Reply> parse_envelope(std::string_view body) {
    boost::json::parse_options limits;
    limits.max_depth = answer_depth_max;
    boost::json::error_code wrong;
    auto document =
        boost::json::parse(boost::json::string_view{body.data(), body.size()}, wrong, {}, limits);
    if (wrong || !document.is_object()) return std::nullopt;
    auto& envelope = document.get_object();
    if (auto* response = envelope.if_contains("response")) {
        auto failures = failures_of(envelope);
        return Answer{std::move(*response), std::move(failures)};
    }
    const auto* error = envelope.if_contains("error");
    if (error == nullptr || !error->is_object()) return std::nullopt;
    return error_of(error->get_object());
}

bool is_failure(const boost::json::value& value) {
    return value.is_null() || (value.is_bool() && !value.get_bool());
}

Error unreadable(int status) {
    return {ErrorKind::unknown_outcome,
            "HTTP " + std::to_string(status) + " without a readable answer"};
}

}  // namespace

Reply parse_answer(const http::Response& response) {
    std::optional<Reply> envelope;
    try {
        envelope = parse_envelope(response.body);
    } catch (const std::exception&) {  // out of memory is all that is left
        return unreadable(response.status);
    }
    if (envelope) return std::move(*envelope);
    if (response.status == 429) return VkError{too_many_per_second, 0, {}};
    if (response.status == 413 || response.status == 414) {
        return Error{ErrorKind::our_bug,
                     "HTTP " + std::to_string(response.status) + ": the request is too long"};
    }
    return unreadable(response.status);
}

std::vector<InnerReply> split_answer(Answer answer, std::size_t calls) {
    auto* values = answer.response.if_array();
    if (values == nullptr || values->size() != calls) {
        const Error wrong{ErrorKind::unknown_outcome, "execute answered with another shape"};
        return std::vector<InnerReply>(calls, InnerReply{wrong});
    }
    const auto failed = std::ranges::count_if(*values, is_failure);
    const bool matched = static_cast<std::size_t>(failed) == answer.failures.size();
    std::vector<InnerReply> replies;
    replies.reserve(calls);
    std::size_t next = 0;
    for (auto& value : *values) {
        if (!is_failure(value)) {
            replies.emplace_back(std::move(value));
        } else if (matched) {
            replies.emplace_back(std::move(answer.failures[next++]));
        } else {
            replies.emplace_back(VkError{});
        }
    }
    return replies;
}

}  // namespace rosterd::vk
