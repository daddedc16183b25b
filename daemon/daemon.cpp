// Running passes and answering the control surface. Watching the journal is in journal_watch.cpp.
#include "daemon/daemon.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "daemon/offload.hpp"
#include "reconciler/words.hpp"

namespace rosterd {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr int once_passes_max = 6;
constexpr UnixSeconds once_waits_at_most = 30;
constexpr std::size_t findings_logged_max = 20;
/// Between accounts that begin to be followed: a thousand must not all connect in one instant.
constexpr std::chrono::milliseconds watch_spacing{10};

/// The worse of two ends, for the exit status of --once.
PassEnd worse(PassEnd a, PassEnd b) {
    return std::max(a, b);
}

std::string_view end_word(PassEnd end) {
    switch (end) {
        case PassEnd::none:
            return "none";
        case PassEnd::converged:
            return "converged";
        case PassEnd::unfinished:
            return "unfinished";
        case PassEnd::paused:
            return "paused";
        case PassEnd::held:
            return "held";
        case PassEnd::failed:
            return "failed";
    }
    return "unknown";
}

double in_seconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

/// Without this every wait after the interruption would throw: asio's default.
awaitable<void> interruptible(awaitable<void> task) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await std::move(task);
}

}  // namespace

Daemon::Daemon(DaemonParts parts, DaemonSettings settings)
    : parts_{std::move(parts)},
      settings_{std::move(settings)},
      pulse_{{{"journal", parts_.journal.thread},
              {"store", parts_.store.thread},
              {"workers", parts_.workers}}},
      conferences_{clock_parts(), settings_.conferences},
      dispatcher_{parts_.loop},
      ended_{parts_.loop},
      started_{parts_.clock.steady()},
      random_{parts_.seed} {}

ConferenceClockParts Daemon::clock_parts() {
    ConferenceClockParts parts{parts_.loop, parts_.clock, parts_.store,    parts_.accounts,
                               schools_,    notices_,     parts_.provider, parts_.account_calls};
    if (parts_.conferences_shown) {
        parts.shown = [this](const std::string& school) {
            parts_.conferences_shown(schools_.find(school)->second);
        };
    }
    parts.began = [this](UnixSeconds late) {
        measures_.conference_delay.Observe(static_cast<double>(late));
    };
    return parts;
}

// --- life ------------------------------------------------------------------------------------

awaitable<void> Daemon::run(std::function<void()> on_ready) {
    auto looked = co_await refresh_schools();
    // The markers before the first reads: a change that comes between the two is not missed.
    if (looked) looked = co_await push_changed();
    if (looked) co_await look_at_copies();
    note_journal(JournalQuestion::schools, looked);
    ready_ = true;
    on_ready();
    push_all();
    start(dispatch());
    start(poll_journal());
    if (settings_.listen) start(follow_changes());
    start(conferences_.run(&stopping_));
    start(keep_audit());
    std::chrono::milliseconds wait{0};
    for (const auto& [name, account] : parts_.accounts) {
        if (!account.platform->capabilities().events) continue;
        start(follow_platform(name, wait));
        wait += watch_spacing;
    }
    while (running_tasks_ > 0) co_await ended_.wait(&parts_.clock, std::nullopt);
}

awaitable<Result<PassEnd>> Daemon::run_once() {
    auto refreshed = co_await refresh_schools();
    note_journal(JournalQuestion::schools, refreshed);
    if (!refreshed) co_return refreshed.error();
    co_await look_at_copies();
    ready_ = true;
    PassEnd end = PassEnd::converged;
    std::vector<std::string> ids;
    for (const auto& [id, state] : schools_) {
        if (state.school.enabled) ids.push_back(id);
    }
    for (const std::string& id : ids) {
        PassReport report = co_await pass(id);
        for (int i = 1; i < once_passes_max && report.end == PassEnd::unfinished; ++i) {
            const UnixSeconds wait = report.look_again.value_or(0) - parts_.clock.now();
            if (!report.look_again || wait > once_waits_at_most || stopping_) break;
            co_await parts_.clock.sleep_until(parts_.clock.steady() + std::chrono::seconds{wait});
            report = co_await pass(id);
        }
        end = worse(end, report.end);
        if (stopping_) break;
    }
    co_return end;
}

