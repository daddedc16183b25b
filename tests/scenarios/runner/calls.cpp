// Look, ask, take the answer in, look again: daemon/conference_clock.cpp without waiting.
#include "tests/scenarios/runner/calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "reconciler/conference_texts.hpp"

namespace rosterd::scenario {
namespace {

/// More than any honest second needs: start, announce, and one that makes room.
constexpr int rounds_max = 20;

/// Its call runs, or its start is on the way: as the daemon tells it.
bool may_run(const ConferenceRecord& record) {
    return record.state == ConferenceState::active ||
           (record.start_asked_at != 0 && !record.over());
}

bool is_there(const Observed& chats, const std::string& key) {
    const ObservedChat* chat = chats.find(key);
    return chat != nullptr && chat->state == ChatState::active;
}

}  // namespace

void Calls::take_over(const ConferenceRead& read, UnixSeconds now) {
    if (since_ == 0) since_ = now;
    now_ = now;
    static_cast<void>(rosterd::take_over(read, since_, now, records_));
    forget_old(records_, now);
}

void Calls::work_until(UnixSeconds until, const CallSurroundings& around) {
    for (;;) {
        const auto due = work(around);
        if (!due || *due > until) break;
        if (*due <= now_) throw std::runtime_error{"a conference is due again in the same second"};
        now_ = *due;
    }
    now_ = std::max(now_, until);
}

void Calls::keep(PlannedConference plan) {
    ConferenceRecord* known = find_conference(records_, plan.id);
    if (known != nullptr) {
        known->plan = std::move(plan);
        return;
    }
    const auto place = std::ranges::lower_bound(
        records_, plan.id, {},
        [](const ConferenceRecord& each) -> const std::string& { return each.plan.id; });
    records_.insert(place, ConferenceRecord{.plan = std::move(plan)});
}

void Calls::start_daemon(UnixSeconds now) {
    now_ = now;
    mark_unanswered(records_);
}

void Calls::tell_provider(const Words& words) {
    if (words.front() == "down") down_ = true;
    if (words.front() == "back") down_ = false;
    if (words.front() == "loses_answer") loses_answer_ = true;
    if (words.front() != "drops") return;
    for (const std::string& conference : words) {
        ConferenceRecord* record = find_conference(records_, conference);
        if (record == nullptr || record->state != ConferenceState::active) continue;
        for (ProviderCall& call : calls_) {
            if (call.id == record->call) call.runs = false;
        }
        *record = after_loss(std::move(*record));
    }
}

Words Calls::running() const {
    Words conferences;
    for (const ProviderCall& call : calls_) {
        if (call.runs) conferences.push_back(call.conference);
    }
    return conferences;
}

// --- one look, as ConferenceClock::look_at_school ------------------------------------------------

std::optional<UnixSeconds> Calls::work(const CallSurroundings& around) {
    for (int round = 0; round < rounds_max; ++round) {
        const Found found = look(around);
        if (found.jobs.empty() && !found.look_again) return found.next;
        for (const Job& job : found.jobs) {
            ConferenceRecord* record = find_conference(records_, job.conference);
            *record = answer(job, *record);
        }
    }
    throw std::runtime_error{"the work of the conferences does not end"};
}

Calls::Found Calls::look(const CallSurroundings& around) {
    std::vector<ConferenceRecord*> order;
    std::vector<const ConferenceRecord*> running;
    for (ConferenceRecord& record : records_) {
        order.push_back(&record);
        if (may_run(record)) running.push_back(&record);
    }
    std::ranges::sort(order, {}, [](const ConferenceRecord* each) {
        return std::pair{each->plan.starts, std::string_view{each->plan.id}};
    });
    Found found;
    for (ConferenceRecord* record : order) {
        ConferenceStep step = next_step(*record, around.rule, settings_, running, now_);
        if (step.look_again) {
            found.next = found.next ? std::min(*found.next, *step.look_again) : step.look_again;
        }
        const bool ran = may_run(*record);
        take_step(*record, std::move(step), around, found);
        if (!ran && may_run(*record)) running.push_back(record);
    }
    return found;
}

void Calls::take_step(ConferenceRecord& record, ConferenceStep step, const CallSurroundings& around,
                      Found& found) {
    for (const std::string& id : step.supersedes) {
        ConferenceRecord* other = find_conference(records_, id);
        if (other == nullptr || other->cause == ConferenceCause::superseded) continue;
        other->cause = ConferenceCause::superseded;
        found.look_again = true;
    }
    record = std::move(step.record);
    if (step.action == ConferenceAction::none) return;
    const bool in_chat =
        step.action == ConferenceAction::announce || step.action == ConferenceAction::withdraw;
    if (in_chat && !is_there(around.chats, record.plan.chat)) return;
    found.jobs.push_back({step.action, record.plan.id});
}

// --- the provider and the chats ------------------------------------------------------------------

ConferenceRecord Calls::answer(const Job& job, ConferenceRecord record) {
    switch (job.action) {
        case ConferenceAction::start:
        case ConferenceAction::find:
            return ask_for_call(job.action, std::move(record));
        case ConferenceAction::finish:
            return end_call(std::move(record));
        case ConferenceAction::announce:
            return post(std::move(record));
        case ConferenceAction::withdraw:
            return edit_post(std::move(record));
        case ConferenceAction::none:
            break;
    }
    return record;
}

std::optional<Error> Calls::trouble() {
    if (!down_) return std::nullopt;
    return Error{ErrorKind::transient, "the provider is down"};
}

bool Calls::answer_is_lost() {
    return std::exchange(loses_answer_, false);
}

/// The same conference always gets the same call, as long as that runs.
ConferenceRecord Calls::ask_for_call(ConferenceAction action, ConferenceRecord record) {
    if (const auto error = trouble()) {
        return after_failure(std::move(record), action, *error, settings_, now_);
    }
    const auto is_of_it = [&](const ProviderCall& call) {
        return call.runs && call.conference == record.plan.id;
    };
    auto call = std::ranges::find_if(calls_, is_of_it);
    if (call == calls_.end()) {
        if (action == ConferenceAction::find) return after_nothing_found(std::move(record));
        calls_.push_back({fmt::format("call-{}", calls_.size() + 1), record.plan.id});
        call = std::prev(calls_.end());
    }
    if (answer_is_lost()) {
        const Error error{ErrorKind::unknown_outcome, "no answer came"};
        return after_failure(std::move(record), action, error, settings_, now_);
    }
    std::string link = "https://calls.example/" + record.plan.id;
    return after_start(std::move(record), call->id, std::move(link), false, now_);
}

ConferenceRecord Calls::end_call(ConferenceRecord record) {
    constexpr auto finish = ConferenceAction::finish;
    if (const auto error = trouble()) {
        return after_failure(std::move(record), finish, *error, settings_, now_);
    }
    for (ProviderCall& call : calls_) {
        if (call.id == record.call) call.runs = false;
    }
    if (answer_is_lost()) {
        const Error error{ErrorKind::unknown_outcome, "no answer came"};
        return after_failure(std::move(record), finish, error, settings_, now_);
    }
    return after_finish(std::move(record), now_);
}

/// The platform drops a repeat of one number and gives the post that it made.
ConferenceRecord Calls::post(ConferenceRecord record) {
    const std::int64_t number = announcement_number("17", record);
    const auto [known, fresh] = messages_.try_emplace(number, posts_.size() + 1);
    if (fresh) posts_.push_back({record.plan.chat, announcement(record, settings_)});
    return after_announcement(std::move(record), known->second, now_);
}

ConferenceRecord Calls::edit_post(ConferenceRecord record) {
    posts_.at(static_cast<std::size_t>(record.message) - 1).text = withdrawal(record);
    return after_withdrawal(std::move(record), now_);
}

}  // namespace rosterd::scenario
