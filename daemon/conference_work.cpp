// Asking providers and chats, and what their answers make of the records.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/conference_clock.hpp"
#include "daemon/offload.hpp"
#include "reconciler/conference_book.hpp"
#include "reconciler/conference_texts.hpp"

namespace rosterd {

using boost::asio::awaitable;

namespace {

const Error no_provider{ErrorKind::refused, "no provider of calls is configured",
                        "set `conferences:` in the configuration"};

CallWish wish_of(const ConferenceJob& job, const ConferenceRecord& record, UnixSeconds now) {
    const PlannedConference& plan = record.plan;
    CallWish wish;
    wish.key = fmt::format("{}/{}", job.school, plan.id);
    wish.room = fmt::format("{}/{}", job.school, plan.chat.empty() ? plan.id : plan.chat);
    wish.title = plan.title;
    wish.length = std::chrono::seconds{std::max<UnixSeconds>(1, plan.ends - now)};
    wish.only_existing = job.kind == JobKind::find;
    return wish;
}

CallWish no_wish(const ConferenceJob& job) {
    CallWish wish;
    wish.key = fmt::format("{}/{}", job.school, job.conference);
    wish.only_existing = true;
    return wish;
}

Call call_of(const ConferenceRecord& record) {
    return {.id = record.call, .join_link = record.join_link};
}

ConferenceAction action_of(JobKind kind) {
    switch (kind) {
        case JobKind::start:
            return ConferenceAction::start;
        case JobKind::find:
            return ConferenceAction::find;
        case JobKind::finish:
            return ConferenceAction::finish;
        case JobKind::announce:
            return ConferenceAction::announce;
        case JobKind::withdraw:
            return ConferenceAction::withdraw;
        case JobKind::look:
            break;
    }
    return ConferenceAction::none;
}

/// The operation's word for the audit; empty for what is not worth a line.
std::string_view event_of(const ConferenceRecord& before, const ConferenceRecord& after) {
    if (after.doubtful_calls != before.doubtful_calls) return "conference_second_call_possible";
    if (after.state == before.state) {
        return after.announced_at != before.announced_at ? "conference_announced" : "";
    }
    switch (after.state) {
        case ConferenceState::active:
            return "conference_start";
        case ConferenceState::ended:
            return "conference_end";
        case ConferenceState::failed:
            return "conference_failed";
        case ConferenceState::cancelled:
            return "conference_cancelled";
        case ConferenceState::planned:
            break;
    }
    return "";
}

}  // namespace

/// One worker of a lane, until its line is empty.
awaitable<void> ConferenceClock::work(LaneName name, std::vector<ConferenceJob> jobs) {
    while (!jobs.empty()) {
        const Outcomes outcomes = co_await ask(name, jobs);
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            apply(jobs[i], outcomes.at(i));
            busy_.erase({jobs[i].school, jobs[i].conference});
            due_[jobs[i].school] = 0;
        }
        parts_.notices.look_at(parts_.accounts);
        spawn_save(parts_.clock.now());
        // A provider that answers at once (permanent links) must not keep everybody else waiting.
        co_await boost::asio::post(parts_.loop, boost::asio::use_awaitable);
        Lane& lane = lanes_[name];
        --lane.workers;
        jobs = lane.take();
        if (!jobs.empty()) ++lane.workers;
    }
}

awaitable<Outcomes> ConferenceClock::ask(LaneName name, std::vector<ConferenceJob> jobs) {
    switch (jobs.front().kind) {
        case JobKind::start:
        case JobKind::find:
            co_return co_await ask_for_calls(name, std::move(jobs));
        case JobKind::finish:
            co_return co_await end_calls(name, std::move(jobs));
        case JobKind::look:
            co_return co_await look_at_calls(name, std::move(jobs));
        case JobKind::announce:
        case JobKind::withdraw:
            break;
    }
    co_return co_await tell_chats(name, std::move(jobs));
}

/// The account behind a lane, open.
awaitable<Result<void>> ConferenceClock::ready(LaneName name) {
    if (name.account == nullptr) co_return Result<void>{};
    auto opened = co_await ensure_open(name.account);
    co_return opened;
}