void Daemon::stop() {
    stopping_ = true;
    for (auto& [name, state] : schools_) state.halted = true;
    for (const auto& task : tasks_) task->emit(asio::cancellation_type::terminal);
    dispatcher_.notify();
    conferences_.wake();
}

void Daemon::reload(DaemonSettings settings) {
    settings_ = std::move(settings);
    serve_listed();
    conferences_.reload(settings_.conferences);
    push_all();
}

/// Spawns a task that lasts until stop(): that interrupts the wait in which the task is, nothing
/// more; the task sees `stopping_`. A task that throws has a bug: the process ends.
void Daemon::start(awaitable<void> task) {
    tasks_.push_back(std::make_unique<asio::cancellation_signal>());
    ++running_tasks_;
    auto ended = [this](const std::exception_ptr& bug) {
        --running_tasks_;
        ended_.notify();
        if (bug) std::rethrow_exception(bug);
    };
    asio::co_spawn(parts_.loop, interruptible(std::move(task)),
                   asio::bind_cancellation_slot(tasks_.back()->slot(), ended));
}

// --- passes ----------------------------------------------------------------------------------

awaitable<void> Daemon::dispatch() {
    while (!stopping_) {
        while (running_passes_ < settings_.parallel_schools) {
            const auto school = queue_.take(parts_.clock.steady());
            if (!school) break;
            ++running_passes_;
            auto ended = [this, id = *school](const std::exception_ptr& bug,
                                              const PassReport& report) {
                --running_passes_;
                if (bug) std::rethrow_exception(bug);
                finish_pass(id, report);
                dispatcher_.notify();
            };
            asio::co_spawn(parts_.loop, pass(*school), std::move(ended));
        }
        const bool full = running_passes_ >= settings_.parallel_schools;
        co_await dispatcher_.wait(&parts_.clock, full ? std::nullopt : queue_.next_due());
    }
    while (running_passes_ > 0) co_await dispatcher_.wait(&parts_.clock, std::nullopt);
}

/// Before it is known what is paused, nothing is done.
awaitable<PassReport> Daemon::pass_unless_paused(SchoolState* state) {
    auto known = co_await know_pauses();
    if (known) {
        end_pauses(parts_.clock.now());
        judge_copy(*state);
        co_return co_await run_pass(state, context());
    }
    state->error = known.error();
    state->last_end = PassEnd::failed;
    ++state->failures;
    co_return PassReport{};
}

awaitable<PassReport> Daemon::pass(std::string school) {
    const auto found = schools_.find(school);
    if (found == schools_.end() || !found->second.school.enabled) {
        co_return PassReport{.end = PassEnd::converged, .journal = {}, .look_again = {}};
    }
    SchoolState& state = found->second;
    // A school whose accounts are being swapped may be worked through under its other name.
    for (const auto& [name, other] : schools_) {
        if (other.school.id != state.school.id || other.pass_account != state.school.account) {
            continue;
        }
        co_return PassReport{
            .end = PassEnd::unfinished, .journal = {}, .look_again = parts_.clock.now() + 1};
    }
    state.pass_account = state.school.account;
    const auto began = parts_.clock.steady();
    const PassReport report = co_await pass_unless_paused(&state);
    state.pass_account.reset();
    measures_.pass.Observe(in_seconds(parts_.clock.steady() - began));
    if (report.journal) measures_.journal_read.Observe(in_seconds(report.journal_took));
    totals_.done += report.done;
    totals_.failed += report.failed;
    store_state_ = "ok";
    if (report.journal) note_journal(JournalQuestion::one_school, *report.journal);
    if (!state.further) conferences_.changed(school);  // its chats may be there now
    const bool shown = parts_.after_pass && !state.further;
    if (shown && state.picture != nullptr) co_await parts_.after_pass(state);
    if (state.picture != nullptr) log_findings(state);
    notices_.look_at(parts_.accounts);
    log_holds(school, state);
    log_strangers(school, state);
    if (state.error) {
        spdlog::error("school={} pass=failed kind={} error=\"{}\" hint=\"{}\"", school,
                      to_string(state.error->kind), state.error->what, state.error->hint);
        if (state.error->what.starts_with("store")) store_state_ = state.error->what;
    } else if (report.done + report.failed > 0 ||
               (report.end != PassEnd::converged && report.end != PassEnd::paused)) {
        spdlog::info("school={} pass={} done={} failed={} holds={}", school, end_word(report.end),
                     report.done, report.failed, state.holds.size());
    }
    co_return report;
}

