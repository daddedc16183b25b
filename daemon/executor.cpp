// The plan's operations, packed into calls; each outcome goes into memory, store and audit.
#include "daemon/executor.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "daemon/creation.hpp"
#include "daemon/offload.hpp"
#include "daemon/parking_times.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

using boost::asio::awaitable;

/// Above this many operations a school's work is bulk: a new school, an `initialise`.
constexpr std::size_t bulk_operations = 500;

/// So many calls in a row without an answer mean that the platform is away, not one chat.
constexpr int unanswered_max = 3;

bool unanswered(ErrorKind kind) {
    return kind == ErrorKind::transient || kind == ErrorKind::unknown_outcome;
}

/// This kind of operation has to rest: a quota, flood control, a captcha. Other kinds go on, for
/// the platform counts them apart.
bool rests_the_kind(ErrorKind kind) {
    return kind == ErrorKind::needs_human || kind == ErrorKind::long_transient;
}

/// Who comes, and who becomes an administrator.
bool fills(OperationKind kind) {
    return kind == OperationKind::add || kind == OperationKind::promote;
}

class Executor {
  public:
    Executor(Plan plan, SchoolState* state, PlatformAccount* account, Recorder* recorder,
             StoreAccess store, const Clock* clock, ExecutorSettings settings, const bool* stopping)
        : plan_{std::move(plan)},
          state_{state},
          account_{account},
          recorder_{recorder},
          store_{store},
          clock_{clock},
          settings_{settings},
          stopping_{stopping},
          capabilities_{account->capabilities()},
          first_members_(plan_.chats.size()),
          in_creating_call_(plan_.operations.size(), 0),
          skipped_(plan_.chats.size(), 0),
          unfilled_(plan_.chats.size(), 0),
          packing_{capabilities_} {}

    awaitable<ExecutionSummary> run() {
        bool go_on = !*stopping_;
        if (go_on) go_on = co_await carry_over();
        collect_first_members();
        for (std::size_t i = 0; go_on && !*stopping_ && i < plan_.operations.size(); ++i) {
            const Operation& operation = plan_.operations[i];
            if (operation.kind == OperationKind::create) {
                go_on = co_await flush();
                if (go_on) go_on = co_await create(operation);
            } else if (in_creating_call_[i] == 0 && skipped_[operation.chat] == 0) {
                go_on = co_await enqueue(operation);
            }
        }
        if (go_on && !*stopping_) go_on = co_await flush();
        if (go_on && !*stopping_) co_await invite_instead();
        auto saved = co_await recorder_->commit();
        if (!saved) stop(saved.error());
        if (rest_) stop(std::move(*rest_));
        co_return std::move(summary_);
    }

