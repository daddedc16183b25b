// The journey of a change, step by step (docs/architecture.md).
#include "daemon/pass.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "daemon/accepted_classes.hpp"
#include "daemon/adoption.hpp"
#include "daemon/conference_desk.hpp"
#include "daemon/local_day.hpp"
#include "daemon/newcomers.hpp"
#include "daemon/observer.hpp"
#include "daemon/offload.hpp"
#include "daemon/quarantine.hpp"
#include "daemon/sweep_turn.hpp"
#include "daemon/time_zones.hpp"
#include "reconciler/conference_book.hpp"
#include "reconciler/fresh_read.hpp"
#include "reconciler/planned_change.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

using boost::asio::awaitable;

constexpr UnixSeconds hour = 3'600;
constexpr UnixSeconds edit_without_end = std::numeric_limits<UnixSeconds>::max();
constexpr UnixSeconds doubted_reread_after = 300;
/// Plan, read what the removals need, plan again: twice is enough unless the chats change under us.
constexpr int fresh_reads_max = 3;

/// Adds those that are not among them; both are sorted by user.
void add_known(std::vector<KnownUser>& known, const std::vector<KnownUser>& more) {
    const auto count = static_cast<std::ptrdiff_t>(known.size());
    for (const KnownUser& each : more) {
        const auto end = known.begin() + count;
        const auto there =
            std::ranges::lower_bound(known.begin(), end, each.user, {}, &KnownUser::user);
        if (there == end || there->user != each.user) known.push_back(each);
    }
    std::ranges::sort(known, {}, &KnownUser::user);
}

class Pass {
  public:
    Pass(SchoolState* state, PassContext context)
        : state_{state}, context_{context}, recorder_{*state, context.store, context.clock} {}

    awaitable<PassReport> run() {
        state_->halted = context_.stopping;
        auto ended = co_await steps();
        if (ended) {
            state_->error.reset();
            state_->failures = 0;
        } else {
            state_->error = ended.error();
            ++state_->failures;
            report_.end = PassEnd::failed;
        }
        state_->last_end = report_.end;
        report_.look_again = next_look();
        co_return report_;
    }

  private:
    awaitable<Result<void>> steps() {
        auto prepared = co_await prepare();
        if (!prepared) co_return prepared;
        auto read = co_await read_journal();
        if (!read) co_return read;
        auto opened = co_await ensure_open(account_);
        if (!opened) co_return opened;
        release_changed(*state_, recorder_);
        if (!is_paused()) {  // taking a chat over is told in it
            auto adopted = co_await adopt_chats();
            if (!adopted) co_return adopted;
        }
        auto looked = co_await reread_stale();
        close_account_after(looked);
        if (!looked) co_return looked;
        recorder_.readmit_asked_for();
        auto worked = co_await plan_and_execute();
        close_account_after(worked);
        auto remembered = co_await recorder_.commit_history();
        if (!worked) co_return worked;
        if (!remembered) co_return remembered;
        const UnixSeconds fell_at = state_->memory.accepted_at;
        auto accepted = co_await accept_read();
        if (accepted) {
            accepted =
                co_await accept_classes(state_, context_.store, fell_at, context_.clock.now());
        }
        if (accepted && !put_off_.empty()) co_return put_off_.front();
        co_return accepted;
    }

    /// Everything is, or the school: journal and chats are read, plans are made, nothing is done.
    bool is_paused() const { return pause_of_all(state_->pauses, context_.clock.now()) != nullptr; }

    /// A chat that cannot be looked at just now waits; the school's other chats do not.
    awaitable<Result<void>> adopt_chats() {
        auto adopted = co_await adopt_claimed_chats(state_, account_->platform.get(),
                                                    context_.store, &context_.clock);
        if (!adopted) {
            close_account_after(adopted.error());
            co_return adopted.error();
        }
        put_off_ = std::move(*adopted);
        co_return Result<void>{};
    }

    /// A credential that was refused is tried anew by the next pass, whatever call found it out:
    /// an account that stopped itself works again only once it is opened.
    void close_account_after(const Result<void>& result) {
        if (!result && result.error().kind == ErrorKind::authority) account_->opened = false;
    }

