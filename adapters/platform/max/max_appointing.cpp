// Together first; who is refused together is tried alone, so that one person spoils nothing.
#include "adapters/platform/max/max_appointing.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/platform/max/max_reading.hpp"

namespace rosterd::max {
namespace {

using boost::asio::awaitable;
using SessionPtr = std::shared_ptr<Session>;

awaitable<Verdict> give(SessionPtr session, ChatNumber chat, std::vector<AdminRights> rights,
                        Priority priority) {
    const Reply reply = co_await session->caller().send(promote_call(chat, rights), priority);
    co_return session->conclude(reply, CallKind::promote);
}

awaitable<Verdict> appoint_alone(SessionPtr session, ChatNumber chat, UserId user,
                                 Priority priority) {
    std::vector<UserId> whom{user, session->self()};
    const auto there = co_await people_now(session, chat, std::move(whom), priority);
    if (!there) co_return Verdict{.error = there.error()};
    const Member* person = find(*there, user);
    if (person == nullptr) {
        co_return Verdict{
            .error = Error{ErrorKind::permanent_person, "the person is not in the chat"},
            .reread = true};
    }
    // Setting rights replaces them (max.md §2.8): what the person has goes along.
    const auto rights = rights_to_give(*person, find(*there, session->self()));
    if (!rights) co_return Verdict{};
    const Verdict verdict = co_await give(session, chat, {*rights}, priority);
    // He is one already, with rights that the bot cannot repeat: they are left as they are.
    const bool stays = verdict.error && person->admin && is_definite_refusal(*verdict.error);
    co_return stays ? Verdict{} : verdict;
}

/// Nothing when somebody's rights are not known.
std::optional<std::vector<AdminRights>> known_rights(const Session& session, ChatNumber chat,
                                                     const std::vector<UserId>& users) {
    const KnownRights::Chat* known = session.rights().find(chat, session.now());
    if (known == nullptr) return std::nullopt;
    std::vector<AdminRights> rights;
    for (const UserId user : users) {
        if (std::ranges::binary_search(known->administrators, user)) return std::nullopt;
        Member newcomer;
        newcomer.user = user;
        rights.push_back(rights_to_give(newcomer, &known->bot).value());
    }
    return rights;
}

}  // namespace

awaitable<Attempt> appoint_people(SessionPtr session, ChatNumber chat, std::vector<UserId> users,
                                  Priority priority) {
    auto rights = known_rights(*session, chat, users);
    if (rights) {
        const Verdict verdict = co_await give(session, chat, std::move(*rights), priority);
        if (!verdict.error || !is_definite_refusal(*verdict.error)) {
            co_return same_for_all(users.size(), verdict);
        }
        session->rights().forget(chat);
    }
    Attempt attempt;
    for (const UserId user : users) {
        const Verdict verdict = co_await appoint_alone(session, chat, user, priority);
        Attempt one = same_for_all(1, verdict);
        attempt.outcomes.push_back(std::move(one.outcomes.front()));
        attempt.nobody_answers = one.nobody_answers;
        if (!attempt.nobody_answers) continue;
        const Error not_sent{ErrorKind::transient, "not sent: the changes before it failed"};
        attempt.outcomes.resize(users.size(), ChangeOutcome{.error = not_sent});
        break;
    }
    co_return attempt;
}

}  // namespace rosterd::max
