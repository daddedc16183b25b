// One decision after another: has it to end, may it start, what is left to say in the chat.
#include "reconciler/conference_steps.hpp"

#include <algorithm>
#include <tuple>

namespace rosterd {
namespace {

/// Why a conference must not run (any more); none: it may. Past its planned end at most a call that
/// runs already goes on.
ConferenceCause end_cause(const ConferenceRecord& record, const ConferenceRule& rule,
                          const ConferenceSettings& settings, UnixSeconds now) {
    const PlannedConference& plan = record.plan;
    if (record.cause == ConferenceCause::gone) return ConferenceCause::gone;
    if (record.cause == ConferenceCause::superseded) return ConferenceCause::superseded;
    if (plan.deleted) return ConferenceCause::deleted;
    if (plan.lesson_cancelled) return ConferenceCause::lesson_cancelled;
    if (plan.finish_requested_at != 0) return ConferenceCause::finished_by_hand;
    if (now < plan.ends) return ConferenceCause::none;
    const bool goes_on =
        rule.planned_end == PlannedEnd::keeps_running && record.state == ConferenceState::active;
    if (!goes_on) return ConferenceCause::time_over;
    return now < plan.ends + settings.forgotten_after ? ConferenceCause::none
                                                      : ConferenceCause::forgotten;
}

bool share(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::any_of(
        a, [&](const std::string& key) { return std::ranges::binary_search(b, key); });
}

/// A call that could not be ended so often does not hold up others any more.
constexpr std::uint32_t ends_tried_max = 3;

/// What was decided about a conference while its start was on the way; the answer must not undo it.
bool is_kept(ConferenceCause cause) {
    return cause == ConferenceCause::gone || cause == ConferenceCause::superseded;
}

class Stepper {
  public:
    Stepper(const ConferenceRecord& record, const ConferenceRule& rule,
            const ConferenceSettings& settings, RunningConferences others, UnixSeconds now)
        : rule_{rule}, settings_{settings}, others_{others}, now_{now} {
        step_.record = record;
    }

    ConferenceStep run() {
        switch (record().state) {
            case ConferenceState::active:
                running();
                break;
            case ConferenceState::planned:
            case ConferenceState::failed:
                waiting();
                break;
            case ConferenceState::cancelled:
                if (comes_back()) {
                    waiting();
                } else {
                    withdraw();
                }
                break;
            case ConferenceState::ended:
                withdraw();
                break;
        }
        return std::move(step_);
    }

  private:
    ConferenceRecord& record() { return step_.record; }

    void look_at(UnixSeconds when) {
        step_.look_again = step_.look_again ? std::min(*step_.look_again, when) : when;
    }

    /// A pause that seems longer than any is one from before the clock was set back.
    [[nodiscard]] bool pauses() const {
        const UnixSeconds until = step_.record.retry_at;
        return until > now_ && until <= now_ + settings_.retry_longest;
    }

    /// Acts now, or when the pause after a failure is over.
    void act(ConferenceAction action) {
        if (pauses()) return look_at(record().retry_at);
        step_.action = action;
    }

    /// A lesson that takes place after all; a row that is there again.
    bool comes_back() {
        const bool may = record().started_at == 0 &&
                         end_cause(record(), rule_, settings_, now_) == ConferenceCause::none;
        if (may) forget_failure();
        return may;
    }

    void running() {
        const ConferenceCause cause = end_cause(record(), rule_, settings_, now_);
        if (cause != ConferenceCause::none) {
            if (record().cause != cause) {
                record().cause = cause;
                record().retry_at = 0;  // failures of the announcement do not delay the end
                record().attempts = 0;
            }
            return act(ConferenceAction::finish);
        }
        const UnixSeconds end = rule_.planned_end == PlannedEnd::ends
                                    ? record().plan.ends
                                    : record().plan.ends + settings_.forgotten_after;
        look_at(end);
        const bool to_announce = record().announced_at == 0 && !record().plan.chat.empty() &&
                                 now_ < record().started_at + settings_.announce_within;
        if (to_announce) act(ConferenceAction::announce);
    }

