// Random days of conferences with faults, edits, lost answers and restarts, lived through by a
// little loop that does what daemon/conference_clock.cpp does. What must never happen is judged
// after every step.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "reconciler/conference_book.hpp"
#include "reconciler/conference_steps.hpp"

namespace rosterd::testing {
namespace {

constexpr UnixSeconds minute = 60;
constexpr UnixSeconds hour = 3'600;
constexpr UnixSeconds dawn = 10'000'000;

/// Draws from a list, so that rapidcheck shrinks the whole day at once.
class Choices {
  public:
    explicit Choices(std::vector<std::uint32_t> numbers) : numbers_{std::move(numbers)} {}
    std::uint32_t below(std::uint32_t limit) {
        return next_ < numbers_.size() ? numbers_[next_++] % limit : 0;
    }
    bool one_in(std::uint32_t many) { return below(many) == 1; }

  private:
    std::vector<std::uint32_t> numbers_;
    std::size_t next_ = 0;
};

enum class Fault : std::uint8_t { none, definite, unanswered_not_done, unanswered_done };

/// Keys of the calls that run. They are remembered: a second request for one gives the first.
using CallsModel = std::set<std::string>;

/// Drops a repeated post of one number for an hour, as VK does.
struct ChatModel {
    struct Post {
        UnixSeconds at;
        int times;
    };
    std::map<std::string, Post> posts;
};

/// The school's day and everything that can happen to it.
class Day {
  public:
    explicit Day(Choices choices) : choices_{std::move(choices)} {
        settings_.lead = choices_.below(3) * 2 * minute;
        rule_.when_busy = static_cast<WhenBusy>(choices_.below(3));
        rule_.planned_end = choices_.one_in(4) ? PlannedEnd::keeps_running : PlannedEnd::ends;
        const std::uint32_t count = 2 + choices_.below(4);
        for (std::uint32_t i = 0; i < count; ++i) journal_.push_back(any_conference(i));
        read_journal();
    }

    void live() {
        settle();
        for (std::uint32_t left = choices_.below(40); left > 0; --left) {
            event();
            settle();
        }
        heal();
    }

  private:
    // --- the day -----------------------------------------------------------------------------

    PlannedConference any_conference(std::uint32_t index) {
        PlannedConference plan;
        plan.id = fmt::format("c{}", index);
        plan.chat = "chat";
        plan.starts = dawn + choices_.below(12) * 10 * minute;
        plan.ends = plan.starts + (1 + choices_.below(6)) * 10 * minute;
        plan.exclusive = {fmt::format("class/{}", choices_.below(2))};
        if (choices_.one_in(5)) plan.exclusive = {"class/0", "class/1"};
        return plan;
    }

    void read_journal() {
        std::vector<PlannedConference> plans;
        for (const PlannedConference& plan : journal_) {
            if (!absent_.contains(plan.id)) plans.push_back(plan);
        }
        for (const std::string& id : take_over({plans, {}, true}, 1, now_, records_)) {
            stored_[id] = *find_conference(records_, id);
        }
    }

    /// While an answer is awaited, times and clocks are left alone: a call in doubt past its end
    /// holds nobody up, and the platform drops a repeated post for an hour of real time only.
    [[nodiscard]] bool something_is_in_doubt() const {
        return std::ranges::any_of(records_, [&](const ConferenceRecord& record) {
            const bool runs = record.state == ConferenceState::active;
            return may_run(record) && (!runs || record.announced_at == 0);
        });
    }

