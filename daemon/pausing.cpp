// Pausing and resuming on a person's word: kept in the store first, then in force at once.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <tuple>

#include "daemon/daemon.hpp"
#include "daemon/offload.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

constexpr std::size_t reason_bytes_max = 1'000;

bool is_same(const Pause& a, const Pause& b) {
    return a.school == b.school && a.chat == b.chat;
}

/// Neither who nor why: that is in the audit and in the status, for those who may see it.
void log_pause(const Pause& pause, std::string_view what) {
    spdlog::warn("paused={} school={} chat={} until={}", what,
                 pause.school.empty() ? "all" : pause.school,
                 pause.chat.empty() ? "all" : pause.chat, pause.until);
}

/// The reason stays out of it: it is a person's words, and the audit knows no names.
AuditEntry audit_line(std::string_view operation, const Pause& pause, const std::string& by,
                      UnixSeconds now) {
    AuditEntry audit;
    audit.at = now;
    audit.school = pause.school;
    audit.chat = pause.chat;
    audit.operation = operation;
    audit.outcome = "done";
    if (pause.until != 0) audit.reason = "until " + std::to_string(pause.until);
    audit.by = by;
    return audit;
}

std::string words(const Pause& pause) {
    if (!pause.chat.empty()) return "chat '" + pause.chat + "' of school '" + pause.school + "'";
    return pause.school.empty() ? "everything" : "school '" + pause.school + "'";
}

}  // namespace

/// Nothing is done before it is known what rests. Those that last are logged, each once.
awaitable<Result<void>> Daemon::know_pauses() {
    if (pauses_known_) co_return Result<void>{};
    auto ask = [this, now = parts_.clock.now()] { return parts_.store.store.pauses(now); };
    auto kept = co_await offload(parts_.store.thread, ask);
    if (!kept) co_return Error{kept.error()}.in("store");
    if (pauses_known_) co_return Result<void>{};  // another school's pass was faster
    pauses_known_ = true;
    pauses_ = std::move(*kept);
    for (const Pause& pause : pauses_) log_pause(pause, "yes");
    spread_pauses();
    co_return Result<void>{};
}

/// Each school knows what concerns it: its pass, its conferences and its views look there.
void Daemon::spread_pauses() {
    for (auto& [name, state] : schools_) {
        state.pauses = pauses_about(pauses_, state.school.id);
    }
}

/// A pause with an end is over by itself.
void Daemon::end_pauses(UnixSeconds now) {
    const std::size_t over = std::erase_if(pauses_, [&](const Pause& pause) {
        if (pause.lasts(now)) return false;
        log_pause(pause, "over");
        return true;
    });
    if (over > 0) spread_pauses();
}

/// What it concerns is looked at anew, and a pass on its way begins no other call.
void Daemon::take_effect(const Pause& pause, PauseChange change) {
    spread_pauses();
    for (auto& [name, state] : schools_) {
        if (!pause.school.empty() && state.school.id != pause.school) continue;
        if (change == PauseChange::begins) state.halted = true;
        if (state.school.enabled) push(name, std::chrono::milliseconds{0});
        if (!state.further) conferences_.changed(state.school.id);
    }
}

/// Named as in schools(): the school, whatever account serves it.
Result<Pause> Daemon::pause_named(const std::string& school, const std::string& chat) const {
    Pause pause;
    pause.chat = chat;
    if (school.empty()) {
        if (chat.empty()) return pause;
        return Error{ErrorKind::invalid_input, "whose chat it is is missing", "name the school"};
    }
    const auto found = schools_.find(school);
    if (found == schools_.end()) {
        return Error{ErrorKind::not_found, "school '" + school + "' is not in the journal",
                     "see rosterctl schools"};
    }
    pause.school = found->second.school.id;
    return pause;
}

/// The key is of a chat that is there or will be; without a picture nobody can tell.
bool Daemon::knows_chat(const Pause& pause) const {
    return std::ranges::any_of(schools_, [&](const auto& each) {
        const SchoolState& state = each.second;
        if (state.school.id != pause.school) return false;
        return state.memory.observed.find(pause.chat) != nullptr ||
               (state.picture != nullptr && state.picture->desired.find(pause.chat) != nullptr);
    });
}

awaitable<Result<Pause>> Daemon::pause(PauseWish wish, std::string by) {
    auto known = co_await know_pauses();
    if (!known) co_return known.error();
    auto named = pause_named(wish.school, wish.chat);
    if (!named) co_return named;
    Pause pause = std::move(*named);
    if (!pause.chat.empty() && !knows_chat(pause)) {
        co_return Error{ErrorKind::not_found, "there is no chat '" + pause.chat + "'",
                        "see rosterctl chats; a key looks like class/ID"};
    }
    if (wish.reason.size() > reason_bytes_max) {
        co_return Error{ErrorKind::invalid_input, "'reason' is too long", "a sentence will do"};
    }
    pause.by = by;
    pause.reason = std::move(wish.reason);
    pause.since = parts_.clock.now();
    pause.until = wish.until;
    if (pause.until != 0 && pause.until <= pause.since) {
        co_return Error{ErrorKind::invalid_input, "'until' has passed", "name a time to come"};
    }
    auto write = [&, line = audit_line("pause", pause, by, pause.since)] {
        return parts_.store.store.save_pause(pause, line);
    };
    auto saved = co_await offload(parts_.store.thread, write);
    if (!saved) co_return Error{saved.error()}.in("store");
    std::erase_if(pauses_, [&](const Pause& old) { return is_same(old, pause); });
    pauses_.push_back(pause);
    std::ranges::sort(pauses_, {},
                      [](const Pause& each) { return std::tie(each.school, each.chat); });
    log_pause(pause, "yes");
    take_effect(pause, PauseChange::begins);
    co_return pause;
}

awaitable<Result<Resumed>> Daemon::resume(std::string school, std::string chat, std::string by) {
    auto known = co_await know_pauses();
    if (!known) co_return known.error();
    const auto named = pause_named(school, chat);
    if (!named) co_return named.error();
    end_pauses(parts_.clock.now());
    const auto found =
        std::ranges::find_if(pauses_, [&](const Pause& each) { return is_same(each, *named); });
    if (found == pauses_.end()) {
        const std::string hint = pauses_.empty() ? "nothing is" : "rosterctl status shows what is";
        co_return Error{ErrorKind::not_found, words(*named) + " is not paused on its own", hint};
    }
    Resumed resumed{*found, {}};
    auto write = [&, line = audit_line("resume", resumed.ended, by, parts_.clock.now())] {
        return parts_.store.store.end_pause(resumed.ended, line);
    };
    auto saved = co_await offload(parts_.store.thread, write);
    if (!saved) co_return Error{saved.error()}.in("store");
    std::erase_if(pauses_, [&](const Pause& old) { return is_same(old, resumed.ended); });
    for (const Pause& each : pauses_) {
        const bool concerns = resumed.ended.school.empty() || each.school.empty() ||
                              each.school == resumed.ended.school;
        if (concerns) resumed.still.push_back(each);
    }
    log_pause(resumed.ended, "resumed");
    take_effect(resumed.ended, PauseChange::ends);
    co_return resumed;
}

}  // namespace rosterd
