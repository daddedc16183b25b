// VK's answers: envelope and inner results of `execute` (vk.md §1.2, §1.3, §3.1). Pure, bounded.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <variant>
#include <vector>

#include "adapters/http/message.hpp"
#include "adapters/platform/vk/vk_error.hpp"

namespace rosterd::vk {

struct Answer {
    boost::json::value response;
    std::vector<VkError> failures;  ///< of inner calls, in order; without the entry of `execute`
};

/// An answer, VK's own refusal, or an answer that is neither. The last is `unknown_outcome`: the
/// request was sent and may have been done; only for 413 and 414 it was not, and is our bug.
using Reply = std::variant<Answer, VkError, Error>;

/// Reads by content, not by status: VK answers 200 to nearly everything. HTTP 429 without an
/// envelope counts as error 6. Accepts any bytes.
[[nodiscard]] Reply parse_answer(const http::Response& response);

/// One inner call's value or error.
using InnerReply = std::variant<boost::json::value, VkError, Error>;

/// Splits an `execute` of `calls` calls: the k-th `false` belongs to the k-th failure. Where their
/// numbers differ, every `false` gets code 0: nobody knows which failed why.
/// A response that is no array of that length makes every call `unknown_outcome`.
[[nodiscard]] std::vector<InnerReply> split_answer(Answer answer, std::size_t calls);

}  // namespace rosterd::vk
