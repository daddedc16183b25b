// Look, read, bind, announce.
#include "daemon/adoption.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "daemon/creation.hpp"
#include "daemon/offload.hpp"
#include "reconciler/chat_claim.hpp"

namespace rosterd {
namespace {

using boost::asio::awaitable;

bool passes_by(ErrorKind kind) {
    return kind == ErrorKind::transient || kind == ErrorKind::long_transient ||
           kind == ErrorKind::needs_human || kind == ErrorKind::unknown_outcome;
}

bool stops_the_pass(ErrorKind kind) {
    return kind == ErrorKind::authority || kind == ErrorKind::cancelled;
}

class Adoption {
  public:
    Adoption(SchoolState* state, PlatformAccount* account, StoreAccess store, const Clock* clock)
        : state_{*state}, account_{*account}, store_{store}, clock_{*clock} {}

    awaitable<Result<std::vector<Error>>> run() {
        drop_expired();
        std::vector<Error> put_off;
        // A copy: what is written in a chat meanwhile is for the next pass.
        const std::vector<ClaimCode> claims = state_.claims;
        for (const ClaimCode& claim : claims) {
            auto taken = co_await take_over(claim);
            if (!taken && stops_the_pass(taken.error().kind)) {
                co_return Error{taken.error()}.in("take over " + claim.chat);
            }
            if (!taken && passes_by(taken.error().kind)) {
                put_off.push_back(Error{taken.error()}.in("take over " + claim.chat));
                continue;
            }
            auto settled = co_await settle(claim, taken);
            if (!settled) co_return settled.error();
        }
        co_return put_off;
    }

  private:
    void drop_expired() {
        std::erase_if(state_.claims, [&](const ClaimCode& claim) {
            const bool expired = claim.expires <= clock_.now();
            if (expired) {
                spdlog::warn("school={} chat={} claim=expired hint=\"ask for a new code\"",
                             name_of(state_), claim.chat);
            }
            return expired;
        });
    }

    /// Bound by this claim already: the daemon died before the code was forgotten.
    bool is_done(const ClaimCode& claim) const {
        const ObservedChat* there = state_.memory.observed.find(claim.chat);
        return there != nullptr && there->number == claim.number &&
               there->state != ChatState::destroyed;
    }

    awaitable<Result<void>> take_over(ClaimCode claim) {
        if (is_done(claim)) co_return Result<void>{};
        const auto waiting =
            unclaimed_chats(state_.picture->comparison(state_.memory.history, clock_.now()),
                            state_.memory.observed);
        if (!std::ranges::binary_search(waiting, claim.chat)) {
            co_return Error{ErrorKind::refused, "the chat is there already, or is not wanted"};
        }
        auto seen = co_await look_at_claimed(&account_, claim.number);
        if (!seen) co_return seen.error();
        auto read = co_await account_.read_members({claim.number}, Priority::live);
        if (!read.front()) co_return read.front().error();
        ObservedChat chat;
        chat.key = claim.chat;
        chat.number = claim.number;
        chat.title = seen->title;
        chat.read_at = clock_.now();
        chat.members = std::move(read.front()->members);
        auto bound = co_await bind_chat(std::move(chat), &state_, store_);
        if (!bound) co_return bound;
        // Not part of the takeover: a chat without this sentence is as good.
        constexpr std::int64_t once_mask = 0x3FFF'FFFF;
        std::vector<ChatPost> posts{
            {.chat = claim.number,
             .text = "Чат подключён к электронному журналу: состав участников обновляется "
                     "автоматически.",
             .once = (claim.number & once_mask) + 1}};
        auto told = co_await account_.post(std::move(posts), Priority::live);
        if (!told.front()) {
            spdlog::info("school={} chat={} claim=done told=false error=\"{}\"", name_of(state_),
                         claim.chat, told.front().error().what);
        }
        co_return Result<void>{};
    }

    /// A code that did its work is used up. One that was refused may be written again elsewhere,
    /// unless it was already, or another one was given out.
    awaitable<Result<void>> settle(ClaimCode claim, Result<void> taken) {
        const AuditEntry line = audit_line(claim, taken);
        const UnixSeconds now = clock_.now();
        auto write = [&]() -> Result<void> {
            Store& store = store_.store;
            const std::string& account = state_.memory.account;
            if (taken) return store.save_account(account, {.used_codes = {claim.code}}, {&line, 1});
            const auto codes = store.claim_codes(account, now);
            if (!codes) return codes.error();
            AccountChange change;
            if (std::ranges::find(*codes, claim) != codes->end()) {
                change.codes = {claim};
                change.codes.front().number = 0;
            }
            return store.save_account(account, change, {&line, 1});
        };
        auto written = co_await offload(store_.thread, write);
        if (!written) co_return written.error();
        std::erase(state_.claims, claim);
        co_return written;
    }

    AuditEntry audit_line(const ClaimCode& claim, const Result<void>& taken) const {
        AuditEntry line;
        line.at = clock_.now();
        line.school = claim.school;
        line.chat = claim.chat;
        line.operation = "claim";
        line.by = claim.asked_by;
        line.outcome = taken ? "done" : to_string(taken.error().kind);
        if (!taken) {
            line.reason = taken.error().what;
            spdlog::warn("school={} chat={} claim=refused error=\"{}\" hint=\"{}\"",
                         name_of(state_), claim.chat, taken.error().what, taken.error().hint);
        }
        return line;
    }

    SchoolState& state_;
    PlatformAccount& account_;
    StoreAccess store_;
    const Clock& clock_;
};

}  // namespace

awaitable<Result<std::vector<Error>>> adopt_claimed_chats(SchoolState* state,
                                                          PlatformAccount* account,
                                                          StoreAccess store, const Clock* clock) {
    Adoption adoption{state, account, store, clock};
    co_return co_await adoption.run();
}

awaitable<Result<UnboundChat>> look_at_claimed(PlatformAccount* account, ChatNumber number) {
    auto seen = co_await account->look_at_chat(number, Priority::live);
    if (seen && !seen->administered) {
        co_return Error{ErrorKind::refused,
                        "the account may not add and remove people in this chat",
                        "make it an administrator of the chat, with the right to manage members "
                        "and to read messages"};
    }
    co_return seen;
}

}  // namespace rosterd
