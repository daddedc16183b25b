// The journey of a change, step by step (docs/architecture.md).
#include "daemon/pass.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "daemon/adoption.hpp"
#include "daemon/conference_desk.hpp"
#include "daemon/local_day.hpp"
#include "daemon/observer.hpp"
#include "daemon/offload.hpp"
#include "daemon/time_zones.hpp"
#include "reconciler/conference_book.hpp"
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
        auto adopted = co_await adopt_chats();
        if (!adopted) co_return adopted;
        auto looked = co_await reread_stale();
        close_account_after(looked);
        if (!looked) co_return looked;
        auto worked = co_await plan_and_execute();
        close_account_after(worked);
        auto remembered = co_await recorder_.commit_history();
        if (!worked) co_return worked;
        if (!remembered) co_return remembered;
        auto accepted = co_await accept_read();
        if (accepted && !put_off_.empty()) co_return put_off_.front();
        co_return accepted;
    }

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
        limit_parkings(&state_->memory.history, context_.clock.now(), context_.settings->executor);
        co_return loaded;
    }

    awaitable<Result<void>> read_journal() {
        // A copy: the list of schools is read anew, and replaced, while the worker reads this one.
        auto read_school = [this, school = state_->school,
                            lessons = lessons_named(state_->memory.own.conferences)] {
            return context_.journal.journal.read(school, lessons);
        };
        auto read = co_await offload(context_.journal.thread, read_school);
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
        const UnixSeconds oldest = context_.clock.now() - context_.settings->reread_after;
        const auto changed = std::exchange(state_->changed_chats, {});
        const Observed& observed = state_->memory.observed;
        std::map<std::string, UnixSeconds> read_before;  // of the changed ones
        for (const ObservedChat& chat : observed.chats) {
            if (changed.contains(chat.key)) read_before.emplace(chat.key, chat.read_at);
        }
        std::vector<std::string> keys;
        for (const ObservedChat& chat : observed.chats) {
            const bool stale = chat.read_at == 0 || chat.read_at <= oldest || state_->reread_all ||
                               changed.contains(chat.key) || state_->doubted.contains(chat.key);
            if (stale && may_be_read(chat)) keys.push_back(chat.key);
        }
        const Priority priority = state_->reread_all ? Priority::live : Priority::sweep;
        auto read = co_await reread(std::move(keys), priority);
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

    bool may_be_read(const ObservedChat& chat) const {
        const Parked* parked = state_->memory.history.parked_at(chat.key, 0);
        return chat.state == ChatState::active &&
               (parked == nullptr || parked->until <= context_.clock.now());
    }

    awaitable<Result<void>> reread(std::vector<std::string> keys, Priority priority) {
        looked_at_.insert(keys.begin(), keys.end());
        co_return co_await reread_chats(state_, account_->platform.get(), &recorder_,
                                        &context_.clock, std::move(keys), priority);
    }

    /// Chats with a released removal that this pass has not looked at yet. What an earlier pass saw
    /// does not count, however recent: a process killed in the middle of its removals leaves it
    /// wrong.
    std::vector<std::string> chats_to_read_first(const Plan& plan) const {
        std::set<std::string> keys;
        for (const Operation& operation : plan.operations) {
            if (takes_away(operation.kind)) keys.insert(plan.chats[operation.chat].key);
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
        for (int i = 0; i < fresh_reads_max; ++i) {
            auto keys = chats_to_read_first(guarded.released);
            if (keys.empty()) break;
            auto read = co_await reread(std::move(keys), Priority::urgent);
            if (!read) co_return read;
            guarded = plan(*history);
            remembered = co_await remember_planned(planned_after(guarded));
            if (!remembered) co_return remembered;
        }
        auto known = co_await know_whom_we_add(guarded.released);
        if (!known) co_return known;
        ExecutionSummary summary = co_await execute_plan(
            guarded.released, state_, account_->platform.get(), &recorder_, context_.store,
            &context_.clock, context_.settings->executor, &context_.stopping);
        report_.done = summary.done;
        report_.failed = summary.failed;
        remembered = co_await remember_planned(take_stock(*history));
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
        state_->margins = std::move(left.margins);
        note_holds();
        forget_unwanted();
        // Parked for good reasons counts as waiting (design §5); a passing failure does not.
        const bool retrying =
            std::ranges::any_of(state_->memory.history.parked, [&](const Parked& parked) {
                return parked.until > context_.clock.now() &&
                       (parked.kind == ErrorKind::transient ||
                        parked.kind == ErrorKind::unknown_outcome);
            });
        if (!state_->holds.empty() || !state_->picture->implausible.empty()) {
            report_.end = PassEnd::held;
        } else if (!state_->plan.empty() || retrying || !state_->doubted.empty()) {
            report_.end = PassEnd::unfinished;
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

    /// Neither a read that is not believed nor rules that wait for approval decide who is wanted.
    void forget_unwanted() {
        const Picture& picture = *state_->picture;
        if (!may_remove(read_verdict(*state_, context_.clock.now()).state)) return;
        if (has_other_rules(state_->memory.planned, picture.profile)) return;
        std::set<std::string, std::less<>> held;
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
        const bool settled = state_->holds.empty() && memory.history.parked.empty();
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
        if (next.rows == before.rows && memory.known_users == known) co_return Result<void>{};
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
        for (const Parked& parked : state_->memory.history.parked) {
            if (parked.until > now) consider(parked.until);
        }
        if (state_->picture != nullptr) {
            for (const ChatEdit& edit : state_->picture->roster.edits) {
                if (edit.until > now && edit.until != edit_without_end) consider(edit.until);
            }
        }
        if (!state_->doubted.empty()) consider(now + doubted_reread_after);
        for (const Intent& intent : state_->memory.intents) {
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
    std::set<std::string, std::less<>>
        looked_at_;               ///< by this pass: read, or parked for failing it
    std::vector<Error> put_off_;  ///< why claimed chats wait for the next pass
    PassReport report_;
};

/// What the store knows of a school on one account.
struct Kept {
    SchoolMemory memory;
    std::vector<ClaimCode> heard;
};

/// The process that asked for these removals ended before their outcome was in the store. Why they
/// were asked for is not known any more, so each counts for the hour.
std::vector<AuditEntry> unanswered_removals(const SchoolMemory& memory, const std::string& school,
                                            UnixSeconds now) {
    std::vector<AuditEntry> lines;
    for (const ObservedChat& chat : memory.observed.chats) {
        for (const ObservedMember& member : chat.members) {
            if (!member.being_removed()) continue;
            lines.push_back({.at = now,
                             .school = school,
                             .chat = chat.key,
                             .operation = std::string{word(OperationKind::remove)},
                             .user = member.user(),
                             .outcome = std::string{to_string(ErrorKind::unknown_outcome)},
                             .reason = "the process ended before the answer",
                             .by = "rosterd"});
        }
    }
    return lines;
}

Result<Kept> load_kept(Store& store, const std::string& school, const std::string& account,
                       UnixSeconds now) {
    auto memory = store.load(school, account, now);
    if (!memory) return memory.error();
    auto codes = store.claim_codes(account, now);
    if (!codes) return codes.error();
    std::erase_if(*codes,
                  [&](const ClaimCode& code) { return code.school != school || code.number == 0; });
    const auto removals = unanswered_removals(*memory, school, now);
    if (!removals.empty()) {
        auto saved = store.save(school, account, {}, removals);
        if (!saved) return saved.error();
    }
    return Kept{std::move(*memory), std::move(*codes)};
}

/// Everything in memory that belongs to an account.
void take_kept(SchoolState& state, Kept kept, const std::string& account) {
    // Lines of the audit are true whatever is loaded; chats and history are now what the store has.
    std::vector<AuditEntry> audit = std::move(state.unsaved.audit);
    if (state.memory.account != account) audit.clear();
    state.unsaved = {};
    state.unsaved.audit = std::move(audit);
    state.memory = std::move(kept.memory);
    state.memory.account = account;
    state.claims = std::move(kept.heard);
    state.changed_chats.clear();
    state.picture.reset();
    state.plan = {};
    state.holds.clear();
    if (state.further) state.memory.conferences.clear();
    mark_unanswered(state.memory.conferences);
}

}  // namespace

awaitable<PassReport> run_pass(SchoolState* state, PassContext context) {
    Pass pass{state, context};
    co_return co_await pass.run();
}

awaitable<Result<void>> ensure_loaded(SchoolState* state, PassContext context) {
    const std::string account = state->school.account;  // a reload replaces it meanwhile
    if (state->loaded && state->memory.account == account) co_return Result<void>{};
    const UnixSeconds now = context.clock.now();
    auto load = [&] { return load_kept(context.store.store, state->school.id, account, now); };
    auto kept = co_await offload(context.store.thread, load);
    if (!kept) co_return Error{kept.error()}.in("load state");
    take_kept(*state, std::move(*kept), account);
    const auto source = context.accounts.find(account);
    if (source != context.accounts.end() && source->second.platform->capabilities().events) {
        // What the platform told before may be forgotten there already, and which chats it was
        // about is kept in memory only: one read of each costs less than a table of them.
        for (std::string& key : active_chats(*state)) state->changed_chats.insert(std::move(key));
    }
    state->loaded = true;
    co_return Result<void>{};
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
                                    approval.guard == word(GuardKind::implausible_read)});
    }
    if (state->picture != nullptr) history.implausible = state->picture->implausible;
    co_return history;
}

}  // namespace rosterd