awaitable<Outcomes> ConferenceClock::ask_for_calls(LaneName name, std::vector<ConferenceJob> jobs) {
    if (name.provider == nullptr) co_return Outcomes(jobs.size(), Outcome{no_provider});
    auto opened = co_await ready(name);
    if (!opened) co_return Outcomes(jobs.size(), Outcome{opened.error()});
    std::vector<CallWish> wishes;
    for (const ConferenceJob& job : jobs) {
        const ConferenceRecord* record = find({job.school, job.conference});
        // Without a record (its school was loaded anew meanwhile) nothing must be started.
        wishes.push_back(record == nullptr ? no_wish(job)
                                           : wish_of(job, *record, parts_.clock.now()));
    }
    auto calls = co_await name.provider->start(std::move(wishes), Priority::urgent);
    Outcomes outcomes;
    const bool only_found = jobs.front().kind == JobKind::find;
    for (auto& call : calls) {
        if (call) {
            outcomes.push_back({std::move(*call)});
        } else if (only_found && call.error().kind == ErrorKind::not_found) {
            outcomes.push_back({CallIsGone{}});
        } else {
            outcomes.push_back({call.error()});
        }
    }
    co_return outcomes;
}

awaitable<Outcomes> ConferenceClock::end_calls(LaneName name, std::vector<ConferenceJob> jobs) {
    if (name.provider == nullptr) co_return Outcomes(jobs.size(), Outcome{no_provider});
    auto opened = co_await ready(name);
    if (!opened) co_return Outcomes(jobs.size(), Outcome{opened.error()});
    std::vector<Call> calls;
    for (const ConferenceJob& job : jobs) {
        const ConferenceRecord* record = find({job.school, job.conference});
        calls.push_back(record == nullptr ? Call{} : call_of(*record));
    }
    const auto ended = co_await name.provider->finish(std::move(calls), Priority::urgent);
    Outcomes outcomes;
    for (const auto& each : ended) {
        outcomes.push_back(each ? Outcome{Done{}} : Outcome{each.error()});
    }
    co_return outcomes;
}

/// A look that fails concludes nothing.
awaitable<Outcomes> ConferenceClock::look_at_calls(LaneName name, std::vector<ConferenceJob> jobs) {
    std::vector<Call> calls;
    for (const ConferenceJob& job : jobs) {
        const ConferenceRecord* record = find({job.school, job.conference});
        calls.push_back(record == nullptr ? Call{} : call_of(*record));
    }
    const auto states = co_await name.provider->look(std::move(calls), Priority::sweep);
    Outcomes outcomes;
    for (const auto& state : states) {
        const bool gone = state && *state == CallState::gone;
        outcomes.push_back(gone ? Outcome{CallIsGone{}} : Outcome{Done{}});
    }
    co_return outcomes;
}

awaitable<Outcomes> ConferenceClock::tell_chats(LaneName name, std::vector<ConferenceJob> jobs) {
    auto opened = co_await ready(name);
    if (!opened) co_return Outcomes(jobs.size(), Outcome{opened.error()});
    const bool announces = jobs.front().kind == JobKind::announce;
    std::vector<ChatPost> posts;
    for (const ConferenceJob& job : jobs) {
        const ConferenceRecord* record = find({job.school, job.conference});
        const auto state = parts_.schools.find(job.school);
        const ObservedChat* chat =
            record == nullptr ? nullptr : state->second.memory.observed.find(record->plan.chat);
        // The number would be another chat's on the account that this lane asks.
        const bool moved = chat != nullptr && lane_of_chats(state->second).account != name.account;
        if (chat == nullptr || moved) {
            posts.push_back({});  // refused by the adapter, and tried again
            continue;
        }
        posts.push_back({chat->number,
                         announces ? announcement(*record, settings_.steps) : withdrawal(*record),
                         announcement_number(job.school, *record), record->message});
    }
    Outcomes outcomes;
    if (announces) {
        const auto posted =
            co_await name.account->platform->post(std::move(posts), Priority::urgent);
        for (const auto& each : posted) {
            outcomes.push_back(each ? Outcome{Posted{*each}} : Outcome{each.error()});
        }
        co_return outcomes;
    }
    const auto edited =
        co_await name.account->platform->edit_posts(std::move(posts), Priority::urgent);
    for (const auto& each : edited) {
        outcomes.push_back(each ? Outcome{Done{}} : Outcome{each.error()});
    }
    co_return outcomes;
}

