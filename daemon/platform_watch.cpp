// How the daemon follows what platforms tell: hints to look early, chats it was brought into, codes
// and phones. Each event is dealt with before the platform is told to forget it.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "daemon/daemon.hpp"
#include "daemon/offload.hpp"

namespace rosterd {

using boost::asio::awaitable;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds again_first{1'000};
constexpr milliseconds again_longest{60'000};
/// After an answer without events that came at once: a platform must not make the daemon spin.
constexpr milliseconds answer_pause{300};

}  // namespace

awaitable<void> Daemon::follow_platform(std::string account, milliseconds wait) {
    Account& source = parts_.accounts.find(account)->second;
    std::string reported;
    std::optional<std::string> cursor;
    while (!stopping_) {
        if (wait.count() > 0) {
            co_await parts_.clock.sleep_until(parts_.clock.steady() + jittered(wait));
            if (stopping_) co_return;
        }
        Result<void> step = co_await ensure_open(&source);
        if (step && !cursor) {
            step = co_await resume_claims(account);
            auto load = [this, &account] { return parts_.store.store.event_cursor(account); };
            auto loaded = co_await offload(parts_.store.thread, load);
            if (loaded) cursor = *loaded;
            if (step && !loaded) step = Error{loaded.error()};
        }
        const SteadyTime asked = parts_.clock.steady();
        PlatformEvents told;
        if (step) {
            auto events = co_await source.platform->next_events(*cursor);
            if (stopping_) co_return;
            if (events) {
                told = std::move(*events);
            } else {
                step = events.error();
            }
        }
        for (std::size_t i = 0; step && i < told.events.size(); ++i) {
            step = co_await deal_with(account, told.events[i]);
        }
        if (step && told.cursor != cursor) {
            step = co_await save_account(account, {.cursor = told.cursor}, {});
            if (step) cursor = told.cursor;
        }
        if (step) {
            reported.clear();
            const bool at_once =
                told.events.empty() && parts_.clock.steady() < asked + answer_pause;
            wait = at_once ? answer_pause : milliseconds{0};
            continue;
        }
        if (step.error().kind == ErrorKind::authority) source.opened = false;
        if (reported != step.error().what) {
            spdlog::warn("account={} events=failing kind={} error=\"{}\" hint=\"{}\", retrying",
                         account, to_string(step.error().kind), step.error().what,
                         step.error().hint);
            reported = step.error().what;
        }
        wait = std::clamp(wait * 2, again_first, again_longest);
    }
}

awaitable<Result<void>> Daemon::deal_with(const std::string& account, const PlatformEvent& event) {
    switch (event.kind) {
        case PlatformEventKind::chat_changed:
        case PlatformEventKind::removed_from_chat:
            for (auto& [name, state] : schools_) {
                if (!state.loaded || state.memory.account != account) continue;
                const auto chat = std::ranges::find(state.memory.observed.chats, event.chat,
                                                    &ObservedChat::number);
                if (chat == state.memory.observed.chats.end()) continue;
                state.changed_chats.insert(chat->key);
                if (state.school.enabled) push(name, settings_.settle);
            }
            if (event.kind == PlatformEventKind::removed_from_chat) {
                co_return co_await save_account(account, {.gone = {event.chat}}, {});
            }
            co_return Result<void>{};
        case PlatformEventKind::added_to_chat:
            spdlog::info("account={} platform_chat={} brought=true hint=\"see rosterctl claims\"",
                         account, event.chat);
            co_return co_await save_account(
                account, {.brought = {{event.chat, event.user, parts_.clock.now()}}}, {});
        case PlatformEventKind::wrote:
            co_return co_await hear_code(account, event);
        case PlatformEventKind::started:
            co_return co_await begin_link(account, event);
        case PlatformEventKind::gave_phone:
            co_return co_await prove_link(account, event);
        case PlatformEventKind::missed:
            for (auto& [name, state] : schools_) {
                if (state.school.account != account || !state.school.enabled) continue;
                state.reread_all = true;
                push(name, milliseconds{0});
            }
            co_return Result<void>{};
    }
    co_return Result<void>{};
}

awaitable<Result<void>> Daemon::save_account(std::string account, AccountChange change,
                                             std::span<const AuditEntry> audit) {
    auto write = [this, &account, &change, audit] {
        return parts_.store.store.save_account(account, change, audit);
    };
    auto saved = co_await offload(parts_.store.thread, write);
    if (!saved) co_return Error{saved.error()}.in("store");
    co_return saved;
}

SchoolState* Daemon::served_by(const std::string& school, const std::string& account) {
    for (auto& [name, state] : schools_) {
        if (state.school.id == school && state.school.account == account) return &state;
    }
    return nullptr;
}

}  // namespace rosterd
