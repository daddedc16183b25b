// Chats that people made: codes are given out, heard in chats, and handed to the school's pass.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "daemon/adoption.hpp"
#include "daemon/daemon.hpp"
#include "daemon/offload.hpp"
#include "reconciler/chat_claim.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

constexpr UnixSeconds code_lasts = 7 * 86'400;
/// Somebody who guesses in a chat is not listened to any more (until the daemon starts again).
constexpr unsigned wrong_codes_max = 5;
/// Chats of one account that are looked at for a list; more are listed without their titles.
constexpr std::size_t looked_at_max = 50;

Error not_waiting(const std::string& chat) {
    return {ErrorKind::refused, "chat " + chat + " is there already, or is not wanted",
            "see rosterctl chats; a chat that is planned can be claimed"};
}

bool waits(const SchoolState& state, const std::string& chat, UnixSeconds now) {
    const auto waiting = unclaimed_chats(state.picture->comparison(state.memory.history, now),
                                         state.memory.observed);
    return std::ranges::binary_search(waiting, chat);
}

}  // namespace

awaitable<Result<ClaimCode>> Daemon::ask_claim_code(std::string school, std::string chat,
                                                    std::string by) {
    auto state = readable(school);
    if (!state) co_return state.error();
    if ((*state)->picture->desired.find(chat) == nullptr) {
        co_return Error{ErrorKind::not_found, "school '" + school + "' has no chat '" + chat + "'",
                        "see rosterctl chats --school " + school};
    }
    if (!waits(**state, chat, parts_.clock.now())) co_return not_waiting(chat);
    const std::string account = (*state)->school.account;
    if (!parts_.accounts.find(account)->second.platform->capabilities().events) {
        co_return Error{ErrorKind::refused, "account '" + account + "' hears nothing in chats",
                        "claim the chat by its number"};
    }
    ClaimCode code{claim_code_of(parts_.unguessable()), (*state)->school.id, chat,
                   parts_.clock.now() + code_lasts, by};
    AuditEntry line;
    line.at = parts_.clock.now();
    line.school = code.school;
    line.chat = chat;
    line.operation = "claim_code";
    line.outcome = "done";
    line.by = by;
    auto saved = co_await save_account(account, {.codes = {code}}, std::span{&line, 1});
    if (!saved) co_return saved.error();
    co_return code;
}

awaitable<Result<void>> Daemon::claim_chat(std::string school, std::string chat, ChatNumber number,
                                           std::string by) {
    auto state = readable(school);
    if (!state) co_return state.error();
    if (!waits(**state, chat, parts_.clock.now())) co_return not_waiting(chat);
    const std::string account = (*state)->school.account;
    auto list = [this, &account] { return parts_.store.store.bound_numbers(account); };
    auto bound = co_await offload(parts_.store.thread, list);
    if (!bound) co_return bound.error();
    if (std::ranges::find(*bound, number) != bound->end()) {
        co_return Error{ErrorKind::refused, "that chat is another chat of this account already",
                        "see rosterctl claims"};
    }
    auto seen =
        co_await look_at_claimed(parts_.accounts.find(account)->second.platform.get(), number);
    if (!seen) co_return seen.error();
    ClaimCode claim{claim_code_of(parts_.unguessable()),
                    (*state)->school.id,
                    chat,
                    parts_.clock.now() + code_lasts,
                    by,
                    number};
    auto saved = co_await save_account(account, {.codes = {claim}}, {});
    if (!saved) co_return saved;
    hand_over(schools_.find(school)->second, account, std::move(claim));
    co_return Result<void>{};
}