void ConferenceClock::apply(const ConferenceJob& job, const Outcome& outcome) {
    ConferenceRecord* record = find({job.school, job.conference});
    if (record == nullptr) return;
    const UnixSeconds now = parts_.clock.now();
    ConferenceRecord after = *record;
    if (const auto* error = std::get_if<Error>(&outcome.answer)) {
        if (error->kind == ErrorKind::cancelled) return;
        ++totals_.failures;
        after = after_failure(std::move(after), action_of(job.kind), *error, settings_.steps, now);
        spdlog::warn("school={} conference={} action={} kind={} error=\"{}\" hint=\"{}\", retrying",
                     job.school, job.conference, word(job.kind), to_string(error->kind),
                     error->what, error->hint);
    } else if (const auto* call = std::get_if<Call>(&outcome.answer)) {
        after = after_start(std::move(after), call->id, call->join_link, call->unsure, now);
        ++totals_.started;
        if (parts_.began) parts_.began(std::max<UnixSeconds>(0, now - record->plan.starts));
    } else if (const auto* posted = std::get_if<Posted>(&outcome.answer)) {
        after = after_announcement(std::move(after), posted->message, now);
    } else if (std::holds_alternative<CallIsGone>(outcome.answer)) {
        after = job.kind == JobKind::find ? after_nothing_found(std::move(after))
                                          : after_loss(std::move(after));
    } else if (job.kind == JobKind::finish) {
        after = after_finish(std::move(after), now);
        ++totals_.ended;
    } else if (job.kind == JobKind::withdraw) {
        after = after_withdrawal(std::move(after), now);
    }
    if (after == *record) return;
    note(job.school, *record, after);
    *record = std::move(after);
    unsaved_.insert({job.school, job.conference});
}

/// One line in the log and one in the audit for what a person would ask about.
void ConferenceClock::note(const std::string& school, const ConferenceRecord& before,
                           const ConferenceRecord& after) {
    const std::string_view event = event_of(before, after);
    if (event.empty()) return;
    const std::string late = after.state == ConferenceState::active
                                 ? fmt::format(" late_s={}", after.started_at - after.plan.starts)
                                 : "";
    const bool trouble =
        after.state == ConferenceState::failed || after.doubtful_calls != before.doubtful_calls;
    spdlog::log(trouble ? spdlog::level::warn : spdlog::level::info,
                "school={} conference={} chat={} event={} cause={}{}", school, after.plan.id,
                after.plan.chat, event, word(after.cause), late);
    if (after.state == ConferenceState::failed && before.state != ConferenceState::failed) {
        parts_.notices.tell(
            ConferenceFailed{school, after.plan.id, after.plan.chat, after.cause, after.reason});
    }
    AuditEntry audit;
    audit.at = parts_.clock.now();
    audit.school = school;
    audit.chat = after.plan.chat;
    audit.operation = event;
    audit.outcome = trouble ? "failed" : "done";
    audit.reason = after.cause == ConferenceCause::none
                       ? after.plan.id
                       : fmt::format("{}: {}", after.plan.id, word(after.cause));
    audit.by = "rosterd";
    audit_.push_back(std::move(audit));
}

/// What was answered goes to the store; until it takes it, memory goes on with the truth, and a
/// restart asks again: every action is repeatable.
awaitable<void> ConferenceClock::save_unsaved() {
    if (saving_ || (unsaved_.empty() && audit_.empty())) co_return;
    saving_ = true;
    std::vector<SchoolConference> records;
    std::set<std::string> schools;
    for (const ConferenceName& name : unsaved_) {
        if (const ConferenceRecord* record = find(name)) records.push_back({name.first, *record});
        schools.insert(name.first);
    }
    std::vector<AuditEntry> audit = std::exchange(audit_, {});
    auto write = [this, &records, &audit] {
        return parts_.store.store.save_conferences(records, audit);
    };
    auto kept = co_await offload(parts_.store.thread, write);
    saving_ = false;
    if (kept) {
        save_again_ = 0;
        // What changed meanwhile, or came to it, is still to be saved.
        for (const SchoolConference& each : records) {
            const ConferenceName name{each.school, each.record.plan.id};
            const ConferenceRecord* record = find(name);
            if (record == nullptr || *record == each.record) unsaved_.erase(name);
        }
        std::erase_if(unsaved_,
                      [this](const ConferenceName& name) { return find(name) == nullptr; });
        for (const std::string& school : schools) {
            if (parts_.shown) parts_.shown(school);
        }
        co_return;
    }
    spdlog::error("conferences=unsaved kind={} error=\"{}\" hint=\"{}\", retrying in {} s",
                  to_string(kept.error().kind), kept.error().what, kept.error().hint, store_again);
    audit_.insert(audit_.begin(), std::make_move_iterator(audit.begin()),
                  std::make_move_iterator(audit.end()));
    save_again_ = parts_.clock.now() + store_again;
}

}  // namespace rosterd