    void waiting() {
        const ConferenceCause cause = end_cause(record(), rule_, settings_, now_);
        if (cause != ConferenceCause::none) return will_not_run(cause);
        record().ended_at = 0;  // its time was moved: it is not over any more
        const bool refused =
            record().state == ConferenceState::failed && record().cause == ConferenceCause::busy;
        if (refused) return look_at(record().plan.ends);
        const UnixSeconds start = record().plan.starts - settings_.lead;
        if (now_ < start) {
            // Moved to a later time after a failure: it is new again.
            const bool tried = record().state == ConferenceState::failed ||
                               record().cause == ConferenceCause::busy;
            if (tried) forget_failure();
            return look_at(start);
        }
        look_at(record().plan.ends);
        if (!record().plan.objection.empty()) {
            return fail(ConferenceCause::objection, record().plan.objection);
        }
        if (record().cause == ConferenceCause::objection) forget_failure();
        if (is_busy()) return;
        if (pauses()) return look_at(record().retry_at);
        if (record().start_asked_at == 0) record().start_asked_at = now_;
        step_.action = ConferenceAction::start;
    }

    /// A start without an answer may have left a call: it is looked for, to be ended.
    void will_not_run(ConferenceCause cause) {
        if (record().start_asked_at != 0) return act(ConferenceAction::find);
        record().retry_at = 0;
        if (record().ended_at == 0) record().ended_at = now_;
        if (record().started_at != 0) return has_ended(cause);
        const bool too_late = cause == ConferenceCause::time_over;
        if (too_late && record().state == ConferenceState::failed) return;  // it says why already
        record().state = too_late ? ConferenceState::failed : ConferenceState::cancelled;
        const bool waited_in_vain = too_late && record().cause == ConferenceCause::busy;
        if (!waited_in_vain) record().cause = too_late ? ConferenceCause::missed : cause;
        record().reason.clear();
    }

    /// Its call ran, was lost, and did not come back: there is nothing to end, but a link to take
    /// back.
    void has_ended(ConferenceCause cause) {
        record().state = ConferenceState::ended;
        record().cause = cause;
        record().reason.clear();
        record().attempts = 0;
        withdraw();
    }

    void fail(ConferenceCause cause, std::string reason) {
        record().state = ConferenceState::failed;
        record().cause = cause;
        record().reason = std::move(reason);
    }

    void forget_failure() {
        record().state = ConferenceState::planned;
        record().cause = ConferenceCause::none;
        record().reason.clear();
        record().ended_at = 0;
        record().retry_at = 0;
        record().attempts = 0;
    }

    /// Its time comes after the other's: an earlier one that is tried again ends no later one.
    [[nodiscard]] bool comes_after(const PlannedConference& other) const {
        const PlannedConference& plan = step_.record.plan;
        return std::tie(other.starts, other.id) < std::tie(plan.starts, plan.id);
    }

    /// Others of the same class or chat that run, or whose start is on its way. Of two whose time
    /// came together the one with the smaller id is first.
    bool is_busy() {
        bool busy = false;
        bool makes_room = false;
        for (const ConferenceRecord* other : others_) {
            if (other->plan.id == record().plan.id) continue;
            const bool runs = other->state == ConferenceState::active ||
                              (other->start_asked_at != 0 && !other->over());
            if (!runs || !share(other->plan.exclusive, record().plan.exclusive)) continue;
            // It has to end, and does so in a moment: waited for, never a reason to refuse. So one
            // lesson may begin in the second in which the one before it ends.
            if (end_cause(*other, rule_, settings_, now_) != ConferenceCause::none) {
                // One that cannot be ended must not keep a class from its next lesson.
                const bool endless =
                    other->state == ConferenceState::active && other->attempts >= ends_tried_max;
                makes_room = makes_room || !endless;
                continue;
            }
            const bool ends_it = rule_.when_busy == WhenBusy::end_running &&
                                 other->cause != ConferenceCause::superseded &&
                                 comes_after(other->plan);
            if (ends_it) step_.supersedes.push_back(other->plan.id);
            busy = true;
        }
        // A start that is on its way already goes on: its own call may exist.
        if (!(busy || makes_room) || record().start_asked_at != 0) {
            step_.supersedes.clear();
            return false;
        }
        // Before its own time (ConferenceSettings::lead) nothing is refused yet.
        const bool refuses = rule_.when_busy == WhenBusy::refuse && now_ >= record().plan.starts;
        if (busy && refuses) {
            fail(ConferenceCause::busy, {});
        } else {
            forget_failure();  // a failed one that is busy would count as refused
            record().cause = ConferenceCause::busy;
            if (now_ < record().plan.starts) look_at(record().plan.starts);
        }
        return true;
    }