    /// The school's account, profile and memory.
    awaitable<Result<void>> prepare() {
        const auto account = context_.accounts.find(state_->school.account);
        if (account == context_.accounts.end()) {
            co_return Error{ErrorKind::invalid_input,
                            fmt::format("account '{}' is not configured", state_->school.account),
                            "add it under `accounts:` and restart rosterd, or correct "
                            "school.account in the journal"};
        }
        account_ = &account->second;
        const auto profile = context_.settings->profiles.find(state_->school.profile);
        if (profile == context_.settings->profiles.end()) {
            co_return Error{ErrorKind::invalid_input,
                            fmt::format("profile '{}' does not exist", state_->school.profile),
                            "correct school.profile in the journal or under `schools:`"};
        }
        profile_ = &profile->second;
        auto loaded = co_await ensure_loaded(state_, context_);
        if (!loaded) co_return loaded;
        limit_parkings(&state_->memory.history, context_.clock.now(), context_.settings->executor);
        // What an earlier pass did and could not write: nothing more is done before it is kept.
        co_return co_await recorder_.commit();
    }

    awaitable<Result<void>> read_journal() {
        // A copy: the list of schools is read anew, and replaced, while the worker reads this one.
        auto read_school = [this, school = state_->school,
                            lessons = lessons_named(state_->memory.own.conferences)] {
            return context_.journal.journal.read(school, lessons);
        };
        const auto asked = context_.clock.steady();
        auto read = co_await offload(context_.journal.thread, read_school);
        report_.journal_took = context_.clock.steady() - asked;
        if (!read) {
            const Error error = Error{read.error()}.in("read journal");
            report_.journal = Result<void>{error};
            state_->read_error = error;
            co_return error;
        }
        report_.journal = Result<void>{};
        state_->read_error.reset();
        const UnixSeconds now = context_.clock.now();
        auto day = local_day(state_->school.time_zone, now);
        if (!day) co_return day.error();
        const auto zone = SchoolZone::find(state_->school.time_zone);
        if (!zone) co_return zone.error();
        next_midnight_ = day->next_midnight;
        state_->last_read = now;

        PictureInput input =
            picture_input(*state_, *profile_, *account_->platform, {day->today, now},
                          [zone = *zone](LocalSeconds time) { return zone.instant_of(time); });
        auto compute = [read = std::move(*read), input = std::move(input)]() mutable {
            return make_picture(std::move(read), std::move(input));
        };
        state_->picture = co_await offload(context_.workers, std::move(compute));
        if (state_->further) co_return Result<void>{};  // the first account holds the conferences
        auto kept = co_await keep_conferences(state_, context_.store, now);
        if (kept) context_.conferences_changed(state_->school.id);
        co_return kept;
    }

    // --- looking at the platform -------------------------------------------------------------

    awaitable<Result<void>> reread_stale() {
        std::erase_if(state_->doubted, [&](const auto& entry) {
            const ObservedChat* chat = state_->memory.observed.find(entry.first);
            return chat == nullptr || chat->state != ChatState::active;
        });
        const auto changed = std::exchange(state_->changed_chats, {});
        const auto titles = std::exchange(state_->changed_titles, {});
        const Observed& observed = state_->memory.observed;
        std::map<std::string, UnixSeconds> read_before;  // of the changed ones
        for (const ObservedChat& chat : observed.chats) {
            if (changed.contains(chat.key)) read_before.emplace(chat.key, chat.read_at);
        }
        SweepTurn turn =
            due_for_sweep(*state_, context_.settings->reread_after, context_.clock.now());
        sweep_goes_on_ = turn.goes_on;
        Look look{.sweep = std::move(turn.keys)};
        for (const ObservedChat& chat : observed.chats) {
            const bool told = chat.read_at == 0 || state_->reread_all ||
                              changed.contains(chat.key) || state_->doubted.contains(chat.key);
            const bool swept = std::ranges::binary_search(look.sweep, chat.key);
            const bool may = may_be_read(*state_, chat, context_.clock.now());
            if ((!told && !swept) || !may) continue;
            look.keys.push_back(chat.key);
            // A title costs a request of its own: not when everything is read, as after lost
            // events.
            const bool titled = swept || titles.contains(chat.key);
            if (titled && chat.read_at != 0) look.titles.push_back(chat.key);
        }
        std::erase_if(look.sweep, [&](const std::string& key) { return changed.contains(key); });
        look.priority = state_->reread_all ? Priority::live : Priority::sweep;
        std::vector<std::string> keys = look.keys;
        auto read = co_await reread(std::move(look));
        // What rests is looked at when its parking ends.
        keys.insert(keys.end(), changed.begin(), changed.end());
        for (const std::string& key : keys) {
            const ObservedChat* chat = observed.find(key);
            if (chat != nullptr && is_parked(key)) state_->changed_chats.insert(key);
        }
        if (read) {
            state_->reread_all = false;
            co_return read;
        }
        // Those that answered are not read again because another one did not.
        for (const auto& [key, before] : read_before) {
            if (observed.find(key)->read_at <= before) state_->changed_chats.insert(key);
        }
        co_return read;
    }