    void event() {
        PlannedConference& plan =
            journal_[choices_.below(static_cast<std::uint32_t>(journal_.size()))];
        switch (choices_.below(14)) {
            case 0:
            case 1:
            case 2:
            case 3:
                return pass_time(now_ + choices_.below(60) * minute + choices_.below(60));
            case 4:
                if (!something_is_in_doubt()) jump(now_ + choices_.below(180) * minute);
                return;
            case 5:
                if (!something_is_in_doubt()) jump(now_ - choices_.below(180) * minute);
                return;
            case 6:
                if (something_is_in_doubt()) return;
                plan.starts += (UnixSeconds{choices_.below(12)} - 6) * 5 * minute;
                plan.ends = plan.starts + (1 + choices_.below(6)) * 10 * minute;
                return told("edit", plan.id);
            case 7:
                plan.deleted = !plan.deleted;
                return told("delete or back", plan.id);
            case 8:
                plan.lesson_cancelled = !plan.lesson_cancelled;
                return told("lesson cancelled or back", plan.id);
            case 9:
                plan.finish_requested_at = now_;
                return told("finish by hand", plan.id);
            case 10:
                if (!absent_.erase(plan.id)) absent_.insert(plan.id);
                return told("row gone or back", plan.id);
            case 11:
                plan.objection = plan.objection.empty() ? "lesson_needed" : "";
                return told("objection", plan.id);
            case 12:
                return change_the_outside();
            default:
                return lose_something(plan.id);
        }
    }

    void told(const char* what, const std::string& id) {
        RC_LOG() << now_ - dawn << " " << what << " " << id << "\n";
        read_journal();
    }

    void change_the_outside() {
        fault_ = static_cast<Fault>(choices_.below(4));
        chat_there_ = !choices_.one_in(3);
        crash_ = choices_.one_in(3);
        RC_LOG() << now_ - dawn << " fault " << static_cast<int>(fault_) << " chat " << chat_there_
                 << " crash " << crash_ << "\n";
    }

    void lose_something(const std::string& id) {
        ConferenceRecord* record = find_conference(records_, id);
        if (record == nullptr || record->state != ConferenceState::active) return restart();
        RC_LOG() << now_ - dawn << " the call of " << id << " is lost\n";
        calls_.erase(id);
        answer(*record, after_loss(*record));
    }

    void restart() {
        RC_LOG() << now_ - dawn << " restart\n";
        records_.clear();
        for (const auto& [id, record] : stored_) records_.push_back(record);
        mark_unanswered(records_);
        read_journal();
    }

    void jump(UnixSeconds to) {
        RC_LOG() << now_ - dawn << " the clock is set to " << to - dawn << "\n";
        now_ = to;
    }

    /// Wakes whenever a step said so.
    void pass_time(UnixSeconds to) {
        RC_LOG() << now_ - dawn << " time passes until " << to - dawn << "\n";
        while (due_ && *due_ <= to) {
            now_ = std::max(now_, *due_);
            settle();
        }
        now_ = std::max(now_, to);
    }

    // --- the loop ----------------------------------------------------------------------------

    /// Looks and acts until nothing is to do in this second.
    void settle() {
        constexpr int rounds_max = 40;
        int rounds = 0;
        while (look()) RC_ASSERT(++rounds < rounds_max);  // or it asks the provider without a pause
        judge();
    }

    static bool may_run(const ConferenceRecord& record) {
        return record.state == ConferenceState::active ||
               (record.start_asked_at != 0 && !record.over());
    }

    bool look() {
        std::vector<ConferenceRecord*> order;
        std::vector<const ConferenceRecord*> running;
        for (ConferenceRecord& record : records_) {
            order.push_back(&record);
            if (may_run(record)) running.push_back(&record);
        }
        std::ranges::sort(order, {}, [](const ConferenceRecord* each) {
            return std::pair{each->plan.starts, std::string_view{each->plan.id}};
        });
        due_.reset();
        std::vector<std::pair<std::string, ConferenceAction>> jobs;
        bool superseded = false;
        for (ConferenceRecord* record : order) {
            const ConferenceStep step = step_of(*record, running);
            for (const std::string& id : step.supersedes) {
                ConferenceRecord& other = *find_conference(records_, id);
                superseded = superseded || other.cause != ConferenceCause::superseded;
                other.cause = ConferenceCause::superseded;
                stored_[id] = other;
            }
            const bool ran = may_run(*record);
            *record = step.record;
            stored_[record->plan.id] = *record;
            if (!ran && may_run(*record)) running.push_back(record);
            if (step.look_again) due_ = std::min(due_.value_or(*step.look_again), *step.look_again);
            const bool in_chat = step.action == ConferenceAction::announce ||
                                 step.action == ConferenceAction::withdraw;
            if (step.action == ConferenceAction::none || (in_chat && !chat_there_)) continue;
            jobs.emplace_back(record->plan.id, step.action);
        }
        for (const auto& [id, action] : jobs) {
            if (!act(*find_conference(records_, id), action)) return true;
        }
        return superseded || !jobs.empty();
    }

