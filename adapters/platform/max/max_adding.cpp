// One POST, and looking where its answer does not say enough.
#include "adapters/platform/max/max_adding.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/platform/max/max_added.hpp"
#include "adapters/platform/max/max_chat.hpp"
#include "adapters/platform/max/max_members.hpp"

namespace rosterd::max {
namespace {

using boost::asio::awaitable;
using SessionPtr = std::shared_ptr<Session>;

Attempt must_be_invited(std::size_t count, const Error& error) {
    return {
        std::vector<ChangeOutcome>(count, ChangeOutcome{.error = error, .must_be_invited = true})};
}

ChangeOutcome refused(const std::string& code) {
    const bool unknown_person = code == "add.participant.not.found";
    return {.error = not_added(code), .must_be_invited = !unknown_person};
}

/// The refusal of the whole request may be due to one of the people only.
awaitable<Attempt> one_by_one(SessionPtr session, ChatNumber chat, std::vector<UserId> users,
                              Priority priority) {
    Attempt all;
    for (const UserId user : users) {
        std::vector<UserId> alone{user};
        Attempt one = co_await add_people(session, chat, std::move(alone), priority);
        all.outcomes.push_back(std::move(one.outcomes.front()));
        all.nobody_answers = one.nobody_answers;
        if (one.nobody_answers) break;
    }
    const Error not_sent{ErrorKind::transient, "not sent: the additions before it failed"};
    all.outcomes.resize(users.size(), ChangeOutcome{.error = not_sent});
    co_return all;
}

enum class Missing : std::uint8_t { chat, method, person, unknown };

struct Diagnosis {
    Missing what = Missing::unknown;
    Verdict verdict{};  ///< of chat and unknown
};

/// What HTTP 404 or 405 meant: the chat shows itself or not, and adding ourselves, who are inside,
/// can only be refused where the whole method is.
awaitable<Diagnosis> diagnose(SessionPtr session, ChatNumber chat, Priority priority) {
    Reply reply = co_await session->caller().send(chat_call(chat), priority);
    Verdict verdict = session->conclude(reply, CallKind::chat);
    if (!verdict.error) {
        const auto seen = read_chat(std::get<boost::json::value>(reply));
        if (!seen) verdict.error = seen.error();
    }
    if (verdict.error) {
        const bool gone = verdict.error->kind == ErrorKind::permanent_chat;
        co_return Diagnosis{gone ? Missing::chat : Missing::unknown, std::move(verdict)};
    }
    const std::array<UserId, 1> ourselves{session->self()};
    reply = co_await session->caller().send(add_call(chat, ourselves), priority);
    if (const auto* error = std::get_if<MaxError>(&reply); error && may_have_vanished(*error)) {
        co_return Diagnosis{Missing::method};
    }
    verdict = session->conclude(reply, CallKind::add);
    if (!verdict.error || is_definite_refusal(*verdict.error)) co_return Diagnosis{Missing::person};
    // Those who were asked for were refused for certain: in doubt is only what changes nothing.
    if (verdict.error->kind == ErrorKind::unknown_outcome) {
        verdict.error->kind = ErrorKind::transient;
    }
    verdict.reread = false;
    co_return Diagnosis{Missing::unknown, std::move(verdict)};
}

awaitable<Attempt> after_not_found(SessionPtr session, ChatNumber chat, std::vector<UserId> users,
                                   int status, Priority priority) {
    const Diagnosis found = co_await diagnose(session, chat, priority);
    switch (found.what) {
        case Missing::chat:
        case Missing::unknown:
            co_return same_for_all(users.size(), found.verdict);
        case Missing::method:
            session->adding_vanished(status);
            co_return must_be_invited(users.size(), adding_withdrawn(status));
        case Missing::person:
            if (users.size() > 1) co_return co_await one_by_one(session, chat, users, priority);
            co_return Attempt{{refused("add.participant.not.found")}};
    }
    co_return Attempt{};
}

/// A refusal of the whole request that does not say whom it concerns.
bool may_concern_one(const MaxError& error) {
    return error.status == 400 || error.code == "proto.payload";
}

awaitable<Attempt> after_answer(SessionPtr session, ChatNumber chat, std::vector<UserId> users,
                                boost::json::value answer, Priority priority) {
    const AddAnswer told = read_add_answer(answer, users);
    if (told.lacks_rights) {
        const MaxError no_rights{403, "access.denied", {}};
        co_return same_for_all(users.size(), judge(no_rights, CallKind::add));
    }
    session->adding_works();
    std::vector<UserId> doubtful;
    for (const UserId user : users) {
        const auto failed = told.failed.find(user);
        const bool named = failed != told.failed.end();
        if (named ? !is_definite(failed->second) : told.whole_batch_in_doubt) {
            doubtful.push_back(user);
        }
    }
    std::vector<Member> inside;
    if (!doubtful.empty()) {
        auto looked = co_await session->ask(membership_call(chat, doubtful), priority);
        if (!looked) {
            Attempt attempt = same_for_all(users.size(), {.error = looked.error(), .reread = true});
            attempt.nobody_answers = looked.error().kind == ErrorKind::transient;
            co_return attempt;
        }
        auto members = read_members_list(*looked);
        if (!members) {
            co_return same_for_all(users.size(), {.error = members.error(), .reread = true});
        }
        inside = std::move(*members);
    }
    const bool nobody_named = told.failed.empty() && told.whole_batch_in_doubt;
    if (nobody_named && inside.empty() && users.size() > 1) {
        co_return co_await one_by_one(session, chat, users, priority);
    }
    Attempt attempt;
    for (const UserId user : users) {
        const auto failed = told.failed.find(user);
        const bool in_doubt = std::ranges::find(doubtful, user) != doubtful.end();
        const bool outside = in_doubt ? find(inside, user) == nullptr : failed != told.failed.end();
        const std::string code = failed == told.failed.end() ? std::string{} : failed->second;
        attempt.outcomes.push_back(outside ? refused(code) : ChangeOutcome{});
    }
    co_return attempt;
}

}  // namespace

Attempt same_for_all(std::size_t count, const Verdict& verdict) {
    const ChangeOutcome outcome{.error = verdict.error, .reread = verdict.reread};
    return {std::vector<ChangeOutcome>(count, outcome), verdict.nobody_answers};
}

awaitable<Attempt> add_people(SessionPtr session, ChatNumber chat, std::vector<UserId> users,
                              Priority priority) {
    if (const auto obstacle = session->obstacle()) {
        co_return same_for_all(users.size(), {.error = *obstacle});
    }
    if (const auto obstacle = session->adding_obstacle()) {
        co_return must_be_invited(users.size(), *obstacle);
    }
    Reply reply = co_await session->caller().send(add_call(chat, users), priority);
    const Verdict verdict = session->conclude(reply, CallKind::add);
    if (auto* answer = std::get_if<boost::json::value>(&reply)) {
        co_return co_await after_answer(session, chat, users, std::move(*answer), priority);
    }
    if (const auto* error = std::get_if<MaxError>(&reply)) {
        if (may_have_vanished(*error)) {
            co_return co_await after_not_found(session, chat, users, error->status, priority);
        }
        if (may_concern_one(*error) && users.size() > 1) {
            co_return co_await one_by_one(session, chat, users, priority);
        }
    }
    co_return same_for_all(users.size(), verdict);
}

}  // namespace rosterd::max