    bool is_parked(const std::string& key) const {
        const Parked* parked = state_->memory.history.parked_at(key, 0);
        return parked != nullptr && parked->until > context_.clock.now();
    }

    awaitable<Result<void>> reread(Look look) {
        looked_at_.insert(look.keys.begin(), look.keys.end());
        co_return co_await reread_chats(state_, account_->platform.get(), &recorder_,
                                        &context_.clock, std::move(look));
    }

    /// Chats where a released operation rests on who is there, and that this pass has not looked at
    /// yet. What an earlier pass saw does not count, however recent: a process killed in the middle
    /// of its removals leaves it wrong.
    std::vector<std::string> chats_to_read_first(const Plan& plan) const {
        std::set<std::string> keys;
        for (const Operation& operation : plan.operations) {
            if (needs_fresh_read(operation.kind)) keys.insert(plan.chats[operation.chat].key);
        }
        for (const CarriedChat& carried : plan.carried) {
            if (keys.erase(carried.to) > 0) keys.insert(carried.from);
        }
        std::erase_if(keys, [&](const std::string& key) { return looked_at_.contains(key); });
        return {keys.begin(), keys.end()};
    }

    // --- plan, guard, execute ----------------------------------------------------------------

    awaitable<Result<void>> plan_and_execute() {
        std::erase_if(state_->removed_lately, [&](const RecentRemoval& each) {
            return context_.clock.steady() - each.at >= std::chrono::seconds{hour};
        });
        auto history = co_await guard_history(state_, context_);
        if (!history) co_return history.error();
        Guarded guarded = plan(*history);
        auto remembered = co_await remember_planned(planned_after(guarded));
        if (!remembered) co_return remembered;
        for (int i = 0; i < fresh_reads_max && !is_paused(); ++i) {
            Look look{.keys = chats_to_read_first(guarded.released), .priority = Priority::urgent};
            if (look.keys.empty()) break;
            auto read = co_await reread(std::move(look));
            if (!read) co_return read;
            guarded = plan(*history);
            remembered = co_await remember_planned(planned_after(guarded));
            if (!remembered) co_return remembered;
        }
        ExecutionSummary summary;
        if (!is_paused()) {
            auto known = co_await know_whom_we_add(guarded.released);
            if (!known) co_return known;
            const UnixSeconds begun = context_.clock.now();
            summary = co_await execute_plan(guarded.released, state_, account_->platform.get(),
                                            &recorder_, context_.store, &context_.clock,
                                            context_.settings->executor, &state_->halted);
            if (!summary.stopped && !state_->halted) forget_parkings(*state_, recorder_, begun);
        }
        report_.done = summary.done;
        report_.failed = summary.failed;
        // By what is to be loaded anew nothing is judged, and nothing of it is kept.
        if (!state_->loaded && summary.stopped) co_return std::move(*summary.stopped);
        remembered = co_await remember_planned(take_stock(*history));
        if (remembered) remembered = co_await recorder_.commit();
        if (!remembered && !summary.stopped) co_return remembered;
        if (summary.stopped) co_return std::move(*summary.stopped);
        co_return Result<void>{};
    }

    /// Who is whom is in the store before somebody is put into a chat: if this process ends then
    /// and his rows vanish, he must not be a stranger to the next one.
    awaitable<Result<void>> know_whom_we_add(const Plan& plan) {
        const Picture& picture = *state_->picture;
        SchoolMemory& memory = state_->memory;
        std::vector<KnownUser> added;
        for (const Operation& operation : plan.operations) {
            const bool comes =
                operation.kind == OperationKind::add || operation.kind == OperationKind::invite;
            if (!comes || operation.person == no_index) continue;
            added.push_back({operation.user, std::string{picture.person_id(operation.person)}});
        }
        std::ranges::sort(added, {}, &KnownUser::user);
        const auto rest = std::ranges::unique(added, {}, &KnownUser::user);
        added.erase(rest.begin(), rest.end());
        std::vector<KnownUser> known = memory.known_users;
        add_known(known, added);
        if (known.size() == memory.known_users.size()) co_return Result<void>{};
        auto write = [&] {
            return context_.store.store.accept(state_->school.id, memory.account, memory.accepted,
                                               known, memory.accepted_at);
        };
        auto saved = co_await offload(context_.store.thread, write);
        if (saved) memory.known_users = std::move(known);
        co_return saved;
    }

    Guarded plan(const GuardHistory& history) const {
        return current_plan(*state_, account_->platform->capabilities(), context_.settings->guards,
                            history, context_.clock.now());
    }

