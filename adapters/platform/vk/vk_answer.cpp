// Reading VK's envelopes.
#include "adapters/platform/vk/vk_answer.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/platform/answer_errors.hpp"
#include "adapters/platform/json_parse.hpp"
#include "adapters/platform/vk/vk_json.hpp"

namespace rosterd::vk {
namespace {

int number_of(const boost::json::value& object, std::string_view key) {
    const auto* value = member(object, key);
    if (value == nullptr) return 0;
    boost::json::error_code wrong;
    const int number = value->to_number<int>(wrong);
    return wrong ? 0 : number;
}

VkError error_of(const boost::json::value& object) {
    return {number_of(object, "error_code"), number_of(object, "error_subcode"),
            text(object, "error_msg")};
}

std::vector<VkError> failures_of(const boost::json::value& envelope) {
    std::vector<VkError> failures;
    const auto* errors = list(envelope, "execute_errors");
    if (errors == nullptr) return failures;
    for (const auto& entry : *errors) {
        if (!entry.is_object()) continue;
        // VK often repeats the last failure under the name of `execute` itself.
        if (text(entry, "method") == "execute") continue;
        failures.push_back(error_of(entry));
    }
    return failures;
}

std::optional<Reply> parse_envelope(std::string_view body) {
    auto envelope = parse_object(body);
    if (!envelope) return std::nullopt;
    if (auto* response = envelope->get_object().if_contains("response")) {
        auto failures = failures_of(*envelope);
        return Answer{std::move(*response), std::move(failures)};
    }
    const auto* error = member(*envelope, "error");
    if (error == nullptr || !error->is_object()) return std::nullopt;
    return error_of(*error);
}

bool is_failure(const boost::json::value& value) {
    return value.is_null() || (value.is_bool() && !value.get_bool());
}

}  // namespace

Reply parse_answer(const http::Response& response) {
    auto envelope = parse_envelope(response.body);
    if (envelope) return std::move(*envelope);
    if (response.status == 429) return VkError{too_many_per_second, 0, {}};
    if (response.status == 413 || response.status == 414) {
        return Error{ErrorKind::our_bug,
                     "HTTP " + std::to_string(response.status) + ": the request is too long"};
    }
    return unreadable_answer(response.status);
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