namespace {

/// What the chat shows of itself, or why it shows nothing. Errors: the account's, not the chat's.
awaitable<Result<void>> look_at_candidate(Account* account, ClaimCandidate* candidate) {
    auto opened = co_await ensure_open(account);
    if (!opened) {
        candidate->obstacle = opened.error().what;
        co_return opened;
    }
    auto seen = co_await account->platform->look_at_chat(candidate->chat.number, Priority::live);
    if (seen) {
        candidate->title = seen->title;
        candidate->administered = seen->administered;
        co_return Result<void>{};
    }
    candidate->obstacle = seen.error().what;
    if (seen.error().kind == ErrorKind::authority) account->opened = false;
    if (seen.error().kind == ErrorKind::permanent_chat) co_return Result<void>{};
    co_return seen.error();
}

}  // namespace

awaitable<Result<std::vector<ClaimCandidate>>> Daemon::claim_candidates() {
    std::vector<ClaimCandidate> candidates;
    for (auto& [name, account] : parts_.accounts) {
        auto list = [this, &name]() -> Result<std::vector<BroughtChat>> {
            auto brought = parts_.store.store.brought_chats(name);
            if (!brought) return brought;
            auto bound = parts_.store.store.bound_numbers(name);
            if (!bound) return bound.error();
            std::erase_if(*brought, [&](const BroughtChat& chat) {
                return std::ranges::binary_search(*bound, chat.number);
            });
            return brought;
        };
        auto brought = co_await offload(parts_.store.thread, list);
        if (!brought) co_return brought.error();
        std::size_t looks_left = looked_at_max;
        for (const BroughtChat& chat : *brought) {
            ClaimCandidate candidate{.account = name, .chat = chat};
            if (looks_left > 0) {
                const auto seen = co_await look_at_candidate(&account, &candidate);
                // An account that does not answer keeps nobody waiting for its other chats.
                looks_left = seen ? looks_left - 1 : 0;
            }
            for (const auto& [school, state] : schools_) {
                if (state.school.account != name || state.picture == nullptr) continue;
                if (candidate.title.empty()) continue;
                for (std::string& key : unclaimed_chats_titled(
                         state.picture->comparison(state.memory.history, parts_.clock.now()),
                         state.memory.observed, candidate.title)) {
                    candidate.proposals.emplace_back(school, std::move(key));
                }
            }
            candidates.push_back(std::move(candidate));
        }
    }
    co_return candidates;
}

/// A code that was heard is kept with the chat's number before the event is forgotten, so that a
/// crash before the school's pass loses nothing.
awaitable<Result<void>> Daemon::hear_code(const std::string& account, const PlatformEvent& event) {
    if (event.chat == 0) co_return Result<void>{};
    const auto heard = find_claim_code(event.text);
    if (!heard) co_return Result<void>{};
    unsigned& wrong = wrong_codes_[{account, event.chat}];
    if (wrong >= wrong_codes_max) co_return Result<void>{};
    auto list = [this, &account, now = parts_.clock.now()] {
        return parts_.store.store.claim_codes(account, now);
    };
    auto codes = co_await offload(parts_.store.thread, list);
    if (!codes) co_return codes.error();
    const auto found = std::ranges::find(*codes, *heard, &ClaimCode::code);
    if (found == codes->end()) {
        ++wrong;
        spdlog::info("account={} platform_chat={} claim=unknown_code", account, event.chat);
        co_return Result<void>{};
    }
    ClaimCode claim = *found;
    claim.number = event.chat;
    auto saved = co_await save_account(account, {.codes = {claim}}, {});
    if (!saved) co_return saved;
    SchoolState* state = served_by(claim.school, account);
    if (state != nullptr) hand_over(*state, account, std::move(claim));
    co_return Result<void>{};
}

void Daemon::hand_over(SchoolState& state, const std::string& account, ClaimCode claim) {
    // The numbers of another account's chats mean other chats here.
    if (state.loaded && state.memory.account == account) {
        std::erase_if(state.claims, [&](const ClaimCode& old) { return old.code == claim.code; });
        state.claims.push_back(std::move(claim));
    }
    if (state.school.enabled) push(name_of(state), std::chrono::milliseconds{0});
}

}  // namespace rosterd
