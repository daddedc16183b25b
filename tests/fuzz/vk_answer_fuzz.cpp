// Answers of VK's methods: as many inner replies as calls, and no text of VK's in ours.
#include "adapters/platform/vk/vk_answer.hpp"

#include "tests/fuzz/fuzz_target.hpp"

namespace rosterd::fuzz {
namespace {

void judge_for_everything(const vk::VkError& error) {
    for (std::size_t kind = 0; kind < vk::call_kinds; ++kind) {
        const auto verdict = vk::judge(error, static_cast<vk::CallKind>(kind));
        if (!verdict.error) continue;
        require_fit_to_show(verdict.error->what);
        require_fit_to_show(verdict.error->hint);
    }
}

}  // namespace

/// Lines: the HTTP status; how many calls the `execute` had.
FUZZ_TARGET(vk_answer) {
    http::Response response;
    response.status = static_cast<int>(input.number(599));
    const std::size_t calls = input.number(25);
    response.body = input.rest();
    auto reply = vk::parse_answer(response);
    if (const auto* error = std::get_if<Error>(&reply)) {
        require_fit_to_show(error->what);
        require_fit_to_show(error->hint);
    } else if (const auto* refusal = std::get_if<vk::VkError>(&reply)) {
        judge_for_everything(*refusal);
    } else {
        const auto replies = vk::split_answer(std::move(std::get<vk::Answer>(reply)), calls);
        require(replies.size() == calls, "another number of replies than calls");
        for (const vk::InnerReply& inner : replies) {
            const auto* failure = std::get_if<vk::VkError>(&inner);
            if (failure != nullptr) judge_for_everything(*failure);
        }
    }
}

}  // namespace rosterd::fuzz
