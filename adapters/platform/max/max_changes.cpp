// One change, one call, and a look where the call was refused but the wanted state may be there.
#include "adapters/platform/max/max_changes.hpp"

#include <algorithm>
#include <utility>

#include "adapters/platform/max/max_adding.hpp"
#include "adapters/platform/max/max_appointing.hpp"
#include "adapters/platform/max/max_chat.hpp"
#include "adapters/platform/max/max_members.hpp"
#include "adapters/platform/max/max_message.hpp"
#include "adapters/platform/max/max_reading.hpp"

namespace rosterd::max {
namespace {

using boost::asio::awaitable;
using SessionPtr = std::shared_ptr<Session>;

Attempt one(const Verdict& verdict) {
    return same_for_all(1, verdict);
}

Attempt one(const Error& error) {
    return one(Verdict{.error = error, .nobody_answers = error.kind == ErrorKind::transient});
}

Attempt done() {
    return one(Verdict{});
}

awaitable<Verdict> run(SessionPtr session, Call call, Priority priority) {
    const CallKind kind = call.kind;
    const Reply reply = co_await session->caller().send(std::move(call), priority);
    co_return session->conclude(reply, kind);
}

/// What a refusal means once one knows who the person is.
Verdict because_of(const Member& person, Verdict verdict) {
    if (!person.owner) return verdict;
    return {.error =
                Error{ErrorKind::permanent_person, "the chat's owner is out of the bot's reach",
                      "the owner must hand the chat over, or do it himself"}};
}

/// An administrator may have to be dismissed before he can be removed: MAX does not tell which, so
/// that is tried only after a refusal.
awaitable<Attempt> remove_person(SessionPtr session, ChatChange change, Priority priority) {
    Verdict verdict = co_await run(session, remove_call(change.chat, change.user), priority);
    if (!verdict.error || !is_definite_refusal(*verdict.error)) co_return one(verdict);
    std::vector<UserId> whom{change.user};
    const auto there = co_await people_now(session, change.chat, std::move(whom), priority);
    if (!there) {
        verdict.reread = true;
        co_return one(verdict);
    }
    const Member* person = find(*there, change.user);
    if (person == nullptr) co_return done();
    if (!person->admin || person->owner) co_return one(because_of(*person, verdict));
    const Verdict dismissed =
        co_await run(session, demote_call(change.chat, change.user), priority);
    if (dismissed.error) co_return one(dismissed);
    verdict = co_await run(session, remove_call(change.chat, change.user), priority);
    verdict.reread = verdict.reread || verdict.error.has_value();  // he is no administrator now
    co_return one(verdict);
}

awaitable<Attempt> demote(SessionPtr session, ChatChange change, Priority priority) {
    Verdict verdict = co_await run(session, demote_call(change.chat, change.user), priority);
    if (!verdict.error || !is_definite_refusal(*verdict.error)) co_return one(verdict);
    std::vector<UserId> whom{change.user};
    const auto there = co_await people_now(session, change.chat, std::move(whom), priority);
    if (!there) {
        verdict.reread = true;
        co_return one(verdict);
    }
    const Member* person = find(*there, change.user);
    if (person == nullptr || !person->admin) co_return done();
    co_return one(because_of(*person, verdict));
}

/// A bot cannot come back by itself; the planner lets it leave last, from an empty chat.
awaitable<Attempt> leave(SessionPtr session, ChatNumber chat, Priority priority) {
    const Verdict verdict = co_await run(session, leave_call(chat), priority);
    if (!verdict.error || !is_definite_refusal(*verdict.error)) co_return one(verdict);
    const auto seen = co_await describe(session, chat, priority);
    const bool outside = !seen && seen.error().kind == ErrorKind::permanent_chat;
    co_return outside ? done() : one(verdict);
}

Attempt invited(const Verdict& verdict) {
    Attempt attempt = one(verdict);
    attempt.outcomes.front().invited = !verdict.error;
    attempt.outcomes.front().reread = false;
    return attempt;
}

/// An invitation that may have arrived counts as one that did: MAX knows no key that makes a
/// message repeatable, and two of them at once would trouble a person.
awaitable<Attempt> invite(SessionPtr session, ChatChange change, Priority priority) {
    const OnceMemory::Key key{change.chat, change.user};
    OnceMemory& sent = session->invitations();
    if (sent.number_of(key, session->now()) || sent.is_in_doubt(key, session->now())) {
        co_return invited(Verdict{});
    }
    auto link = session->links().find(change.chat, session->now());
    if (!link) {
        auto told = co_await link_of(session, change.chat, priority);
        if (!told) co_return one(told.error());
        link = std::move(*told);
    }
    auto message = direct_message(invitation(change.user, change.text, *link));
    const Verdict verdict =
        co_await run(session, direct_call(change.user, std::move(message)), priority);
    const bool lost = verdict.error && (verdict.error->kind == ErrorKind::unknown_outcome ||
                                        verdict.error->kind == ErrorKind::cancelled);
    if (!verdict.error) sent.written(key, 1, session->now());
    if (lost) sent.in_doubt(key, session->now());
    co_return invited(verdict);
}

awaitable<Attempt> apply_one(SessionPtr session, ChatChange change, Priority priority) {
    if (const auto obstacle = session->obstacle()) co_return one(Verdict{.error = *obstacle});
    switch (change.kind) {
        case OperationKind::remove:
            co_return co_await remove_person(session, std::move(change), priority);
        case OperationKind::demote:
            co_return co_await demote(session, std::move(change), priority);
        case OperationKind::rename:
            co_return one(co_await run(session, rename_call(change.chat, change.text), priority));
        case OperationKind::destroy:
            co_return co_await leave(session, change.chat, priority);
        case OperationKind::invite:
            co_return co_await invite(session, std::move(change), priority);
        case OperationKind::add:
        case OperationKind::promote:  // together, in apply_all()
        case OperationKind::create:
        case OperationKind::detach:
            break;
    }
    co_return one(Error{ErrorKind::our_bug, "no single change of an existing chat"});
}

/// The people of the changes from `begin` on that fit one request of this kind; each person once.
std::vector<UserId> taken_together(const std::vector<ChatChange>& changes, std::size_t begin) {
    const ChatChange& first = changes[begin];
    const std::size_t most = first.kind == OperationKind::add       ? adds_per_request_max
                             : first.kind == OperationKind::promote ? appointed_together_max
                                                                    : 0;
    std::vector<UserId> users;
    for (std::size_t i = begin; i < changes.size(); ++i) {
        const bool fits = changes[i].kind == first.kind && changes[i].chat == first.chat &&
                          users.size() < most &&
                          std::ranges::find(users, changes[i].user) == users.end();
        if (!fits) break;
        users.push_back(changes[i].user);
    }
    return users;
}

awaitable<Attempt> apply_together(SessionPtr session, ChatChange first, std::vector<UserId> users,
                                  Priority priority) {
    if (const auto obstacle = session->obstacle()) {
        co_return same_for_all(users.size(), Verdict{.error = *obstacle});
    }
    if (first.kind == OperationKind::add) {
        co_return co_await add_people(session, first.chat, std::move(users), priority);
    }
    co_return co_await appoint_people(session, first.chat, std::move(users), priority);
}

}  // namespace

awaitable<std::vector<ChangeOutcome>> apply_all(SessionPtr session, std::vector<ChatChange> changes,
                                                Priority priority) {
    std::vector<ChangeOutcome> outcomes;
    while (outcomes.size() < changes.size()) {
        const ChatChange& next = changes[outcomes.size()];
        auto users = taken_together(changes, outcomes.size());
        Attempt attempt;
        if (users.empty()) {
            attempt = co_await apply_one(session, next, priority);
        } else {
            attempt = co_await apply_together(session, next, std::move(users), priority);
        }
        std::ranges::move(attempt.outcomes, std::back_inserter(outcomes));
        if (!attempt.nobody_answers || outcomes.size() == changes.size()) continue;
        const Error not_sent{ErrorKind::transient, "not sent: the changes before it failed"};
        outcomes.resize(changes.size(), ChangeOutcome{.error = not_sent});
    }
    co_return outcomes;
}

}  // namespace rosterd::max
