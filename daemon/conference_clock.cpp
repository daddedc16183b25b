// When to look, what is due, and handing it out. The asking itself is in conference_work.cpp.
#include "daemon/conference_clock.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>

#include "daemon/offload.hpp"
#include "reconciler/conference_book.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

JobKind job_of(ConferenceAction action) {
    switch (action) {
        case ConferenceAction::start:
            return JobKind::start;
        case ConferenceAction::find:
            return JobKind::find;
        case ConferenceAction::finish:
            return JobKind::finish;
        case ConferenceAction::announce:
            return JobKind::announce;
        case ConferenceAction::withdraw:
        case ConferenceAction::none:
            break;
    }
    return JobKind::withdraw;
}

/// Begins something that a paused school does not: a call, its post, or its turn before another's.
/// What runs is ended in time, and its post then shows no link any more.
bool begins_something(const ConferenceStep& step) {
    return step.action == ConferenceAction::start || step.action == ConferenceAction::announce ||
           !step.supersedes.empty();
}

/// Its call runs, or its start is on the way.
bool may_run(const ConferenceRecord& record) {
    return record.state == ConferenceState::active ||
           (record.start_asked_at != 0 && !record.over());
}

}  // namespace

/// What one look at the schools found to do.
struct ConferenceClock::Look {
    std::vector<std::pair<LaneName, ConferenceJob>> jobs;
    std::vector<SchoolConference> records;  ///< to be kept before the jobs
    std::set<std::string> schools;          ///< whose records changed
};

ConferenceClock::ConferenceClock(ConferenceClockParts parts, ConferenceClockSettings settings)
    : parts_{std::move(parts)}, settings_{std::move(settings)}, wakeup_{parts_.loop} {}

awaitable<void> ConferenceClock::run(const bool* stopping) {
    while (!*stopping) {
        const UnixSeconds now = parts_.clock.now();
        look(now);
        look_at_running_calls(now);
        spawn_save(now);
        co_await wakeup_.wait_wall(&parts_.clock, next_due());
    }
    while (tasks_ > 0) co_await wakeup_.wait_wall(&parts_.clock, std::nullopt);
}

void ConferenceClock::changed(const std::string& school) {
    due_[school] = 0;
    wakeup_.notify();
}

void ConferenceClock::changed_all() {
    for (const auto& [id, state] : parts_.schools) due_[id] = 0;
    wakeup_.notify();
}

void ConferenceClock::reload(ConferenceClockSettings settings) {
    settings_ = std::move(settings);
    changed_all();
}

std::optional<UnixSeconds> ConferenceClock::next_due() const {
    std::optional<UnixSeconds> next;
    for (const auto& [school, due] : due_) next = next ? std::min(*next, due) : due;
    if (next_health_ != 0 && next) next = std::min(*next, next_health_);
    const bool to_save = (!unsaved_.empty() || !audit_.empty()) && !saving_;
    if (to_save) next = next ? std::min(*next, save_again_) : save_again_;
    return next;
}

void ConferenceClock::spawn_save(UnixSeconds now) {
    const bool to_save = !unsaved_.empty() || !audit_.empty();
    if (to_save && !saving_ && save_again_ <= now) spawn(save_unsaved());
}

/// A wall clock that was set back makes nothing due twice: the records say what was done.
void ConferenceClock::look(UnixSeconds now) {
    Look found;
    for (auto entry = due_.begin(); entry != due_.end();) {
        const auto here = entry++;
        if (here->second > now) continue;
        const auto state = parts_.schools.find(here->first);
        due_.erase(here);
        if (state != parts_.schools.end()) look_at_school(state->second, now, found);
    }
    if (found.jobs.empty() && found.records.empty()) return;
    spawn(keep_then_give_out(std::move(found)));
}

void ConferenceClock::look_at_school(SchoolState& state, UnixSeconds now, Look& look) {
    const auto rule = settings_.rules.find(state.school.profile);
    if (rule == settings_.rules.end()) return;
    std::vector<ConferenceRecord*> order;
    std::vector<const ConferenceRecord*> running;
    for (ConferenceRecord& record : state.memory.conferences) {
        order.push_back(&record);
        if (may_run(record)) running.push_back(&record);
    }
    // Of two that are due together the earlier one is first, then the smaller id.
    std::ranges::sort(order, {}, [](const ConferenceRecord* each) {
        return std::pair{each->plan.starts, std::string_view{each->plan.id}};
    });
    std::optional<UnixSeconds> next;
    for (ConferenceRecord* record : order) {
        if (busy_.contains({state.school.id, record->plan.id})) continue;
        // A school that is not enabled starts nothing; what runs there ends in time.
        const bool waits = !record->over() && record->state != ConferenceState::active;
        if (waits && !state.school.enabled) continue;
        ConferenceStep step = next_step(*record, rule->second, settings_.steps, running, now);
        if (step.look_again) next = next ? std::min(*next, *step.look_again) : *step.look_again;
        const Pause* paused = pause_of_chat(state.pauses, record->plan.chat, now);
        if (paused != nullptr && begins_something(step)) continue;
        const bool ran = may_run(*record);
        take_step(state, *record, std::move(step), look);
        if (!ran && may_run(*record)) running.push_back(record);
    }
    if (!next) return;
    const auto [due, fresh] = due_.try_emplace(state.school.id, *next);
    if (!fresh) due->second = std::min(due->second, *next);
}