    PlannedState planned_after(const Guarded& guarded) const {
        const Picture& picture = *state_->picture;
        return next_planned_state(state_->memory.planned, guarded, picture.profile, picture.roster);
    }

    /// What a person approved as one change is in the store before the first of it runs.
    awaitable<Result<void>> remember_planned(PlannedState planned) {
        if (planned == state_->memory.planned) co_return Result<void>{};
        auto write = [&] {
            return context_.store.store.save_planned(state_->school.id, state_->memory.account,
                                                     planned);
        };
        auto saved = co_await offload(context_.store.thread, write);
        if (saved) state_->memory.planned = std::move(planned);
        co_return saved;
    }

    /// What is left to do after the work, by the same plan; and what to remember of planned ones.
    PlannedState take_stock(const GuardHistory& history) {
        Guarded left = plan(history);
        PlannedState planned = planned_after(left);
        state_->plan = std::move(left.released);
        state_->holds = std::move(left.holds);
        state_->paused = std::move(left.paused);
        state_->margins = std::move(left.margins);
        note_holds();
        forget_unwanted();
        report_strangers();
        // Parked for good reasons counts as waiting (design §5); a passing failure does not.
        const bool retrying =
            std::ranges::any_of(state_->memory.history.parked, [&](const Parked& parked) {
                return parked.until > context_.clock.now() &&
                       (parked.kind == ErrorKind::transient ||
                        parked.kind == ErrorKind::unknown_outcome);
            });
        if (state_->plan.empty() && state_->holds.empty()) {
            state_->unsatisfied_since = 0;
        } else if (state_->unsatisfied_since == 0) {
            state_->unsatisfied_since = context_.clock.now();
        }
        if (is_paused()) {
            report_.end = PassEnd::paused;
        } else if (!state_->holds.empty() || !state_->picture->implausible.empty() ||
                   !state_->frozen.empty()) {
            report_.end = PassEnd::held;
        } else if (!state_->plan.empty() || retrying || !state_->doubted.empty()) {
            report_.end = PassEnd::unfinished;
        } else if (!state_->paused.empty()) {
            report_.end = PassEnd::paused;
        } else {
            report_.end = PassEnd::converged;
        }
        return planned;
    }

    void note_holds() {
        auto& since = state_->held_since;
        std::erase_if(since, [&](const auto& entry) {
            return std::ranges::find(state_->holds, entry.first, &Hold::hash) ==
                   state_->holds.end();
        });
        for (const Hold& hold : state_->holds) since.emplace(hold.hash, context_.clock.now());
    }

    /// Who is missing from a read that is not believed would look like a stranger.
    void report_strangers() {
        const UnixSeconds now = context_.clock.now();
        if (may_remove(read_verdict(*state_, now).state)) note_strangers(*state_, now, recorder_);
    }

    /// Neither a read that is not believed nor rules that wait for approval decide who is wanted.
    void forget_unwanted() {
        const Picture& picture = *state_->picture;
        if (!may_remove(read_verdict(*state_, context_.clock.now()).state)) return;
        if (has_other_rules(state_->memory.planned, picture.profile)) return;
        std::set<std::string, std::less<>> held;
        for (const ClassDoubt& doubt : picture.doubted_classes) {
            held.insert(doubt.chats.begin(), doubt.chats.end());
        }
        for (const Hold& hold : state_->holds) {
            for (const Operation& operation : hold.operations) {
                held.insert(state_->plan.chats[operation.chat].key);
            }
            for (const CarriedChat& carried : hold.carried) {
                held.insert(carried.from);
                held.insert(carried.to);
            }
        }
        recorder_.forget_unwanted(held);
    }

    /// A believed read becomes the measure for the next one. So does one that is not believed once
    /// a person has approved what it takes away and nothing of that is left: that read, or one that
    /// fell alike, and not whatever comes next.
    awaitable<Result<void>> accept_read() {
        const Picture& picture = *state_->picture;
        const UnixSeconds now = context_.clock.now();
        SchoolMemory& memory = state_->memory;
        const bool settled = state_->holds.empty() && memory.history.parked.empty() && !is_paused();
        const bool believed = picture.implausible.empty();
        const bool approved = settled && released_by_a_person(now);
        std::vector<KnownUser> known = known_users(picture.roster, picture.links, memory.observed);
        // Whoever was put into a chat is known, whatever comes of the read that he was in; and who
        // is missing from one that nobody believes is not forgotten.
        if (!believed && !approved) add_known(known, memory.known_users);
        const ReadReference before{memory.accepted, memory.accepted_at};
        ReadReference next = before;  // a read that nobody believes is no measure of the next one
        if (believed) {
            next = next_reference(before, picture.roster.rows, now);
        } else if (approved) {
            next = {picture.roster.rows, now};
        }
        if (next == before && memory.known_users == known) co_return Result<void>{};
        auto write = [&] {
            return context_.store.store.accept(state_->school.id, memory.account, next.rows, known,
                                               next.fell_at);
        };
        auto accepted = co_await offload(context_.store.thread, write);
        if (!accepted) co_return accepted;
        memory.accepted = next.rows;
        memory.accepted_at = next.fell_at;
        memory.known_users = std::move(known);
        co_return Result<void>{};
    }

