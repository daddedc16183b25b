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
           kind == ErrorKind::authority || kind == ErrorKind::needs_human ||
           kind == ErrorKind::unknown_outcome || kind == ErrorKind::cancelled;
}

class Adoption {
  public:
    Adoption(SchoolState* state, PlatformAccount* account, Recorder* recorder, StoreAccess store,
             const Clock* clock)
        : state_{*state}, account_{*account}, recorder_{*recorder}, store_{store}, clock_{*clock} {}

    awaitable<Result<void>> run() {
        while (!state_.claims.empty()) {
            const ClaimCode claim = state_.claims.front();
            auto taken = co_await take_over(claim);
            if (!taken && passes_by(taken.error().kind)) {
                co_return Error{taken.error()}.in("take over " + claim.chat);
            }
            AuditEntry line;
            line.chat = claim.chat;
            line.operation = "claim";
            line.by = claim.asked_by;
            line.outcome = taken ? "done" : to_string(taken.error().kind);
            if (!taken) {
                line.reason = taken.error().what;
                spdlog::warn("school={} chat={} claim=refused error=\"{}\" hint=\"{}\"",
                             name_of(state_), claim.chat, taken.error().what, taken.error().hint);
            }
            recorder_.audit(std::move(line));
            auto forgotten = co_await forget(claim, taken.has_value());
            if (!forgotten) co_return forgotten;
            std::erase_if(state_.claims,
                          [&](const ClaimCode& other) { return other.code == claim.code; });
        }
        co_return co_await recorder_.commit();
    }

  private:
    awaitable<Result<void>> take_over(ClaimCode claim) {
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

    /// A code that did its work is used up. One that was refused may be written again elsewhere.
    awaitable<Result<void>> forget(ClaimCode claim, bool used) {
        AccountChange change;
        if (used) {
            change.used_codes = {claim.code};
        } else {
            claim.number = 0;
            change.codes = {claim};
        }
        auto write = [&] { return store_.store.save_account(state_.memory.account, change, {}); };
        co_return co_await offload(store_.thread, write);
    }

    SchoolState& state_;
    PlatformAccount& account_;
    Recorder& recorder_;
    StoreAccess store_;
    const Clock& clock_;
};

}  // namespace

awaitable<Result<void>> adopt_claimed_chats(SchoolState* state, PlatformAccount* account,
                                            Recorder* recorder, StoreAccess store,
                                            const Clock* clock) {
    Adoption adoption{state, account, recorder, store, clock};
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