void Daemon::finish_pass(const std::string& school, const PassReport& report) {
    const auto found = schools_.find(school);
    if (found == schools_.end()) return queue_.drop(school);
    using std::chrono::milliseconds;
    milliseconds wait = jittered(settings_.sweep);
    if (report.look_again) {
        const auto until = std::max<UnixSeconds>(0, *report.look_again - parts_.clock.now());
        wait = std::min<milliseconds>(wait, std::chrono::seconds{until});
    }
    if (report.end == PassEnd::failed) {
        const std::uint32_t doublings = std::min(found->second.failures, 16U) - 1;
        const milliseconds first = std::chrono::seconds{settings_.pass->executor.retry_first};
        wait = jittered(std::min(settings_.retry_longest, first * (1U << doublings)));
    }
    queue_.done(school, parts_.clock.steady() + wait);
}

void Daemon::push(const std::string& school, std::chrono::milliseconds in) {
    queue_.push(school, parts_.clock.steady() + in);
    dispatcher_.notify();
}

void Daemon::push_everywhere(const std::string& school, std::chrono::milliseconds in) {
    for (const auto& [name, state] : schools_) {
        if (state.school.id == school && state.school.enabled) push(name, in);
    }
}

void Daemon::push_all() {
    for (const auto& [id, state] : schools_) {
        if (state.school.enabled) push(id, std::chrono::milliseconds{0});
    }
}

PassContext Daemon::context() {
    return {parts_.journal,
            parts_.store,
            parts_.workers,
            parts_.accounts,
            parts_.clock,
            settings_.pass,
            [this](const std::string& school) { conferences_.changed(school); },
            stopping_};
}

std::chrono::milliseconds Daemon::jittered(std::chrono::milliseconds time) {
    std::uniform_real_distribution<double> spread{1 - settings_.poll_jitter,
                                                  1 + settings_.poll_jitter};
    return std::chrono::milliseconds{
        static_cast<std::int64_t>(static_cast<double>(time.count()) * spread(random_))};
}

/// Each hold is logged and told once, until its plan changes; one that was rejected not again.
void Daemon::log_holds(const std::string& school, const SchoolState& state) {
    std::set<std::string>& before = logged_holds_[school];
    std::set<std::string> now;
    for (const Hold& hold : state.holds) {
        now.insert(hold.hash);
        const Approval* decision = decision_about(state, hold, parts_.clock.now());
        const bool rejected = decision != nullptr && decision->rejected;
        if (rejected || before.contains(hold.hash)) continue;
        spdlog::warn("school={} hold={} guard={} reason=\"{}\"", school, hold.id, word(hold.guard),
                     hold.reason);
        notices_.tell(HoldCreated{school, hold.id, hold.guard, hold.reason});
    }
    before = std::move(now);
}

/// Each stranger is logged once; who brought him is in the audit and in rosterctl strangers.
void Daemon::log_strangers(const std::string& school, SchoolState& state) {
    for (const Stranger& stranger : state.unlogged_strangers) {
        spdlog::warn("school={} chat={} user={} stranger=found hint=\"see rosterctl strangers\"",
                     school, stranger.chat, stranger.user);
    }
    state.unlogged_strangers.clear();
}