    ConferenceStep step_of(const ConferenceRecord& record,
                           std::span<const ConferenceRecord* const> running) const {
        ConferenceStep step = next_step(record, rule_, settings_, running, now_);
        const ConferenceStep again = next_step(step.record, rule_, settings_, running, now_);
        const bool same_action = again.action == step.action;
        const bool same_record = again.record == step.record;
        const bool same_look = again.look_again == step.look_again;
        RC_ASSERT(same_action);
        RC_ASSERT(same_record);
        RC_ASSERT(same_look);
        RC_ASSERT(!step.look_again || *step.look_again > now_);
        return step;
    }

    /// False: rosterd died before it could keep the answer.
    bool act(ConferenceRecord& record, ConferenceAction action) {
        const Fault fault = fault_;
        if (fault != Fault::definite && fault != Fault::unanswered_not_done)
            perform(record, action);
        if (crash_) {
            crash_ = false;
            restart();
            return false;
        }
        if (fault != Fault::none) {
            const ErrorKind kind =
                fault == Fault::definite ? ErrorKind::transient : ErrorKind::unknown_outcome;
            answer(record, after_failure(record, action, {kind, "down"}, settings_, now_));
            return true;
        }
        answer(record, answered(record, action));
        return true;
    }

    void perform(const ConferenceRecord& record, ConferenceAction action) {
        const std::string& id = record.plan.id;
        switch (action) {
            case ConferenceAction::start:
                return make_call(record);
            case ConferenceAction::finish:
                calls_.erase(id);
                return;
            case ConferenceAction::announce: {
                const auto [post, fresh] = chat_.posts.try_emplace(id, ChatModel::Post{now_, 1});
                if (!fresh && now_ - post->second.at >= hour) ++post->second.times;
                return;
            }
            case ConferenceAction::find:
            case ConferenceAction::withdraw:
            case ConferenceAction::none:
                return;
        }
    }

    /// A call that is in doubt past its end is being looked for, and holds nobody up meanwhile;
    /// found where calls keep running, it goes on beside those.
    [[nodiscard]] bool hinders(const ConferenceRecord& other,
                               const ConferenceRecord& record) const {
        const bool found_just_now = other.started_at == now_;
        const bool runs = other.state == ConferenceState::active && !found_just_now &&
                          rule_.planned_end == PlannedEnd::ends;
        constexpr std::uint32_t ends_tried_max = 3;  // then a call is endless and holds nobody up
        const bool endless =
            other.state == ConferenceState::active && other.attempts >= ends_tried_max;
        const bool counts = other.plan.id != record.plan.id && calls_.contains(other.plan.id) &&
                            !endless && (runs || now_ < other.plan.ends);
        return counts && std::ranges::any_of(other.plan.exclusive, [&](const std::string& key) {
                   return std::ranges::count(record.plan.exclusive, key) != 0;
               });
    }

    /// Everything that is known, for whoever reads the failure.
    void tell(const std::string& started) const {
        RC_LOG() << "at " << now_ - dawn << " " << started << " starts, "
                 << static_cast<int>(rule_.when_busy) << "\n";
        for (const ConferenceRecord& record : records_) {
            RC_LOG() << fmt::format("{} [{}, {}) {} {} {} asked {} started {} {} {}\n",
                                    record.plan.id, record.plan.starts - dawn,
                                    record.plan.ends - dawn, record.plan.exclusive.size(),
                                    record.plan.exclusive[0], word(record.state),
                                    record.start_asked_at, record.started_at, word(record.cause),
                                    calls_.contains(record.plan.id) ? "runs" : "");
        }
    }

