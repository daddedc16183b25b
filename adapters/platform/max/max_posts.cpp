// Posting once, and finding again what was posted.
#include "adapters/platform/max/max_posts.hpp"

#include <algorithm>
#include <utility>

#include "adapters/in_parallel.hpp"
#include "adapters/platform/max/max_json.hpp"
#include "adapters/platform/max/max_message.hpp"

namespace rosterd::max {
namespace {

using boost::asio::awaitable;
using DeskPtr = std::shared_ptr<Desk>;

constexpr std::size_t posts_at_once = 16;
constexpr int history_pages_max = 10;
/// MAX's clock and ours may differ by this.
constexpr UnixSeconds clocks_differ_s = 120;

bool is_own(const Session& session, const SeenMessage& message) {
    return message.sender == session.self();
}

/// An own message with this text, which nobody but this post can have written.
awaitable<Result<std::optional<SeenMessage>>> posted_before(DeskPtr desk, ChatPost post,
                                                            Priority priority) {
    Session& session = *desk->session;
    const auto answer = co_await session.ask(history_call(post.chat, {}), priority);
    if (!answer) co_return answer.error();
    const std::string text = shortened(post.text, text_units_max);
    const UnixSeconds since = session.now() - once_lasts_s - clocks_differ_s;
    for (SeenMessage& message : read_history(*answer)) {
        if (!is_own(session, message) || message.text != text) continue;
        if (message.at_ms / 1000 < since) continue;
        if (desk->once.is_taken(post.chat, message.number)) continue;
        co_return std::optional{std::move(message)};
    }
    co_return std::optional<SeenMessage>{};
}

std::int64_t keep(Desk& desk, const ChatPost& post, SeenMessage message) {
    desk.once.written({post.chat, post.once}, message.number, desk.session->now());
    desk.ids.remember(post.chat, message.number, std::move(message.id));
    return message.number;
}

bool memory_may_lack(const Desk& desk, OnceMemory::Key key) {
    const Session& session = *desk.session;
    const UnixSeconds now = session.now();
    return now < session.opened_at() + once_lasts_s || desk.once.is_in_doubt(key, now);
}

awaitable<Result<std::int64_t>> post_one(DeskPtr desk, ChatPost post, Priority priority) {
    Session& session = *desk->session;
    if (const auto obstacle = session.obstacle()) co_return *obstacle;
    const OnceMemory::Key key{post.chat, post.once};
    if (const auto known = desk->once.number_of(key, session.now())) co_return *known;
    if (post.once != 0 && memory_may_lack(*desk, key)) {
        auto before = co_await posted_before(desk, post, priority);
        if (!before) co_return std::move(before).error();
        if (*before) co_return keep(*desk, post, std::move(**before));
    }
    auto answer = co_await session.ask(post_call(post.chat, text_message(post.text)), priority);
    if (!answer) {
        const bool lost = answer.error().kind == ErrorKind::unknown_outcome ||
                          answer.error().kind == ErrorKind::cancelled;
        if (lost) desk->once.in_doubt(key, session.now());
        co_return std::move(answer).error();
    }
    auto message = read_message(member(*answer, "message"));
    if (!message) {
        desk->once.in_doubt(key, session.now());
        co_return Error{ErrorKind::unknown_outcome, "the new message has no number"};
    }
    co_return keep(*desk, post, std::move(*message));
}

/// Looks back through the chat, newest first, for the own message of that number.
awaitable<Result<std::string>> id_in_history(DeskPtr desk, ChatPost post, Priority priority) {
    std::optional<std::int64_t> before;
    for (int page = 0; page < history_pages_max; ++page) {
        const auto answer = co_await desk->session->ask(history_call(post.chat, before), priority);
        if (!answer) co_return answer.error();
        const auto messages = read_history(*answer);
        for (const SeenMessage& message : messages) {
            if (message.number != post.number || !is_own(*desk->session, message)) continue;
            desk->ids.remember(post.chat, message.number, message.id);
            co_return message.id;
        }
        if (messages.empty()) break;
        // One more, for several messages may have the time of the oldest.
        const auto next = std::ranges::min(messages, {}, &SeenMessage::at_ms).at_ms + 1;
        if (before && next >= *before) break;  // no page further back
        before = next;
    }
    co_return Error{ErrorKind::permanent_chat, "the message is not among the chat's last ones"};
}

awaitable<Result<bool>> edit_one(DeskPtr desk, ChatPost post, Priority priority) {
    if (const auto obstacle = desk->session->obstacle()) co_return *obstacle;
    auto id = desk->ids.find(post.chat, post.number);
    if (!id) {
        auto found = co_await id_in_history(desk, post, priority);
        if (!found) co_return std::move(found).error();
        id = std::move(*found);
    }
    const auto answer =
        co_await desk->session->ask(edit_call(post.chat, *id, text_message(post.text)), priority);
    if (!answer) co_return answer.error();
    co_return true;
}

}  // namespace

awaitable<std::vector<Result<std::int64_t>>> post_all(DeskPtr desk, std::vector<ChatPost> posts,
                                                      Priority priority) {
    const auto work = [&desk, &posts, priority](std::size_t index) {
        return post_one(desk, posts[index], priority);
    };
    co_return co_await in_parallel<std::int64_t>(posts.size(), work,
                                                 {.in_flight_max = posts_at_once});
}

awaitable<std::vector<Result<void>>> edit_all(DeskPtr desk, std::vector<ChatPost> posts,
                                              Priority priority) {
    const auto work = [&desk, &posts, priority](std::size_t index) {
        return edit_one(desk, posts[index], priority);
    };
    const auto edited =
        co_await in_parallel<bool>(posts.size(), work, {.in_flight_max = posts_at_once});
    std::vector<Result<void>> results;
    for (const Result<bool>& one : edited) {
        results.push_back(one ? Result<void>{} : Result<void>{one.error()});
    }
    co_return results;
}

awaitable<Result<void>> write_person(DeskPtr desk, DirectMessage message, Priority priority) {
    Session& session = *desk->session;
    if (const auto obstacle = session.obstacle()) co_return *obstacle;
    const OnceMemory::Key key{message.user, message.once};
    if (desk->once.number_of(key, session.now())) co_return Result<void>{};
    const auto answer =
        co_await session.ask(direct_call(message.user, direct_message(message)), priority);
    if (!answer) co_return answer.error();
    const auto written = read_message(member(*answer, "message"));
    desk->once.written(key, written ? written->number : 1, session.now());
    co_return Result<void>{};
}

}  // namespace rosterd::max