void ConferenceClock::take_step(SchoolState& state, ConferenceRecord& record, ConferenceStep step,
                                Look& look) {
    const std::string& school = state.school.id;
    for (const std::string& id : step.supersedes) {
        ConferenceRecord* other = find_conference(state.memory.conferences, id);
        if (other == nullptr || other->cause == ConferenceCause::superseded) continue;
        other->cause = ConferenceCause::superseded;
        look.records.push_back({school, *other});
        due_[school] = 0;
    }
    if (step.record != record) {
        note(school, record, step.record);
        record = std::move(step.record);
        look.records.push_back({school, record});
        look.schools.insert(school);
    }
    if (step.action == ConferenceAction::none) return;
    const auto lane = lane_for(state, record, step.action);
    if (!lane) return;
    const ConferenceName name{school, record.plan.id};
    // What the store refused before must be there now, before the request leaves.
    if (unsaved_.contains(name)) look.records.push_back({school, record});
    busy_.insert(name);
    look.jobs.emplace_back(*lane, ConferenceJob{job_of(step.action), school, record.plan.id});
}

/// Intents first: a call that is asked for is in the store before the request leaves.
awaitable<void> ConferenceClock::keep_then_give_out(Look look) {
    Result<void> kept;
    if (!look.records.empty()) {
        auto write = [this, &look] {
            return parts_.store.store.save_conferences(look.records, {});
        };
        kept = co_await offload(parts_.store.thread, write);
    }
    if (kept) {
        // All of them first: what is due together leaves in handfuls.
        for (auto& [lane, job] : look.jobs) lanes_[lane].jobs.push_back(std::move(job));
        for (const auto& [lane, job] : look.jobs) pump(lane);
        for (const std::string& school : look.schools) {
            if (parts_.shown) parts_.shown(school);
        }
        co_return;
    }
    spdlog::error("conferences=waiting kind={} error=\"{}\" hint=\"{}\", retrying in {} s",
                  to_string(kept.error().kind), kept.error().what, kept.error().hint, store_again);
    for (const SchoolConference& each : look.records) {
        unsaved_.insert({each.school, each.record.plan.id});
    }
    save_again_ = parts_.clock.now() + store_again;
    for (const auto& [lane, job] : look.jobs) {
        busy_.erase({job.school, job.conference});
        due_[job.school] = save_again_;
    }
}

/// Where a provider can tell, a call that it lost is started again under the same link.
void ConferenceClock::look_at_running_calls(UnixSeconds now) {
    const bool set_back = next_health_ > now + settings_.look_every;
    if (next_health_ > now && !set_back) return;
    const bool first = next_health_ == 0;
    next_health_ = now + settings_.look_every;
    if (first) return;
    for (auto& [id, state] : parts_.schools) {
        for (const ConferenceRecord& record : state.memory.conferences) {
            if (record.state != ConferenceState::active) continue;
            const auto lane = lane_for(state, record, ConferenceAction::finish);
            if (!lane || lane->provider == nullptr || !lane->provider->can_look()) continue;
            if (!busy_.insert({id, record.plan.id}).second) continue;
            lanes_[*lane].jobs.push_back({JobKind::look, id, record.plan.id});
            pump(*lane);
        }
    }
}

ConferenceTotals ConferenceClock::totals() const {
    ConferenceTotals totals = totals_;
    totals.waiting = busy_.size();
    return totals;
}

CallProvider* ConferenceClock::provider_of(const SchoolState& state) const {
    return lane_of_calls(state).provider;
}

LaneName ConferenceClock::lane_of_calls(const SchoolState& state) const {
    LaneName lane{parts_.provider};
    if (!parts_.account_calls) return lane;
    const std::string& name =
        settings_.calls_account.empty() ? state.school.account : settings_.calls_account;
    const auto found = parts_.accounts.find(name);
    if (found == parts_.accounts.end()) return lane;
    lane.account = &found->second;
    lane.account_name = name;
    if (lane.provider == nullptr) lane.provider = found->second.calls.get();
    return lane;
}

/// Whose chat numbers the memory holds: after a swap of accounts not yet the school's.
LaneName ConferenceClock::lane_of_chats(const SchoolState& state) const {
    const auto found = parts_.accounts.find(state.memory.account);
    if (found == parts_.accounts.end()) return {};
    return {nullptr, &found->second, found->first};
}

/// Nothing: the chat is not on the platform (yet); the pass that makes it wakes us.
std::optional<LaneName> ConferenceClock::lane_for(const SchoolState& state,
                                                  const ConferenceRecord& record,
                                                  ConferenceAction action) const {
    const bool in_chat =
        action == ConferenceAction::announce || action == ConferenceAction::withdraw;
    if (!in_chat) return lane_of_calls(state);
    const ObservedChat* chat = state.memory.observed.find(record.plan.chat);
    LaneName lane = lane_of_chats(state);
    const bool there =
        chat != nullptr && chat->state == ChatState::active && lane.account != nullptr;
    if (!there) return std::nullopt;
    return lane;
}

void ConferenceClock::pump(const LaneName& name) {
    Lane& lane = lanes_[name];
    for (;;) {
        std::vector<ConferenceJob> jobs = lane.take();
        if (jobs.empty()) return;
        ++lane.workers;
        spawn(work(name, std::move(jobs)));
    }
}

/// A task that throws has a bug: the process ends and systemd starts it again.
void ConferenceClock::spawn(awaitable<void> task) {
    ++tasks_;
    boost::asio::co_spawn(parts_.loop, std::move(task), [this](const std::exception_ptr& bug) {
        --tasks_;
        if (bug) std::rethrow_exception(bug);
        wakeup_.notify();
    });
}

ConferenceRecord* ConferenceClock::find(const ConferenceName& name) const {
    const auto state = parts_.schools.find(name.first);
    if (state == parts_.schools.end()) return nullptr;
    return find_conference(state->second.memory.conferences, name.second);
}

}  // namespace rosterd
