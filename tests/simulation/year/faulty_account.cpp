// Every call: the way there, the work, the way back. The witness sees what the work really did.
#include "tests/simulation/year/faulty_account.hpp"

#include <boost/asio/co_spawn.hpp>

namespace rosterd::test {

using boost::asio::awaitable;

namespace {

constexpr Priority unimportant = Priority::live;  // the model has no budget

Error unknown_outcome() {
    return {ErrorKind::unknown_outcome, "no answer"};
}

}  // namespace

FaultyAccount::Journey FaultyAccount::some_fault(std::string_view method) {
    ++around_.faults;
    const std::uint64_t kind = around_.dice.below(10);
    around_.note("{} fault {}", method, kind);
    if (kind < 3) return {Fate::lost, unknown_outcome()};
    if (kind < 4) return {Fate::sent_late, unknown_outcome()};
    if (kind < 8) return {Fate::refused, {ErrorKind::transient, "unreachable"}};
    return {Fate::refused, {ErrorKind::long_transient, "too many requests"}};
}

awaitable<void> FaultyAccount::take_time() {
    if (!around_.dice.percent(around_.weather.slow_percent)) co_return;
    co_await around_.clock.pass(std::chrono::milliseconds{around_.dice.between(1, 20'000)});
}

awaitable<FaultyAccount::Journey> FaultyAccount::send(std::string_view method) {
    co_await take_time();
    if (around_.dies_now()) around_.note("in {}, before", method);
    if (around_.dead) co_await around_.wait_for_ever();
    if (around_.clock.steady() < around_.token_revoked_until) {
        ++around_.faults;
        co_return Journey{Fate::refused, {ErrorKind::authority, "the token is revoked"}};
    }
    if (around_.dice.percent(around_.weather.platform_percent)) co_return some_fault(method);
    co_return Journey{};
}

awaitable<void> FaultyAccount::come_back() {
    if (around_.dies_now()) around_.note("after the work");
    if (around_.dead) co_await around_.wait_for_ever();
    co_await take_time();
    if (around_.dead) co_await around_.wait_for_ever();
}

template <class T>
awaitable<T> FaultyAccount::without_effect(std::string_view method, awaitable<T> work) {
    const Journey journey = co_await send(method);
    if (journey.fate != Fate::answered) co_return T{journey.error};
    T answer = co_await std::move(work);
    co_await come_back();
    co_return answer;
}

awaitable<Result<void>> FaultyAccount::open() {
    co_return co_await without_effect("open", whole_.open());
}

awaitable<Result<std::vector<UnboundChat>>> FaultyAccount::list_chats(Priority priority) {
    co_return co_await without_effect("list_chats", whole_.list_chats(priority));
}

awaitable<Result<std::string>> FaultyAccount::invite_link(ChatNumber chat, Priority priority) {
    co_return co_await without_effect("invite_link", whole_.invite_link(chat, priority));
}

awaitable<Result<UnboundChat>> FaultyAccount::look_at_chat(ChatNumber chat, Priority priority) {
    co_return co_await without_effect("look_at_chat", whole_.look_at_chat(chat, priority));
}

awaitable<Result<void>> FaultyAccount::write_to(DirectMessage message, Priority priority) {
    co_return co_await without_effect("write_to", whole_.write_to(std::move(message), priority));
}

awaitable<std::vector<Result<std::int64_t>>> FaultyAccount::post(std::vector<ChatPost> posts,
                                                                 Priority priority) {
    const Journey journey = co_await send("post");
    const std::size_t count = posts.size();
    if (journey.fate == Fate::refused) {
        co_return std::vector<Result<std::int64_t>>(count, journey.error);
    }
    auto numbers = co_await whole_.post(std::move(posts), priority);
    co_await come_back();
    if (journey.fate != Fate::answered) numbers.assign(count, journey.error);
    co_return numbers;
}

awaitable<std::vector<Result<void>>> FaultyAccount::edit_posts(std::vector<ChatPost> posts,
                                                               Priority priority) {
    const Journey journey = co_await send("edit_posts");
    const std::size_t count = posts.size();
    if (journey.fate == Fate::refused) co_return std::vector<Result<void>>(count, journey.error);
    auto edited = co_await whole_.edit_posts(std::move(posts), priority);
    co_await come_back();
    if (journey.fate != Fate::answered) edited.assign(count, journey.error);
    co_return edited;
}

/// The request is on its way for seconds; the chat comes into being while the daemon waits.
void FaultyAccount::create_late(const std::string& title, const std::vector<UserId>& users) {
    if (around_.dice.percent(50)) return;  // it never arrives
    const auto when = around_.clock.steady() + std::chrono::seconds{around_.dice.between(1, 8)};
    auto create = [&around = around_, &whole = whole_, &witness = witness_, title, users] {
        around.note("a late chat '{}'", title);
        const auto before = whole.chats();
        whole.created_unheard(title, users);
        witness.daemon_did(before, Witness::Moment::late);
    };
    around_.later.emplace(when, std::move(create));
}

awaitable<Result<CreatedChat>> FaultyAccount::create_chat(std::string title,
                                                          std::vector<UserId> users, Priority) {
    const Journey journey = co_await send("create_chat");
    if (journey.fate == Fate::refused) co_return journey.error;
    if (journey.fate == Fate::sent_late) {
        create_late(title, users);
        co_return journey.error;
    }
    const auto before = whole_.chats();
    auto created = co_await whole_.create_chat(std::move(title), std::move(users), unimportant);
    witness_.daemon_did(before);
    co_await come_back();
    if (journey.fate == Fate::lost) co_return journey.error;
    co_return created;
}

awaitable<std::vector<Result<ChatMembers>>> FaultyAccount::read_members(
    std::vector<ChatNumber> chats, Priority priority) {
    const Journey journey = co_await send("read_members");
    if (journey.fate != Fate::answered) {
        // All of it, or some of the chats.
        const bool all = around_.dice.percent(50);
        auto reads = co_await whole_.read_members(std::move(chats), priority);
        for (auto& read : reads) {
            if (all || around_.dice.percent(50)) read = journey.error;
        }
        co_return reads;
    }
    auto reads = co_await whole_.read_members(std::move(chats), priority);
    co_await come_back();
    co_return reads;
}

/// A first part is done; of the rest some is refused, some done without an answer.
awaitable<std::vector<ChangeOutcome>> FaultyAccount::apply_in_part(std::vector<ChatChange> changes,
                                                                   Priority priority) {
    std::vector<ChangeOutcome> outcomes;
    const std::size_t answered = around_.dice.below(changes.size() + 1);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const std::uint64_t fate = i < answered ? 0 : around_.dice.below(4);
        if (fate == 1) {
            outcomes.push_back({.error = Error{ErrorKind::transient, "unreachable"}});
            continue;
        }
        if (fate == 2) {  // neither done nor answered
            outcomes.push_back({.error = unknown_outcome()});
            continue;
        }
        auto one = co_await whole_.apply({changes[i]}, priority);
        if (fate == 3) one.front() = {.error = unknown_outcome()};
        outcomes.push_back(std::move(one.front()));
    }
    co_return outcomes;
}

awaitable<std::vector<ChangeOutcome>> FaultyAccount::apply(std::vector<ChatChange> changes,
                                                           Priority priority) {
    const Journey journey = co_await send("apply");
    if (journey.fate == Fate::refused) {
        co_return std::vector<ChangeOutcome>(changes.size(), {.error = journey.error});
    }
    const auto before = whole_.chats();
    std::vector<ChangeOutcome> outcomes;
    if (journey.fate == Fate::answered) {
        outcomes = co_await whole_.apply(changes, priority);
        // Delivered twice: what was done is done again.
        if (around_.dice.percent(around_.weather.platform_percent)) {
            co_await whole_.apply(changes, priority);
        }
    } else if (journey.fate == Fate::lost) {
        co_await whole_.apply(changes, priority);
        outcomes.assign(changes.size(), {.error = journey.error});
    } else {
        outcomes = co_await apply_in_part(changes, priority);
    }
    witness_.daemon_did(before);
    co_await come_back();
    co_return outcomes;
}

awaitable<Result<PlatformEvents>> FaultyAccount::next_events(std::string after) {
    if (around_.dead) co_await around_.wait_for_ever();
    auto events = co_await whole_.next_events(std::move(after));
    if (around_.dead) co_await around_.wait_for_ever();
    if (around_.dice.percent(around_.weather.platform_percent)) {
        co_return Error{ErrorKind::transient, "the connection broke"};
    }
    co_return events;
}

}  // namespace rosterd::test
