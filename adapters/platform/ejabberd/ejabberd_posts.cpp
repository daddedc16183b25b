// A message's id is made of the caller's number, so that it can be corrected, and told apart,
// later.
#include "adapters/platform/ejabberd/ejabberd_posts.hpp"

#include <fmt/format.h>

#include "reconciler/stable_hash.hpp"

namespace rosterd::ejabberd {
namespace {

using boost::asio::awaitable;
using Standing = SentMessages::Standing;

constexpr std::chrono::hours remembered{1};

std::string message_id(std::int64_t number) {
    return fmt::format("rosterd-{}", number);
}

/// A message that replaces the one of this number. Equal for equal texts.
Wording correction(std::int64_t number, std::string text) {
    const std::string id = message_id(number);
    return {fmt::format("{}-{:016x}", id, stable_hash(text)), std::move(text), id};
}

Wording wording(std::int64_t once, Standing standing, std::string text) {
    if (standing == Standing::doubt) return correction(once, std::move(text));
    return {message_id(once), std::move(text)};
}

/// ejabberd takes every message, also one to a room that does not exist.
awaitable<Result<void>> room_exists(std::shared_ptr<Session> session, ChatNumber chat,
                                    Priority priority) {
    const Addresses& addresses = session->addresses();
    Reply reply = co_await session->ask(options_call(addresses, chat), priority);
    if (!reply.value) co_return std::move(reply.value).error();
    auto room = read_room(*reply.value, addresses, chat);
    if (!room) co_return std::move(room).error();
    co_return Result<void>{};
}

/// Sends what `call` makes of the wording, unless it was sent; remembers how that ended.
template <class MakeCall>
awaitable<Result<void>> send_once(std::shared_ptr<Session> session,
                                  std::shared_ptr<SentMessages> sent, SentMessages::Key key,
                                  std::string text, MakeCall make_call, Priority priority) {
    const std::int64_t once = key.second;
    const auto standing =
        once == 0 ? Standing::fresh : sent->standing(key, session->clock().steady());
    if (standing == Standing::sent) co_return Result<void>{};
    Reply reply =
        co_await session->ask(make_call(wording(once, standing, std::move(text))), priority);
    const bool doubt = !reply.value && reply.value.error().kind == ErrorKind::unknown_outcome;
    if (once != 0 && (reply.value || doubt)) {
        sent->note(key, reply.value ? Standing::sent : Standing::doubt, session->clock().steady());
    }
    if (!reply.value) co_return std::move(reply.value).error();
    co_return Result<void>{};
}

awaitable<Result<std::int64_t>> post_one(std::shared_ptr<Session> session,
                                         std::shared_ptr<SentMessages> sent, ChatPost post,
                                         Priority priority) {
    auto there = co_await room_exists(session, post.chat, priority);
    if (!there) co_return std::move(there).error();
    const auto make_call = [session, chat = post.chat](const Wording& message) {
        return room_message_call(session->addresses(), chat, message);
    };
    SentMessages::Key key{session->addresses().room(post.chat), post.once};
    auto done = co_await send_once(session, std::move(sent), std::move(key), std::move(post.text),
                                   make_call, priority);
    if (!done) co_return std::move(done).error();
    co_return post.once;
}

awaitable<Result<void>> edit_one(std::shared_ptr<Session> session, ChatPost post,
                                 Priority priority) {
    auto there = co_await room_exists(session, post.chat, priority);
    if (!there) co_return std::move(there).error();
    Call call = room_message_call(session->addresses(), post.chat,
                                  correction(post.number, std::move(post.text)));
    Reply reply = co_await session->ask(std::move(call), priority);
    if (!reply.value) co_return std::move(reply.value).error();
    co_return Result<void>{};
}

}  // namespace

Standing SentMessages::standing(const Key& key, SteadyTime now) const {
    const auto found = messages_.find(key);
    const bool known = found != messages_.end() && now - found->second.at < remembered;
    return known ? found->second.standing : Standing::fresh;
}

void SentMessages::note(const Key& key, Standing standing, SteadyTime now) {
    for (; !order_.empty() && now - order_.front().second >= remembered; order_.pop_front()) {
        // One that was noted again since is younger than its first place in the order.
        const auto oldest = messages_.find(order_.front().first);
        if (oldest != messages_.end() && now - oldest->second.at >= remembered) {
            messages_.erase(oldest);
        }
    }
    messages_.insert_or_assign(key, One{standing, now});
    order_.emplace_back(key, now);
}

awaitable<std::vector<Result<std::int64_t>>> post_all(std::shared_ptr<Session> session,
                                                      std::shared_ptr<SentMessages> sent,
                                                      std::vector<ChatPost> posts,
                                                      Priority priority) {
    std::vector<Result<std::int64_t>> results;
    for (ChatPost& post : posts) {
        auto result = co_await post_one(session, sent, std::move(post), priority);
        results.push_back(std::move(result));
    }
    co_return results;
}

awaitable<std::vector<Result<void>>> edit_all(std::shared_ptr<Session> session,
                                              std::vector<ChatPost> posts, Priority priority) {
    std::vector<Result<void>> results;
    for (ChatPost& post : posts) {
        auto result = co_await edit_one(session, std::move(post), priority);
        results.push_back(std::move(result));
    }
    co_return results;
}

awaitable<Result<void>> write_person(std::shared_ptr<Session> session,
                                     std::shared_ptr<SentMessages> sent, DirectMessage message,
                                     Priority priority) {
    auto jid = co_await session->jid_of(message.user, Session::Search::registered, priority);
    if (!jid) co_return std::move(jid).error();
    if (!message.link.empty()) message.text += "\n" + message.link;
    const auto make_call = [session, to = *jid](const Wording& text) {
        return person_message_call(session->addresses(), to, text);
    };
    co_return co_await send_once(session, std::move(sent), {*jid, message.once},
                                 std::move(message.text), make_call, priority);
}

}  // namespace rosterd::ejabberd