/// Each finding is logged once, until it has gone and come back.
void Daemon::log_findings(const SchoolState& state) {
    if (state.further) return;  // the same journal: its first account has told
    std::set<std::string>& before = logged_[state.school.id];
    std::set<std::string> now;
    std::size_t fresh = 0;
    for (const Finding& finding : state.picture->findings) {
        std::string text = to_string(finding);
        if (!before.contains(text) && ++fresh <= findings_logged_max) {
            const auto level =
                finding.severity == Severity::note ? spdlog::level::info : spdlog::level::warn;
            spdlog::log(level, "school={} finding=\"{}\"", state.school.id, text);
        }
        now.insert(std::move(text));
    }
    if (fresh > findings_logged_max) {
        spdlog::warn("school={} more_findings={} hint=\"run rosterctl journal check\"",
                     state.school.id, fresh - findings_logged_max);
    }
    before = std::move(now);
}

// --- control ---------------------------------------------------------------------------------

awaitable<Result<Guarded>> Daemon::plan(std::string school) {
    const auto found = schools_.find(school);
    if (found == schools_.end()) {
        co_return Error{ErrorKind::not_found, "school '" + school + "' is not in the journal"};
    }
    SchoolState& state = found->second;
    auto history = co_await guard_history(&state, context());
    if (!history) co_return history.error();
    if (state.picture == nullptr) {  // never read, or by another account until just now
        co_return Error{ErrorKind::refused, "school '" + school + "' has not been read yet",
                        state.error ? state.error->what : "try again in a moment"};
    }
    const auto account = parts_.accounts.find(state.school.account);
    const Capabilities capabilities = account == parts_.accounts.end()
                                          ? Capabilities{}
                                          : account->second.platform->capabilities();
    co_return current_plan(state, capabilities, settings_.pass->guards, *history,
                           parts_.clock.now());
}

Result<void> Daemon::resync(std::optional<std::string> school) {
    if (school && !schools_.contains(*school)) {
        return Error{ErrorKind::not_found, "school '" + *school + "' is not in the journal"};
    }
    for (auto& [id, state] : schools_) {
        if (school && id != *school) continue;
        state.reread_all = true;
        if (state.school.enabled) push(id, std::chrono::milliseconds{0});
    }
    return {};
}

Result<void> Daemon::reread_configuration() {
    if (!reread_) return Error{ErrorKind::refused, "there is no configuration to read"};
    return reread_();
}

awaitable<Result<void>> Daemon::decide(std::string hold, bool approve, std::string by) {
    for (auto& [id, state] : schools_) {
        const auto found = std::ranges::find(state.holds, hold, &Hold::id);
        if (found == state.holds.end()) continue;
        const UnixSeconds now = parts_.clock.now();
        const Approval approval{found->hash,
                                by,
                                now,
                                now + settings_.approval_lasts,
                                !approve,
                                found->steps,
                                std::string{word(found->guard)},
                                state.memory.account};
        const std::string school = state.school.id;
        AuditEntry audit;
        audit.at = now;
        audit.school = school;
        audit.operation = approve ? "hold_approved" : "hold_rejected";
        audit.outcome = "done";
        audit.reason = found->hash;
        audit.by = by;
        const std::string name = id;
        auto write = [this, school, approval, audit] {
            return parts_.store.store.save_approval(school, approval, audit);
        };
        auto saved = co_await offload(parts_.store.thread, write);
        if (!saved) co_return saved;
        auto& approvals = schools_.find(name)->second.memory.approvals;
        std::erase_if(approvals, [&](const Approval& old) { return old.hash == approval.hash; });
        approvals.push_back(approval);
        push(name, std::chrono::milliseconds{0});
        co_return Result<void>{};
    }
    co_return Error{ErrorKind::not_found, "there is no hold '" + hold + "'",
                    "it may have changed; see rosterctl holds"};
}

}  // namespace rosterd
