// Pages of members until the last one, and single looks.
#include "adapters/platform/max/max_reading.hpp"

#include <utility>

#include "adapters/in_parallel.hpp"
#include "adapters/platform/max/max_members.hpp"

namespace rosterd::max {
namespace {

using boost::asio::awaitable;
using SessionPtr = std::shared_ptr<Session>;

constexpr unsigned read_attempts_max = 3;
constexpr std::size_t chats_at_once = 8;

struct Reading {
    Result<ChatMembers> members;
    bool moved = false;  ///< the answers contradict each other: look again
};

/// What stays so is not the moment's: this chat waits, and holds up no other of the school.
Error contradictory(const Error& last) {
    return {
        ErrorKind::permanent_chat, last.what + ", three times in a row",
        "it is read again by itself; if it stays so, look whether MAX shows the bot all members"};
}

/// MAX keeps no snapshot from page to page: whoever moves meanwhile is on two pages or on none. The
/// first is seen in the pages, the second only in the number that the chat itself shows; and so is
/// that a full page was called the last.
awaitable<Reading> read_once(SessionPtr session, ChatNumber chat, Priority priority) {
    MemberPages pages;
    while (!pages.complete()) {
        const auto page = co_await session->ask(member_page_call(chat, pages.marker()), priority);
        if (!page) co_return Reading{page.error()};
        const auto added = pages.add(*page);
        if (!added) co_return Reading{added.error(), added.error().kind == ErrorKind::transient};
    }
    if (pages.pages() > 1 || pages.members() >= member_page_max) {
        const auto seen = co_await describe(session, chat, priority);
        if (!seen) co_return Reading{seen.error()};
        if (pages.members() < seen->participants) {
            co_return Reading{Error{ErrorKind::transient, "the chat changed while it was read"},
                              true};
        }
    }
    session->rights().read(chat, pages.administrators(), session->self(), session->now());
    co_return Reading{std::move(pages).finish(chat)};
}

awaitable<Result<ChatMembers>> read_one(SessionPtr session, ChatNumber chat, Priority priority) {
    for (unsigned attempt = 1;; ++attempt) {
        auto reading = co_await read_once(session, chat, priority);
        if (!reading.moved) co_return std::move(reading.members);
        if (attempt == read_attempts_max) co_return contradictory(reading.members.error());
        co_await session->pause(attempt);
    }
}

}  // namespace

awaitable<std::vector<Result<ChatMembers>>> read_all(SessionPtr session,
                                                     std::vector<ChatNumber> chats,
                                                     Priority priority) {
    if (const auto obstacle = session->obstacle()) {
        co_return std::vector<Result<ChatMembers>>(chats.size(), Result<ChatMembers>{*obstacle});
    }
    const auto work = [&session, &chats, priority](std::size_t index) {
        return read_one(session, chats[index], priority);
    };
    co_return co_await in_parallel<ChatMembers>(chats.size(), work,
                                                {.in_flight_max = chats_at_once});
}

awaitable<Result<ChatDescription>> describe(SessionPtr session, ChatNumber chat,
                                            Priority priority) {
    if (const auto obstacle = session->obstacle()) co_return *obstacle;
    const auto answer = co_await session->ask(chat_call(chat), priority);
    if (!answer) co_return answer.error();
    co_return read_chat(*answer);
}

awaitable<Result<UnboundChat>> look_at(SessionPtr session, ChatNumber chat, Priority priority) {
    const auto seen = co_await describe(session, chat, priority);
    if (!seen) co_return seen.error();
    const auto answer = co_await session->ask(own_membership_call(chat), priority);
    if (!answer) co_return answer.error();
    const auto bot = read_member(*answer);
    if (!bot) co_return Error{ErrorKind::transient, "our own membership is malformed"};
    co_return unbound(*seen, *bot);
}

awaitable<Result<std::string>> link_of(SessionPtr session, ChatNumber chat, Priority priority) {
    auto seen = co_await describe(session, chat, priority);
    if (!seen) co_return std::move(seen).error();
    if (seen->link.empty()) co_return no_invite_link();
    session->links().remember(chat, seen->link, session->now());
    co_return std::move(seen->link);
}

awaitable<Result<std::vector<Member>>> people_now(SessionPtr session, ChatNumber chat,
                                                  std::vector<UserId> users, Priority priority) {
    const auto answer = co_await session->ask(membership_call(chat, users), priority);
    if (!answer) co_return answer.error();
    co_return read_members_list(*answer);
}

}  // namespace rosterd::max