    void withdraw() {
        const bool to_withdraw = record().message != 0 && record().withdrawn_at == 0 &&
                                 now_ < record().ended_at + settings_.withdraw_within;
        if (to_withdraw) act(ConferenceAction::withdraw);
    }

    const ConferenceRule& rule_;
    const ConferenceSettings& settings_;
    RunningConferences others_;
    UnixSeconds now_;
    ConferenceStep step_;
};

void clear_failures(ConferenceRecord& record) {
    record.reason.clear();
    record.attempts = 0;
    record.retry_at = 0;
}

}  // namespace

ConferenceStep next_step(const ConferenceRecord& record, const ConferenceRule& rule,
                         const ConferenceSettings& settings, RunningConferences others,
                         UnixSeconds now) {
    return Stepper{record, rule, settings, others, now}.run();
}

ConferenceRecord after_start(ConferenceRecord record, std::string call, std::string join_link,
                             bool unsure, UnixSeconds now) {
    if (unsure && record.unanswered) ++record.doubtful_calls;
    clear_failures(record);
    record.unanswered = false;
    record.state = ConferenceState::active;
    if (!is_kept(record.cause)) record.cause = ConferenceCause::none;
    record.call = std::move(call);
    record.join_link = std::move(join_link);
    if (record.started_at == 0) record.started_at = now;
    return record;
}

ConferenceRecord after_nothing_found(ConferenceRecord record) {
    clear_failures(record);
    record.start_asked_at = 0;
    record.unanswered = false;
    return record;
}

ConferenceRecord after_finish(ConferenceRecord record, UnixSeconds now) {
    clear_failures(record);
    record.state = ConferenceState::ended;
    record.ended_at = now;
    record.join_link.clear();
    return record;
}

ConferenceRecord after_loss(ConferenceRecord record) {
    clear_failures(record);
    record.state = ConferenceState::planned;
    record.join_link.clear();
    return record;
}

ConferenceRecord after_announcement(ConferenceRecord record, std::int64_t message,
                                    UnixSeconds now) {
    clear_failures(record);
    record.announced_at = now;
    record.message = message;
    return record;
}

ConferenceRecord after_withdrawal(ConferenceRecord record, UnixSeconds now) {
    clear_failures(record);
    record.withdrawn_at = now;
    return record;
}

ConferenceRecord after_failure(ConferenceRecord record, ConferenceAction action, const Error& error,
                               const ConferenceSettings& settings, UnixSeconds now) {
    constexpr std::uint32_t doublings_max = 16;
    const UnixSeconds pause = settings.retry_first << std::min(record.attempts, doublings_max);
    record.retry_at = now + std::min(pause, settings.retry_longest);
    ++record.attempts;
    record.reason = error.what;
    if (action != ConferenceAction::start) return record;
    record.state = ConferenceState::failed;
    if (!is_kept(record.cause)) record.cause = ConferenceCause::provider;
    if (error.kind == ErrorKind::unknown_outcome) record.unanswered = true;
    if (!record.unanswered) record.start_asked_at = 0;
    return record;
}

UnixSeconds lateness(const ConferenceRecord& record, const ConferenceSettings& settings) {
    const UnixSeconds late = record.started_at - record.plan.starts;
    return late >= settings.late_from ? late : 0;
}

}  // namespace rosterd