    /// Somebody approved what this read, which is not believed, would take away.
    bool released_by_a_person(UnixSeconds now) const {
        const std::uint64_t read = fingerprint_of_read(state_->picture->implausible);
        return std::ranges::any_of(state_->memory.approvals, [&](const Approval& each) {
            return !each.rejected && each.expires > now &&
                   each.guard == word(GuardKind::implausible_read) &&
                   std::ranges::binary_search(each.steps, read);
        });
    }

    std::optional<UnixSeconds> next_look() const {
        std::optional<UnixSeconds> next;
        const auto consider = [&](UnixSeconds at) { next = next ? std::min(*next, at) : at; };
        if (next_midnight_ != 0) consider(next_midnight_);  // rows dated ahead take effect
        const UnixSeconds now = context_.clock.now();
        if (const auto end = next_end(state_->pauses, now)) consider(*end);
        if (is_paused()) return next;  // nothing else is due before it is resumed
        for (const Parked& parked : state_->memory.history.parked) {
            if (parked.until > now) consider(parked.until);
        }
        if (state_->picture != nullptr) {
            for (const ChatEdit& edit : state_->picture->roster.edits) {
                if (edit.until > now && edit.until != edit_without_end) consider(edit.until);
            }
        }
        if (!state_->doubted.empty()) consider(now + doubted_reread_after);
        const auto sweep =
            next_sweep(*state_, context_.settings->reread_after, now, sweep_goes_on_);
        if (sweep) consider(*sweep);
        for (const Intent& intent : state_->memory.intents) {
            if (pause_of_chat(state_->pauses, intent.chat, now) != nullptr) continue;
            consider(
                std::max(now + 1, intent.started_at + context_.settings->executor.create_settle));
        }
        if (report_.end == PassEnd::unfinished && !state_->plan.empty()) {
            consider(now + context_.settings->executor.retry_first);
        }
        return next;
    }

    SchoolState* state_;
    PassContext context_;
    Recorder recorder_;
    Account* account_ = nullptr;
    const Profile* profile_ = nullptr;
    UnixSeconds next_midnight_ = 0;
    bool sweep_goes_on_ = false;  ///< more chats are due than this pass reads
    std::set<std::string, std::less<>>
        looked_at_;               ///< by this pass: read, or parked for failing it
    std::vector<Error> put_off_;  ///< why claimed chats wait for the next pass
    PassReport report_;
};

}  // namespace

awaitable<PassReport> run_pass(SchoolState* state, PassContext context) {
    Pass pass{state, context};
    co_return co_await pass.run();
}

awaitable<Result<GuardHistory>> guard_history(const SchoolState* state, PassContext context) {
    const UnixSeconds now = context.clock.now();
    auto query = [&, account = state->memory.account] {
        return context.store.store.removed_since(state->school.id, account, now - hour);
    };
    auto removed = co_await offload(context.store.thread, query);
    if (!removed) co_return removed.error();
    GuardHistory history;
    history.removed_last_hour = std::move(*removed);
    // The wall clock may have been set since: what this process did is counted by the other one.
    for (const RecentRemoval& each : state->removed_lately) {
        if (context.clock.steady() - each.at < std::chrono::seconds{hour}) {
            history.removed_last_hour.push_back(each.user);
        }
    }
    std::ranges::sort(history.removed_last_hour);
    const auto rest = std::ranges::unique(history.removed_last_hour);
    history.removed_last_hour.erase(rest.begin(), rest.end());
    for (const Approval& approval : state->memory.approvals) {
        if (approval.rejected || approval.expires <= now) continue;
        history.approved.push_back({approval.hash, approval.by, approval.steps,
                                    approval.guard == word(GuardKind::implausible_read) ||
                                        approval.guard == word(GuardKind::implausible_class)});
    }
    if (state->picture != nullptr) {
        history.implausible = state->picture->implausible;
        history.doubted = state->picture->doubted_classes;
    }
    if (history.implausible.empty()) history.implausible = state->frozen;
    co_return history;
}

}  // namespace rosterd
