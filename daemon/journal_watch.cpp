// How the daemon notices that the journal changed: polling, markers, notifications.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <utility>

#include "daemon/daemon.hpp"
#include "daemon/local_day.hpp"
#include "daemon/offload.hpp"
#include "daemon/time_zones.hpp"

namespace rosterd {

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::milliseconds;

namespace {

/// After a failed connection of the listener; the poll is the safety net meanwhile.
constexpr milliseconds listen_again{1'000};

/// The id stays untouched: it is the same, and the store's thread may be reading it.
void take_row(School& known, School row) {
    auto& [id, name, time_zone, profile, account, enabled] = row;
    known.name = std::move(name);
    known.time_zone = std::move(time_zone);
    known.profile = std::move(profile);
    known.account = std::move(account);
    known.enabled = enabled;
}

}  // namespace

awaitable<void> Daemon::poll_journal() {
    while (!stopping_) {
        co_await parts_.clock.sleep_until(parts_.clock.steady() + jittered(settings_.poll));
        if (stopping_) co_return;
        if (refresh_time_zones()) {
            spdlog::info("tzdata={} changed=true, planning every conference anew",
                         time_zone_version());
            push_all();
        }
        auto polled = co_await refresh_schools();
        if (polled) polled = co_await push_changed();
        if (polled) co_await look_at_copies();
        note_journal(JournalQuestion::schools, polled);
    }
}

/// The list of schools; new ones are due at once, vanished ones are left alone.
awaitable<Result<void>> Daemon::refresh_schools() {
    auto findings = std::make_shared<std::vector<Finding>>();
    auto list = [this, findings] { return parts_.journal.journal.schools(*findings); };
    auto listed = co_await offload(parts_.journal.thread, list);
    if (!listed) co_return Error{listed.error()}.in("list schools");
    for (const Finding& finding : *findings) {
        if (logged_[""].insert(to_string(finding)).second) {
            spdlog::warn("finding=\"{}\"", to_string(finding));
        }
    }
    listed_ = std::move(*listed);
    serve_listed();
    co_return Result<void>{};
}

/// What the journal listed last, as the configuration wants it served.
void Daemon::serve_listed() {
    std::set<std::string, std::less<>> seen;
    for (const School& row : listed_) {
        const School school = settings_.effective(row);
        seen.insert(school.id);
        serve(school.id, school, false);
        if (!settings_.further_accounts) continue;
        for (const std::string& account : settings_.further_accounts(school)) {
            if (account == school.account) continue;
            School again = school;
            again.account = account;
            const std::string name = further_name(school.id, account);
            seen.insert(name);
            serve(name, std::move(again), true);
        }
    }
    for (auto& [id, state] : schools_) {
        if (seen.contains(id) || !state.school.enabled) continue;
        state.school.enabled = false;  // its chats stay exactly as they are
        if (state.further) continue;   // the configuration names this account no more
        spdlog::warn("school={} vanished=true hint=\"no row in the journal's relation school\"",
                     id);
    }
}

void Daemon::serve(const std::string& name, School school, bool further) {
    const auto [found, fresh] = schools_.try_emplace(name);
    SchoolState& state = found->second;
    if (fresh) {
        state.school.id = school.id;
        state.pauses = pauses_about(pauses_, state.school.id);
    }
    state.further = further;
    const bool begins =
        school.enabled && (!state.school.enabled || school.account != state.school.account);
    take_row(state.school, std::move(school));
    if (!fresh && !begins) return;
    // While it was not served from here, somebody else may have changed what the store knows.
    state.loaded = false;
    state.last_end = PassEnd::none;
    if (state.school.enabled) push(name, milliseconds{0});
}

/// Pushes the schools whose marker moved, or all of them where the journal keeps no markers.
awaitable<Result<void>> Daemon::push_changed() {
    auto query = [this] { return parts_.journal.journal.markers(); };
    auto markers = co_await offload(parts_.journal.thread, query);
    if (!markers) co_return Error{markers.error()}.in("read change_marker");
    if (!*markers) {
        push_all();
        co_return Result<void>{};
    }
    for (const SchoolMarker& row : **markers) {
        const auto state = schools_.find(row.school);
        if (state == schools_.end() || !state->second.school.enabled) continue;
        const auto [known, fresh] = markers_.try_emplace(row.school, row.marker);
        const bool moved = fresh || known->second != row.marker;
        known->second = row.marker;
        if (moved) push_everywhere(row.school, milliseconds{0});
    }
    co_return Result<void>{};
}

awaitable<void> Daemon::look_at_copies() {
    auto ask = [this] { return parts_.journal.journal.copies(); };
    auto copies = co_await offload(parts_.journal.thread, ask);
    if (!copies) {
        note_journal(JournalQuestion::copies, copies.error());
        co_return;
    }
    note_journal(JournalQuestion::copies, Result<void>{});
    copies_.clear();
    for (const SchoolCopy& copy : *copies) copies_[copy.school] = copy.as_of;
    for (auto& [name, state] : schools_) {
        const bool was_frozen = !state.frozen.empty();
        judge_copy(state);
        if (was_frozen == state.frozen.empty() && state.school.enabled) {
            push(name, milliseconds{0});
        }
    }
}

/// A copy that nobody renews still answers. Told once, and once when it moves again.
void Daemon::judge_copy(SchoolState& state) {
    std::string reason;
    const auto copy = copies_.find(state.school.id);
    if (copy != copies_.end()) {
        const auto as_of = local_day(state.school.time_zone, copy->second);
        const auto now = local_day(state.school.time_zone, parts_.clock.now());
        if (as_of && now) reason = staleness(as_of->today, now->today, settings_.pass->copies);
    }
    const bool was_frozen = std::exchange(state.frozen, reason) != "";
    if (state.further || was_frozen == !reason.empty()) return;
    if (was_frozen) {
        spdlog::info("school={} journal=renewed", state.school.id);
    } else {
        spdlog::warn("school={} journal=stale reason=\"{}\", removing nobody", state.school.id,
                     reason);
    }
}

awaitable<void> Daemon::follow_changes() {
    while (!stopping_) {
        auto ask = [this] { return parts_.journal.journal.change_descriptor(); };
        const std::optional<int> descriptor = co_await offload(parts_.journal.thread, ask);
        if (stopping_) co_return;  // the interruption came too early for the wait below
        if (!descriptor) {
            co_await parts_.clock.sleep_until(parts_.clock.steady() + jittered(settings_.poll));
            continue;
        }
        co_await wait_readable(*descriptor);
        if (stopping_) co_return;
        co_await take_changes();
    }
}

awaitable<void> Daemon::take_changes() {
    auto take = [this] { return parts_.journal.journal.take_changes(); };
    auto changes = co_await offload(parts_.journal.thread, take);
    if (stopping_) co_return;
    if (!changes) {
        note_journal(JournalQuestion::schools, changes.error());
        co_await parts_.clock.sleep_until(parts_.clock.steady() + listen_again);
        co_return;
    }
    for (const std::string& school : *changes) {
        if (!school.empty()) {
            push_everywhere(school, settings_.settle);
            continue;
        }
        for (const auto& [id, state] : schools_) {
            if (state.school.enabled) push(id, settings_.settle);
        }
    }
}

awaitable<void> Daemon::wait_readable(int descriptor) {
    const int own = ::dup(descriptor);
    if (own < 0) co_return;
    asio::posix::stream_descriptor stream{parts_.loop, own};
    co_await stream.async_wait(asio::posix::stream_descriptor::wait_read,
                               asio::as_tuple(asio::use_awaitable));
}

/// Logs a change of the journal's state, not every failed try. When the journal comes back, no
/// school waits for the end of its back-off.
void Daemon::note_journal(JournalQuestion question, const Result<void>& outcome) {
    const bool was_failing = !journal_errors_.empty();
    if (outcome) {
        // Only if it is this question that failed: while another one fails, every answer to this
        // one would make all schools due again, at once.
        if (journal_errors_.erase(question) > 0) push_all();
        journal_status_.last_read = parts_.clock.now();
    } else {
        const Error& error = outcome.error();
        const auto [known, fresh] = journal_errors_.try_emplace(question, error);
        if (fresh || known->second.what != error.what) {
            spdlog::error("journal=failing kind={} error=\"{}\" hint=\"{}\", retrying",
                          to_string(error.kind), error.what, error.hint);
        }
        known->second = error;
    }
    if (journal_errors_.empty()) {
        if (was_failing) spdlog::info("journal=ok");
        journal_status_ = {"ok", journal_status_.last_read, {}, {}};
    } else {
        const Error& first = journal_errors_.begin()->second;
        journal_status_ = {"failing", journal_status_.last_read, first.what, first.hint};
    }
}

}  // namespace rosterd
