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
/// After an answer that said nothing and came at once: a platform must not make the daemon spin.
constexpr milliseconds answer_pause{300};
/// Between two passes over one school that events cause: a person who renames a chat in a loop must
/// not keep the daemon from everybody else.
constexpr milliseconds event_passes_apart{5'000};

bool says_nothing(const std::vector<PlatformEvent>& events) {
    return std::ranges::all_of(
        events, [](const PlatformEvent& event) { return event.kind == PlatformEventKind::missed; });
}

}  // namespace

awaitable<void> Daemon::follow_platform(std::string account, milliseconds wait) {
    Account& source = parts_.accounts.find(account)->second;
    std::string reported;
    EventStream stream;
    while (!stopping_) {
        if (wait.count() > 0) {
            co_await parts_.clock.sleep_until(parts_.clock.steady() + jittered(wait));
            if (stopping_) co_return;
        }
        const Result<void> step = co_await take_events(account, &stream);
        notices_.look_at(parts_.accounts);
        if (step) {
            reported.clear();
            wait = stream.pauses ? answer_pause : milliseconds{0};
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

/// Waits for events and deals with them, or goes on with those that an error left undealt: what was
/// dealt with is not dealt with again.
awaitable<Result<void>> Daemon::take_events(std::string account, EventStream* stream) {
    Account& source = parts_.accounts.find(account)->second;
    const auto opened = co_await ensure_open(&source);
    if (!opened) co_return opened;
    if (!stream->cursor) {
        auto load = [this, &account] { return parts_.store.store.event_cursor(account); };
        auto loaded = co_await offload(parts_.store.thread, load);
        if (!loaded) co_return loaded.error();
        stream->cursor = *loaded;
        stream->cursor_after = *loaded;
    }
    const bool all_dealt = stream->waiting.empty() && stream->cursor_after == *stream->cursor;
    if (all_dealt) {
        const SteadyTime asked = parts_.clock.steady();
        auto told = co_await source.platform->next_events(*stream->cursor);
        if (stopping_) co_return Result<void>{};
        if (!told) co_return told.error();
        const bool at_once = parts_.clock.steady() < asked + answer_pause;
        stream->pauses = at_once && says_nothing(told->events);
        stream->waiting.assign(std::make_move_iterator(told->events.begin()),
                               std::make_move_iterator(told->events.end()));
        stream->cursor_after = std::move(told->cursor);
    }
    while (!stream->waiting.empty()) {
        auto dealt = co_await deal_with(account, stream->waiting.front());
        if (!dealt) co_return dealt;
        stream->waiting.pop_front();
    }
    if (stream->cursor_after == *stream->cursor) co_return Result<void>{};
    auto saved = co_await save_account(account, {.cursor = stream->cursor_after}, {});
    if (saved) stream->cursor = stream->cursor_after;
    co_return saved;
}

void Daemon::push_for_event(const std::string& name, SchoolState& state) {
    const SteadyTime now = parts_.clock.steady();
    if (state.event_due <= now) {
        state.event_due = std::max(now + settings_.settle, state.event_due + event_passes_apart);
    }
    queue_.push(name, state.event_due);
    dispatcher_.notify();
}

awaitable<Result<void>> Daemon::deal_with(const std::string& account, const PlatformEvent& event) {
    switch (event.kind) {
        case PlatformEventKind::chat_changed:
            note_changed_chat(account, event);
            co_return Result<void>{};
        case PlatformEventKind::removed_from_chat:
            note_changed_chat(account, event);
            co_return co_await save_account(account, {.gone = {event.chat}}, {});
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
                push_for_event(name, state);
            }
            co_return Result<void>{};
    }
    co_return Result<void>{};
}

/// Of a school that is not loaded nothing has to be noted: loading it makes every chat be read.
void Daemon::note_changed_chat(const std::string& account, const PlatformEvent& event) {
    for (auto& [name, state] : schools_) {
        if (!state.loaded || state.memory.account != account) continue;
        const auto chat =
            std::ranges::find(state.memory.observed.chats, event.chat, &ObservedChat::number);
        if (chat == state.memory.observed.chats.end()) continue;
        state.changed_chats.insert(chat->key);
        state.changed_titles.insert(chat->key);
        const bool brought =
            event.kind == PlatformEventKind::chat_changed && event.user != 0 && event.by != 0;
        if (brought) {
            put_newcomer(state.told_newcomers[chat->key],
                         {.user = event.user, .by = event.by, .since = parts_.clock.now()});
        }
        if (state.school.enabled) push_for_event(name, state);
    }
}

awaitable<Result<void>> Daemon::save_account(std::string account, AccountChange change,
                                             std::span<const AuditEntry> audit) {
    auto write = [this, &account, &change, audit] {
        return parts_.store.store.save_account(account, change, audit);
    };
    auto saved = co_await offload(parts_.store.thread, write);
    if (!saved) co_return saved.error();
    co_return saved;
}

SchoolState* Daemon::served_by(const std::string& school, const std::string& account) {
    for (auto& [name, state] : schools_) {
        const bool serves = state.school.enabled && state.school.id == school;
        if (serves && state.school.account == account) return &state;
    }
    return nullptr;
}

}  // namespace rosterd