  private:
    /// The adds that go into the call that creates their chat, as price_of() counts them.
    void collect_first_members() {
        std::vector<std::uint8_t> creating(plan_.chats.size(), 0);
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            const Operation& operation = plan_.operations[i];
            if (operation.kind == OperationKind::create) creating[operation.chat] = 1;
            auto& users = first_members_[operation.chat];
            const bool first = operation.kind == OperationKind::add && creating[operation.chat] &&
                               users.size() < capabilities_.create_members_max;
            if (!first) continue;
            users.push_back(i);
            in_creating_call_[i] = 1;
        }
    }

    awaitable<bool> carry_over() {
        for (const CarriedChat& carried : plan_.carried) {
            auto work = [this, carried] {
                return store_.store.carry_over(state_->school.id, state_->memory.account, carried);
            };
            auto moved = co_await offload(store_.thread, work);
            if (!moved) {
                // It may be done all the same, and then nothing can be saved under the old key.
                state_->loaded = false;
                state_->unsaved.chats.clear();
                state_->unsaved.history = false;
                stop(moved.error());
                co_return false;
            }
            rename_in_memory(carried);
            recorder_->audit({.chat = carried.to,
                              .operation = "carry_over",
                              .outcome = "done",
                              .reason = carried.from});
        }
        co_return true;
    }

    /// What is remembered of the people goes with the chat: who left it by himself stays out.
    void rename_in_memory(const CarriedChat& carried) {
        SchoolMemory& memory = state_->memory;
        const auto rename = [&](auto& rows) {
            for (auto& row : rows) {
                if (row.chat == carried.from) row.chat = carried.to;
            }
            std::ranges::sort(rows, {}, [](const auto& row) {
                return std::tuple{std::string_view{row.chat}, row.user};
            });
        };
        rename(memory.history.departures);
        rename(memory.history.invitations);
        rename(memory.history.parked);
        memory.observed.find(carried.from)->key = carried.to;
        std::ranges::sort(memory.observed.chats, {}, &ObservedChat::key);
    }

    // --- creation ----------------------------------------------------------------------------

    awaitable<bool> create(Operation operation) {
        if (rests(operation.kind)) {
            skipped_[operation.chat] = 1;
            co_return true;
        }
        const PlannedChat& chat = plan_.chats[operation.chat];
        CreationWish wish{chat.key, chat.title, {}};
        for (const std::size_t i : first_members_[operation.chat]) {
            wish.users.push_back(plan_.operations[i].user);
        }
        auto created = co_await create_chat(std::move(wish), state_, account_, store_, clock_,
                                            settings_.create_settle, &unbound_, priority(false));
        if (!created) {
            skipped_[operation.chat] = 1;
            co_return failed_creation(operation, created.error());
        }
        ++summary_.done;
        unanswered_ = 0;
        plan_.chats[operation.chat].number = state_->memory.observed.find(chat.key)->number;
        recorder_->unpark(chat.key, 0);
        recorder_->audit({.chat = chat.key, .operation = "create", .outcome = "done"});
        co_return co_await settle_first_members(operation.chat);
    }

    /// Those whom the creating call left out are added one by one, or invited.
    awaitable<bool> settle_first_members(std::uint32_t chat) {
        const std::string& key = plan_.chats[chat].key;
        bool go_on = true;
        for (const std::size_t i : first_members_[chat]) {
            Operation operation = plan_.operations[i];
            const ObservedChat* observed = state_->memory.observed.find(key);
            if (find_member(*observed, operation.user) != nullptr) {
                ++summary_.done;
                recorder_->settled(key, operation.user);
                recorder_->audit(line(operation, "done"));
                continue;
            }
            if (!capabilities_.add_members) operation.kind = OperationKind::invite;
            go_on = co_await enqueue(operation);
            if (!go_on) co_return false;
        }
        recorder_->touch(key);
        // The chat is bound already; its members' lines are durable before the next chat is made.
        auto saved = co_await recorder_->commit();
        if (!saved) stop(saved.error());
        co_return saved.has_value();
    }

    bool failed_creation(const Operation& operation, const Error& error) {
        const std::string& key = plan_.chats[operation.chat].key;
        if (error.hint == "settling") {
            summary_.postponed = true;
            return true;
        }
        ++summary_.failed;
        recorder_->audit({.chat = key,
                          .operation = "create",
                          .outcome = std::string{to_string(error.kind)},
                          .reason = error.what});
        if (unanswered(error.kind) && ++unanswered_ >= unanswered_max) {
            stop(error);
            return false;
        }
        if (error.kind == ErrorKind::unknown_outcome) {
            summary_.postponed = true;  // the intent says when to look
            return true;
        }
        return take_failure(operation.kind, key, 0, error);
    }

    // --- everything else ---------------------------------------------------------------------

    awaitable<bool> enqueue(Operation operation) {
        if (rests(operation.kind)) {
            put_off(operation);
            co_return true;
        }
        if (operation.kind == OperationKind::promote && !is_there(operation)) {
            put_off(operation);
            summary_.postponed = true;
            co_return true;
        }
        if (operation.kind == OperationKind::detach) {
            co_await flush_and_detach(operation);
            co_return !summary_.stopped;
        }
        if (waits_for_earlier(operation)) {
            const bool answered = co_await flush_before(operation);
            if (!answered) co_return false;
            if (!may_follow(operation)) co_return true;
        }
        if (operation.kind == OperationKind::invite) {
            const bool linked = co_await ensure_invite_link(operation);
            if (!linked) co_return !summary_.stopped;
        }
        if (!packing_.fits(operation)) {
            const bool sent = co_await flush();
            if (!sent) co_return false;
        }
        packing_.put(operation);
        batch_.push_back(operation);
        co_return true;
    }

    /// Those whom the platform does not let us add come by the chat's link (design §5).
    awaitable<void> invite_instead() {
        std::vector<Operation> uninvited;
        uninvited.swap(uninvited_);
        for (Operation& operation : uninvited) {
            operation.kind = OperationKind::invite;
            if (*stopping_ || skipped_[operation.chat] != 0) continue;
            const bool go_on = co_await enqueue(operation);
            if (!go_on) co_return;
        }
        if (!*stopping_) co_await flush();
    }

    /// A chat is left when nobody is in it any more, and an administrator goes when the new one is
    /// there: what went before in the same chat has to be answered first.
    [[nodiscard]] bool waits_for_earlier(const Operation& operation) const {
        if (operation.kind == OperationKind::destroy) return true;
        if (operation.kind == OperationKind::demote) return true;
        const bool at_once = is_sensitive(operation.cause) || operation.cause == Cause::hand_edit;
        if (operation.kind != OperationKind::remove || at_once) return false;
        const ObservedMember* member = find_member(observed(operation.chat), operation.user);
        return member != nullptr && member->admin();
    }

    /// Whether what went before in the chat came out well; the next pass tries again.
    [[nodiscard]] bool may_follow(const Operation& operation) {
        if (skipped_[operation.chat] != 0) return false;
        const bool fine = operation.kind == OperationKind::destroy
                              ? observed(operation.chat).members.empty()
                              : unfilled_[operation.chat] == 0;
        if (!fine) summary_.postponed = true;
        return fine;
    }

    /// Only where the batch holds what `operation` waits for: the rest goes on being packed.
    awaitable<bool> flush_before(Operation operation) {
        const bool waits = std::ranges::any_of(batch_, [&](const Operation& earlier) {
            const bool before = operation.kind == OperationKind::destroy || fills(earlier.kind);
            return before && earlier.chat == operation.chat;
        });
        if (!waits) co_return true;
        co_return co_await flush();
    }

    /// Whoever could not be added so far cannot be appointed either: the platform would refuse it
    /// as a fault of his, and he would be parked.
    [[nodiscard]] bool is_there(const Operation& operation) const {
        if (find_member(observed(operation.chat), operation.user) != nullptr) return true;
        return std::ranges::any_of(batch_, [&](const Operation& earlier) {
            return earlier.kind == OperationKind::add && earlier.chat == operation.chat &&
                   earlier.user == operation.user;
        });
    }

    /// Somebody who was to come, or to become an administrator, did not.
    void put_off(const Operation& operation) {
        if (fills(operation.kind)) unfilled_[operation.chat] = 1;
    }

    [[nodiscard]] const ObservedChat& observed(std::uint32_t chat) const {
        return *state_->memory.observed.find(plan_.chats[chat].key);
    }

    awaitable<void> flush_and_detach(Operation operation) {
        const bool flushed = co_await flush();
        if (!flushed) co_return;
        const std::string& key = plan_.chats[operation.chat].key;
        ObservedChat* chat = state_->memory.observed.find(key);
        if (!chat->members.empty()) co_return;  // somebody could not be removed; next pass
        chat->state = ChatState::detached;
        recorder_->touch(key);
        recorder_->audit(line(operation, "done"));
        ++summary_.done;
    }

    /// A chat without a link keeps out those who are to come by it, and nobody else: where the
    /// platform says so (permanent_person), each of them is parked, and the rest is done.
    awaitable<bool> ensure_invite_link(Operation operation) {
        const PlannedChat& planned = plan_.chats[operation.chat];
        ObservedChat* chat = state_->memory.observed.find(planned.key);
        if (!chat->invite_link.empty()) co_return true;
        auto refused = without_link_.find(operation.chat);
        if (refused == without_link_.end()) {
            auto link = co_await account_->invite_link(chat->number, priority(false));
            if (link) {
                chat = state_->memory.observed.find(planned.key);
                chat->invite_link = std::move(*link);
                recorder_->touch(planned.key);
                co_return true;
            }
            refused = without_link_.emplace(operation.chat, std::move(link).error()).first;
        }
        const bool waits_alone = refused->second.kind == ErrorKind::permanent_person;
        if (!waits_alone) skipped_[operation.chat] = 1;
        ++summary_.failed;
        take_failure(operation.kind, planned.key, waits_alone ? operation.user : 0,
                     refused->second);
        co_return false;
    }

    /// Sends the collected operations; false when the pass cannot go on.
    awaitable<bool> flush() {
        if (batch_.empty()) co_return true;
        std::vector<Operation> batch;
        batch.swap(batch_);
        packing_.clear();
        const auto known_from = co_await doubt_before_removing(&batch);
        if (summary_.stopped) co_return false;
        std::vector<ChatChange> changes;
        for (const Operation& operation : batch) changes.push_back(change(operation));
        const bool urgent = std::ranges::any_of(
            batch, [](const Operation& operation) { return is_sensitive(operation.cause); });
        auto outcomes = co_await account_->apply(std::move(changes), priority(urgent));
        const bool away = std::ranges::all_of(outcomes, [](const ChangeOutcome& outcome) {
            return outcome.error && unanswered(outcome.error->kind);
        });
        if (away) stop(*outcomes.front().error);  // nobody is parked for the platform's absence
        for (const auto& [key, read_at] : known_from) {
            state_->memory.observed.find(key)->read_at = read_at;
        }
        for (std::size_t i = 0; i < batch.size(); ++i) record(batch[i], outcomes[i], away);
        auto saved = co_await recorder_->commit();
        if (!saved) stop(saved.error());
        co_await forget_destroyed();
        co_return !summary_.stopped;
    }

    /// What the store says of these chats is wrong if this process ends before it tells what it
    /// did: the next one must read them, not take whom we removed for people who left by
    /// themselves, and count them for the hour. Gives back when the chats were read.
    awaitable<std::map<std::string, UnixSeconds>> doubt_before_removing(
        const std::vector<Operation>* batch) {
        std::map<std::string, UnixSeconds> known_from;
        for (const Operation& operation : *batch) {
            if (operation.kind != OperationKind::remove) continue;
            ObservedChat* chat = state_->memory.observed.find(plan_.chats[operation.chat].key);
            known_from.try_emplace(chat->key, chat->read_at);
            chat->read_at = 0;
            mark_removal(*chat, operation.user, true);
            recorder_->touch(chat->key);
        }
        if (known_from.empty()) co_return known_from;
        auto saved = co_await recorder_->commit();
        if (!saved) stop(saved.error());
        co_return known_from;
    }

    static void mark_removal(ObservedChat& chat, UserId user, bool asked) {
        const ObservedMember* member = find_member(chat, user);
        if (member != nullptr) put_member(chat, member->with_removal(asked));
    }

    /// A chat that we left is no longer ours: asked for again, it is created anew.
    awaitable<void> forget_destroyed() {
        std::vector<std::string> destroyed;
        for (const ObservedChat& chat : state_->memory.observed.chats) {
            if (chat.state == ChatState::destroyed) destroyed.push_back(chat.key);
        }
        for (const std::string& key : destroyed) {
            auto work = [this, key] {
                return store_.store.forget_chat(state_->school.id, state_->memory.account, key);
            };
            auto forgotten = co_await offload(store_.thread, work);
            if (!forgotten) {
                stop(forgotten.error());
                co_return;
            }
            std::erase_if(state_->memory.observed.chats,
                          [&](const ObservedChat& chat) { return chat.key == key; });
        }
    }

    ChatChange change(const Operation& operation) const {
        const PlannedChat& chat = plan_.chats[operation.chat];
        ChatChange change{
            .kind = operation.kind, .chat = chat.number, .user = operation.user, .text = {}};
        if (operation.kind == OperationKind::rename) change.text = chat.title;
        if (operation.kind == OperationKind::invite) {
            const ObservedChat* observed = state_->memory.observed.find(chat.key);
            change.text = "Вас приглашают в школьный чат «" + chat.title +
                          "». Чтобы войти, откройте ссылку: " + observed->invite_link;
        }
        return change;
    }

    void record(const Operation& operation, const ChangeOutcome& outcome, bool away) {
        const std::string& key = plan_.chats[operation.chat].key;
        ObservedChat* chat = state_->memory.observed.find(key);
        if (outcome.reread) chat->read_at = 0;
        recorder_->touch(key);
        if (outcome.error && outcome.must_be_invited) {
            recorder_->audit(line(operation, "must_be_invited"));
            uninvited_.push_back(operation);
            return;
        }
        if (outcome.error) {
            ++summary_.failed;
            put_off(operation);
            const bool unknown = outcome.error->kind == ErrorKind::unknown_outcome;
            AuditEntry entry = line(operation, to_string(outcome.error->kind));
            // What may have happened is counted by its cause.
            if (!unknown) entry.reason = outcome.error->what;
            recorder_->audit(std::move(entry));
            if (unknown) {
                chat->read_at = 0;
                summary_.postponed = true;
                return;
            }
            const bool certain = operation.kind == OperationKind::remove && !outcome.reread;
            if (certain) mark_removal(*chat, operation.user, false);
            // An appointment that failed because the same batch could not add him is not his fault.
            const bool came = operation.kind != OperationKind::promote ||
                              find_member(*chat, operation.user) != nullptr;
            if (!came) summary_.postponed = true;
            if (!away && came) take_failure(operation.kind, key, operation.user, *outcome.error);
            return;
        }
        ++summary_.done;
        recorder_->audit(line(operation, outcome.invited ? "invited" : "done"));
        apply_to_memory(operation, outcome.invited, *chat);
    }

    void apply_to_memory(const Operation& operation, bool invited, ObservedChat& chat) {
        switch (operation.kind) {
            case OperationKind::add:
            case OperationKind::invite:
                if (invited || operation.kind == OperationKind::invite) {
                    recorder_->invited(chat.key, operation.user);
                    break;
                }
                put_member(chat, {operation.user, false});
                chat.state = ChatState::active;
                recorder_->settled(chat.key, operation.user);
                break;
            case OperationKind::remove:
                drop_member(chat, operation.user);
                recorder_->settled(chat.key, operation.user);
                break;
            case OperationKind::promote:
            case OperationKind::demote:
                put_member(chat, {operation.user, operation.kind == OperationKind::promote});
                recorder_->unpark(chat.key, operation.user);
                break;
            case OperationKind::rename:
                chat.title = plan_.chats[operation.chat].title;
                recorder_->unpark(chat.key, title_of_chat);
                break;
            case OperationKind::destroy:
                chat.state = ChatState::destroyed;
                break;
            case OperationKind::create:
            case OperationKind::detach:
                break;  // not sent in batches
        }
    }

    [[nodiscard]] bool rests(OperationKind kind) const {
        return std::ranges::find(resting_, kind) != resting_.end();
    }

    /// Parks what concerns one person or chat, leaves out what must rest, stops at what concerns
    /// the account.
    bool take_failure(OperationKind kind, const std::string& chat, UserId user,
                      const Error& error) {
        if (error.kind == ErrorKind::authority) {
            stop(error);
            return false;
        }
        if (rests_the_kind(error.kind)) {
            if (!rests(kind)) resting_.push_back(kind);
            if (!rest_) rest_ = error;
            return true;
        }
        const bool of_chat = error.kind == ErrorKind::permanent_chat || user == 0;
        // The people of a chat do not wait for its title.
        const UserId thing = kind == OperationKind::rename ? title_of_chat : 0;
        switch (error.kind) {
            case ErrorKind::permanent_chat:
                recorder_->park(chat, thing, error, chat_park_first, chat_park_longest);
                break;
            case ErrorKind::permanent_person:
            case ErrorKind::our_bug:
            case ErrorKind::refused:
            case ErrorKind::not_found:
            case ErrorKind::invalid_input:
                recorder_->park(chat, of_chat ? thing : user, error, person_park_first,
                                person_park_longest);
                break;
            case ErrorKind::transient:
            case ErrorKind::long_transient:
            case ErrorKind::authority:
            case ErrorKind::needs_human:
            case ErrorKind::unknown_outcome:
            case ErrorKind::cancelled:
                recorder_->park(chat, user == 0 ? thing : user, error, settings_.retry_first,
                                settings_.retry_longest);
                break;
        }
        summary_.postponed = true;
        return true;
    }

    void stop(Error error) {
        if (!summary_.stopped) summary_.stopped = std::move(error);
    }

    AuditEntry line(const Operation& operation, std::string_view outcome) const {
        AuditEntry entry;
        entry.chat = plan_.chats[operation.chat].key;
        entry.operation = word(operation.kind);
        entry.user = operation.user;
        entry.outcome = outcome;
        entry.reason = word(operation.cause);
        if (operation.approval != 0) entry.by = plan_.approvers.at(operation.approval - 1);
        if (operation.person != no_index) {
            entry.person = state_->picture->person_id(operation.person);
        }
        return entry;
    }

    [[nodiscard]] Priority priority(bool urgent) const {
        if (urgent) return Priority::urgent;
        return plan_.operations.size() > bulk_operations ? Priority::bulk : Priority::live;
    }

    Plan plan_;
    SchoolState* state_;
    PlatformAccount* account_;
    Recorder* recorder_;
    StoreAccess store_;
    const Clock* clock_;
    ExecutorSettings settings_;
    const bool* stopping_;
    Capabilities capabilities_;
    std::vector<std::vector<std::size_t>> first_members_;  ///< per chat: operations in its creation
    std::vector<std::uint8_t> in_creating_call_;           ///< per operation
    std::vector<std::uint8_t> skipped_;                    ///< per chat: not in this pass
    std::vector<std::uint8_t> unfilled_;  ///< per chat: somebody did not come or was not appointed
    Packing packing_;
    std::vector<Operation> batch_;
    std::vector<Operation> uninvited_;             ///< adds that became invitations
    std::map<std::uint32_t, Error> without_link_;  ///< per chat: why it gives none in this pass
    UnboundChats unbound_;
    std::vector<OperationKind> resting_;
    std::optional<Error> rest_;  ///< why the first of them does
    int unanswered_ = 0;
    ExecutionSummary summary_;
};

}  // namespace

awaitable<ExecutionSummary> execute_plan(Plan plan, SchoolState* state, PlatformAccount* account,
                                         Recorder* recorder, StoreAccess store, const Clock* clock,
                                         ExecutorSettings settings, const bool* stopping) {
    Executor executor{std::move(plan), state, account, recorder, store, clock, settings, stopping};
    co_return co_await executor.run();
}

}  // namespace rosterd