    void make_call(const ConferenceRecord& record) {
        RC_ASSERT(record.plan.starts - settings_.lead <= now_);
        RC_ASSERT(now_ < record.plan.ends);
        RC_ASSERT(!over_.contains(record.plan.id));
        const bool class_is_free = std::ranges::none_of(
            records_, [&](const ConferenceRecord& each) { return hinders(each, record); });
        if (!class_is_free) tell(record.plan.id);
        RC_ASSERT(class_is_free);
        calls_.insert(record.plan.id);
    }

    ConferenceRecord answered(const ConferenceRecord& record, ConferenceAction action) {
        switch (action) {
            case ConferenceAction::start:
                return after_start(record, record.plan.id, "https://call", false, now_);
            case ConferenceAction::find:
                if (!calls_.contains(record.plan.id)) return after_nothing_found(record);
                return after_start(record, record.plan.id, "https://call", false, now_);
            case ConferenceAction::finish:
                return after_finish(record, now_);
            case ConferenceAction::announce:
                return after_announcement(record, 7, now_);
            case ConferenceAction::withdraw:
                return after_withdrawal(record, now_);
            case ConferenceAction::none:
                break;
        }
        return record;
    }

    void answer(ConferenceRecord& record, ConferenceRecord after) {
        record = std::move(after);
        stored_[record.plan.id] = record;
    }

    // --- what must never be ------------------------------------------------------------------

    void judge() {
        for (const ConferenceRecord& record : records_) {
            const std::string& id = record.plan.id;
            const bool ended = record.state == ConferenceState::ended;
            RC_ASSERT(ended || !over_.contains(id));
            if (ended) over_.insert(id);
            RC_ASSERT(record.join_link.empty() || record.state == ConferenceState::active);
            RC_ASSERT(!ended || record.started_at != 0);
            const bool alive = calls_.contains(id);
            RC_ASSERT(!alive || may_run(record));
            const bool noticed = fault_ == Fault::none && record.retry_at <= now_;
            const bool may_go_on =
                now_ < record.plan.ends || (rule_.planned_end == PlannedEnd::keeps_running &&
                                            record.state == ConferenceState::active);
            RC_ASSERT(!alive || !noticed || may_go_on);
        }
        for (const auto& [id, post] : chat_.posts) RC_ASSERT(post.times == 1);
    }

    void heal() {
        fault_ = Fault::none;
        chat_there_ = true;
        crash_ = false;
        UnixSeconds last = now_;
        for (const PlannedConference& plan : journal_) last = std::max(last, plan.ends);
        RC_LOG() << "healed\n";
        settle();
        pass_time(last + settings_.forgotten_after + hour);
        settle();
        for (const ConferenceRecord& record : records_) {
            RC_ASSERT(!calls_.contains(record.plan.id));
            RC_ASSERT(record.over());
        }
        const auto before = records_;
        pass_time(now_ + hour);
        settle();
        const bool silent = records_ == before;
        RC_ASSERT(silent);
    }

    Choices choices_;
    ConferenceRule rule_;
    ConferenceSettings settings_;
    UnixSeconds now_ = dawn;
    std::optional<UnixSeconds> due_;
    std::vector<PlannedConference> journal_;
    std::set<std::string> absent_;
    std::vector<ConferenceRecord> records_;
    std::map<std::string, ConferenceRecord> stored_;
    CallsModel calls_;
    ChatModel chat_;
    Fault fault_ = Fault::none;
    bool chat_there_ = true;
    bool crash_ = false;
    std::set<std::string> over_;
};

RC_GTEST_PROP(ConferencePropertyTest, NothingForbiddenHappensOnAnyDay, ()) {
    constexpr std::size_t enough = 250;
    Day day{Choices{*rc::gen::container<std::vector<std::uint32_t>>(
        enough, rc::gen::inRange<std::uint32_t>(0, 100'000))}};
    day.live();
}

}  // namespace
}  // namespace rosterd::testing
