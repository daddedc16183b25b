// A user's message has a number of its own; a community learns only its number within the chat.
#include "adapters/platform/vk/vk_posts.hpp"

#include <algorithm>
#include <utility>

#include "adapters/platform/vk/vk_json.hpp"
#include "adapters/platform/vk/vk_members.hpp"

namespace rosterd::vk {
namespace {

using boost::asio::awaitable;

bool of_community(const Session& session) {
    return session.options().token_kind == TokenKind::community;
}

MethodCall post_call(const ChatPost& post, bool community) {
    const std::int64_t peer = chat_peer_base + post.chat;
    boost::json::object parameters{
        {"random_id", post.once}, {"message", post.text}, {"disable_mentions", 1}};
    // Only the form with a list tells a community the number within the chat (vk.md §4.6).
    if (community) {
        parameters["peer_ids"] = boost::json::array{peer};
    } else {
        parameters["peer_id"] = peer;
    }
    return {CallKind::post, "messages.send", std::move(parameters)};
}

MethodCall edit_call(const ChatPost& post, bool community) {
    return {CallKind::post,
            "messages.edit",
            {{"peer_id", chat_peer_base + post.chat},
             {community ? "cmid" : "message_id", post.number},
             {"message", post.text}}};
}

/// The post's number: VK's answer, or within it the entry of the only chat. An entry may hold an
/// error of its own.
std::variant<std::int64_t, VkError> number_of(const boost::json::value& answer) {
    if (const auto* list = answer.if_array(); list != nullptr && !list->empty()) {
        if (const auto* error = member(list->front(), "error")) {
            return VkError{static_cast<int>(integer(*error, "code").value_or(0)), 0, {}};
        }
        return integer(list->front(), "conversation_message_id").value_or(0);
    }
    return integer(&answer).value_or(0);
}

}  // namespace

awaitable<std::vector<Result<std::int64_t>>> post_all(std::shared_ptr<Session> session,
                                                      std::vector<ChatPost> posts,
                                                      Priority priority) {
    if (const auto obstacle = session->obstacle(CallKind::post)) {
        co_return std::vector<Result<std::int64_t>>(posts.size(), Result<std::int64_t>{*obstacle});
    }
    std::vector<MethodCall> calls;
    for (const ChatPost& post : posts) calls.push_back(post_call(post, of_community(*session)));
    auto replies = co_await session->caller().run(std::move(calls), priority, execute_calls_max);
    std::vector<Result<std::int64_t>> results;
    for (InnerReply& reply : replies) {
        std::int64_t number = 0;
        if (const auto* answer = std::get_if<boost::json::value>(&reply)) {
            auto read = number_of(*answer);
            if (const auto* found = std::get_if<std::int64_t>(&read)) number = *found;
            if (auto* refusal = std::get_if<VkError>(&read)) reply = std::move(*refusal);
        }
        const Verdict verdict = session->conclude(reply, CallKind::post);
        results.push_back(verdict.error ? Result<std::int64_t>{*verdict.error}
                                        : Result<std::int64_t>{number});
    }
    co_return results;
}

awaitable<std::vector<Result<void>>> edit_all(std::shared_ptr<Session> session,
                                              std::vector<ChatPost> posts, Priority priority) {
    if (const auto obstacle = session->obstacle(CallKind::post)) {
        co_return std::vector<Result<void>>(posts.size(), Result<void>{*obstacle});
    }
    std::vector<MethodCall> calls;
    for (const ChatPost& post : posts) calls.push_back(edit_call(post, of_community(*session)));
    const auto replies =
        co_await session->caller().run(std::move(calls), priority, execute_calls_max);
    std::vector<Result<void>> results;
    for (const InnerReply& reply : replies) {
        const Verdict verdict = session->conclude(reply, CallKind::post);
        results.push_back(verdict.error ? Result<void>{*verdict.error} : Result<void>{});
    }
    co_return results;
}

awaitable<Result<void>> write_person(std::shared_ptr<Session> session, DirectMessage message,
                                     Priority priority) {
    if (const auto obstacle = session->obstacle(CallKind::send)) co_return *obstacle;
    if (!message.link.empty()) message.text += "\n" + message.link;
    std::vector<MethodCall> calls;
    calls.push_back(
        {CallKind::send,
         "messages.send",
         {{"peer_id", message.user}, {"random_id", message.once}, {"message", message.text}}});
    const auto replies = co_await session->caller().run(std::move(calls), priority, 1);
    const Verdict verdict = session->conclude(replies.front(), CallKind::send);
    co_return verdict.error ? Result<void>{*verdict.error} : Result<void>{};
}

}  // namespace rosterd::vk
