// A Store in memory for simulations: the same contract as the real one, with faults on demand.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "adapters/ports.hpp"
#include "reconciler/conference_book.hpp"
#include "reconciler/erasure.hpp"

namespace rosterd::test {

/// Not thread-safe. What was written survives as long as the object: a simulated restart of the
/// daemon keeps it.
class MemoryStore final : public Store {
  public:
    /// Asked before every method with its name; an error is returned instead of doing anything.
    std::function<std::optional<Error>(std::string_view method)> fault;

    [[nodiscard]] const std::vector<AuditEntry>& audit() const { return audit_; }

    Result<SchoolMemory> load(const std::string& school, const std::string& account,
                              UnixSeconds now) override {
        if (auto error = asked("load")) return *error;
        SchoolMemory memory;
        if (const auto found = scopes_.find({school, account}); found != scopes_.end()) {
            memory = found->second;
        }
        memory.account = account;
        if (const auto found = links_.find(school); found != links_.end()) {
            memory.links = found->second;
        }
        if (const auto found = own_.find(school); found != own_.end()) memory.own = found->second;
        for (const auto& [key, approval] : approvals_) {
            const bool here = approval.account.empty() || approval.account == account;
            if (key.first == school && approval.expires > now && here) {
                memory.approvals.push_back(approval);
            }
        }
        if (const auto found = planned_.find({school, account}); found != planned_.end()) {
            memory.planned = found->second;
        }
        for (const auto& [id, record] : conferences_[school]) {
            const UnixSeconds oldest = now - conference_memory;
            if (record.ended_at == 0 || record.ended_at >= oldest || record.plan.ends >= oldest) {
                memory.conferences.push_back(record);
            }
        }
        if (const auto found = watched_since_.find(school); found != watched_since_.end()) {
            memory.conferences_since = found->second;
        }
        return memory;
    }

    Result<void> save_planned(const std::string& school, const std::string& account,
                              const PlannedState& planned) override {
        if (auto error = asked("save_planned")) return *error;
        planned_[{school, account}] = planned;
        return {};
    }

    Result<void> begin_creation(const std::string& school, const std::string& account,
                                const Intent& intent) override {
        if (auto error = asked("begin_creation")) return *error;
        auto& intents = scopes_[{school, account}].intents;
        drop_intent(intents, intent.chat);
        intents.insert(std::ranges::lower_bound(intents, intent.chat, {}, &Intent::chat), intent);
        return {};
    }

    Result<void> finish_creation(const std::string& school, const std::string& account,
                                 const ObservedChat& chat) override {
        if (auto error = asked("finish_creation")) return *error;
        if (auto error = objection(school, account, chat)) return *error;
        SchoolMemory& memory = scopes_[{school, account}];
        put(memory.observed, chat);
        drop_intent(memory.intents, chat.key);
        return {};
    }

    Result<void> abandon_creation(const std::string& school, const std::string& account,
                                  const std::string& chat) override {
        if (auto error = asked("abandon_creation")) return *error;
        drop_intent(scopes_[{school, account}].intents, chat);
        return {};
    }

    Result<void> save(const std::string& school, const std::string& account,
                      std::span<const ObservedChat* const> chats,
                      std::span<const AuditEntry> audit) override {
        if (auto error = asked("save")) return *error;
        const auto before = scopes_;
        for (const ObservedChat* chat : chats) {
            if (auto error = objection(school, account, *chat)) {
                scopes_ = before;
                return *error;
            }
            put(scopes_[{school, account}].observed, *chat);
        }
        for (const AuditEntry& entry : audit) append(school, entry, account);
        return {};
    }

    Result<void> carry_over(const std::string& school, const std::string& account,
                            const CarriedChat& carried) override {
        if (auto error = asked("carry_over")) return *error;
        SchoolMemory& memory = scopes_[{school, account}];
        ObservedChat* from = memory.observed.find(carried.from);
        const bool to_exists = memory.observed.find(carried.to) != nullptr;
        if (from == nullptr && to_exists) return {};
        if (from == nullptr) return Error{ErrorKind::not_found, "no chat " + carried.from};
        if (to_exists) return Error{ErrorKind::refused, carried.to + " has a chat already"};
        from->key = carried.to;
        std::ranges::sort(memory.observed.chats, {}, &ObservedChat::key);
        move_seats(memory.history.departures, carried);
        move_seats(memory.history.invitations, carried);
        move_seats(memory.history.parked, carried);
        move_initialised(memory.initialised, carried);
        return {};
    }

    Result<void> forget_chat(const std::string& school, const std::string& account,
                             const std::string& chat) override {
        if (auto error = asked("forget_chat")) return *error;
        std::erase_if(scopes_[{school, account}].observed.chats,
                      [&](const ObservedChat& each) { return each.key == chat; });
        return {};
    }

    Result<void> save_history(const std::string& school, const std::string& account,
                              const History& history) override {
        if (auto error = asked("save_history")) return *error;
        History& kept = scopes_[{school, account}].history;
        kept = history;
        const auto by_seat = [](const auto& row) { return std::tie(row.chat, row.user); };
        std::ranges::sort(kept.departures, {}, by_seat);
        std::ranges::sort(kept.invitations, {}, by_seat);
        std::ranges::sort(kept.parked, {}, by_seat);
        return {};
    }

    Result<void> accept(const std::string& school, const std::string& account,
                        const RowCounts& rows, std::span<const KnownUser> known_users,
                        UnixSeconds at) override {
        if (auto error = asked("accept")) return *error;
        SchoolMemory& memory = scopes_[{school, account}];
        memory.accepted = rows;
        memory.accepted_at = at;
        memory.known_users.assign(known_users.begin(), known_users.end());
        std::ranges::sort(memory.known_users, {}, &KnownUser::user);
        return {};
    }

    Result<void> accept_classes(const std::string& school, const std::string& account,
                                std::span<const ClassCount> classes) override {
        if (auto error = asked("accept_classes")) return *error;
        auto& kept = scopes_[{school, account}].accepted_classes;
        kept.assign(classes.begin(), classes.end());
        std::ranges::sort(kept, {}, &ClassCount::id);
        return {};
    }

    Result<std::vector<Pause>> pauses(UnixSeconds now) override {
        if (auto error = asked("pauses")) return *error;
        std::vector<Pause> lasting;
        for (const auto& [key, pause] : pauses_) {
            if (pause.lasts(now)) lasting.push_back(pause);
        }
        return lasting;
    }
    Result<void> save_pause(const Pause& pause, const AuditEntry& audit) override {
        if (auto error = asked("save_pause")) return *error;
        pauses_[{pause.school, pause.chat}] = pause;
        append(pause.school, audit);
        return {};
    }
    Result<void> end_pause(const Pause& pause, const AuditEntry& audit) override {
        if (auto error = asked("end_pause")) return *error;
        pauses_.erase({pause.school, pause.chat});
        append(pause.school, audit);
        return {};
    }

    Result<std::vector<KeptNotice>> notices() override {
        if (auto error = asked("notices")) return *error;
        std::vector<KeptNotice> all;
        for (const auto& [key, notice] : notices_) all.push_back(notice);
        std::ranges::sort(all, {}, [](const KeptNotice& notice) {
            return std::tie(notice.channel, notice.noticed_at, notice.kind, notice.school,
                            notice.subject);
        });
        return all;
    }
    Result<void> save_notices(std::span<const KeptNotice> notices) override {
        if (auto error = asked("save_notices")) return *error;
        for (const KeptNotice& notice : notices) notices_[cause_of(notice)] = notice;
        return {};
    }
    Result<void> forget_notices(std::span<const KeptNotice> notices) override {
        if (auto error = asked("forget_notices")) return *error;
        for (const KeptNotice& notice : notices) notices_.erase(cause_of(notice));
        return {};
    }

    Result<ErasedPerson> erase_person(const std::string& school, const std::string& person,
                                      const AuditEntry& audit) override {
        if (auto error = asked("erase_person")) return *error;
        std::size_t rows = 0;
        const auto users = users_of(school, person);
        for (const auto& [account, user] : users) rows += erase_on_account(school, account, user);
        for (auto& [scope, memory] : scopes_) {
            if (scope.first == school) rows += rosterd::erase_person(memory.known_users, person);
        }
        rows += rosterd::erase_person(links_[school], person);
        for (auto& [name, account] : accounts_) {
            rows += std::erase_if(account.tokens, [&](const auto& token) {
                return token.second.school == school && token.second.person == person;
            });
        }
        rows += rosterd::erase_person(own_[school], person);
        for (auto& [id, record] : conferences_[school]) {
            if (record.plan.creator != person) continue;
            record.plan.creator.clear();
            ++rows;
        }
        for (std::size_t i = 0; i < audit_.size(); ++i) {
            if (audit_[i].school != school || audit_[i].person != person) continue;
            if (erased_lines_.insert(i).second) ++rows;
        }
        append(school, audit);
        return ErasedPerson{rows, {users.begin(), users.end()}};
    }

    Result<void> save_approval(const std::string& school, const Approval& approval,
                               const AuditEntry& audit) override {
        if (auto error = asked("save_approval")) return *error;
        approvals_[{school, approval.hash}] = approval;
        append(school, audit);
        return {};
    }

    Result<void> save_own(const std::string& school, const std::string& account,
                          const OwnChange& change, std::span<const AuditEntry> audit) override {
        if (auto error = asked("save_own")) return *error;
        apply(change, own_[school]);
        apply_links(change, links_[school]);
        apply_initialised(change, scopes_[{school, account}].initialised);
        for (const AuditEntry& entry : audit) append(school, entry);
        return {};
    }

    Result<std::vector<UserId>> removed_since(const std::string& school, const std::string& account,
                                              UnixSeconds since) override {
        if (auto error = asked("removed_since")) return *error;
        std::set<UserId> users;
        for (std::size_t i = 0; i < audit_.size(); ++i) {
            if (erased_lines_.contains(i)) continue;
            const AuditEntry& entry = audit_[i];
            if (entry.at < since) continue;  // most of a simulated year
            if (const auto on = audited_on_.find(i); on != audited_on_.end()) {
                if (on->second != account) continue;
            }
            const bool takes_away = entry.operation == "remove" || entry.operation == "detach" ||
                                    entry.operation == "destroy";
            const bool guarded =
                entry.reason != "unlinked" && entry.reason != "hand_edit" && entry.by == "rosterd";
            const bool happened = entry.outcome == "done" || entry.outcome == "unknown_outcome";
            if (entry.school == school && happened && takes_away && guarded && entry.user != 0) {
                users.insert(entry.user);
            }
        }
        return std::vector<UserId>{users.begin(), users.end()};
    }

    Result<std::vector<AuditLine>> audit(const AuditQuery& query) override {
        if (auto error = asked("audit")) return *error;
        std::vector<AuditLine> lines;
        for (std::size_t i = 0; i < audit_.size(); ++i) {
            const AuditEntry& entry = audit_[i];
            const auto fits = [](const std::string& asked, const std::string& found) {
                return asked.empty() || asked == found;
            };
            const bool wanted = !erased_lines_.contains(i) && fits(query.school, entry.school) &&
                                fits(query.chat, entry.chat) && fits(query.person, entry.person) &&
                                fits(query.operation, entry.operation) &&
                                (query.user == 0 || query.user == entry.user) &&
                                entry.at >= query.from && entry.at < query.to;
            const auto on = audited_on_.find(i);
            const std::int64_t number = forgotten_ + static_cast<std::int64_t>(i) + 1;
            if (!wanted) continue;
            lines.push_back({number, entry, on == audited_on_.end() ? std::string{} : on->second});
        }
        const bool newest_first = query.order == AuditQuery::Order::newest_first;
        if (newest_first) std::ranges::reverse(lines);
        std::erase_if(lines, [&](const AuditLine& line) {
            if (query.beyond == 0) return false;
            return newest_first ? line.number >= query.beyond : line.number <= query.beyond;
        });
        if (lines.size() > query.count_max) lines.resize(query.count_max);
        return lines;
    }

    /// From the front on: a simulated clock may step, its audit is still in order.
    Result<std::size_t> forget_audit(UnixSeconds before, std::size_t count_max) override {
        if (auto error = asked("forget_audit")) return *error;
        std::size_t count = 0;
        while (count < std::min(count_max, audit_.size()) && audit_[count].at < before) ++count;
        audit_.erase(audit_.begin(), audit_.begin() + static_cast<std::ptrdiff_t>(count));
        std::map<std::size_t, std::string> moved;
        for (const auto& [index, account] : audited_on_) {
            if (index >= count) moved.emplace(index - count, account);
        }
        audited_on_ = std::move(moved);
        std::set<std::size_t> left;
        for (const std::size_t index : erased_lines_) {
            if (index >= count) left.insert(index - count);
        }
        erased_lines_ = std::move(left);
        forgotten_ += static_cast<std::int64_t>(count);
        return count;
    }

    Result<void> save_conferences(std::span<const SchoolConference> conferences,
                                  std::span<const AuditEntry> audit) override {
        if (auto error = asked("save_conferences")) return *error;
        for (const SchoolConference& each : conferences) {
            conferences_[each.school][each.record.plan.id] = each.record;
        }
        for (const AuditEntry& entry : audit) audit_.push_back(entry);
        return {};
    }

    Result<void> watch_conferences(const std::string& school, UnixSeconds since) override {
        if (auto error = asked("watch_conferences")) return *error;
        watched_since_.try_emplace(school, since);
        return {};
    }

    Result<std::vector<ConferenceRecord>> conferences_between(const std::string& school,
                                                              UnixSeconds from,
                                                              UnixSeconds to) override {
        if (auto error = asked("conferences_between")) return *error;
        std::vector<ConferenceRecord> found;
        for (const auto& [id, record] : conferences_[school]) {
            if (record.plan.starts >= from && record.plan.starts < to) found.push_back(record);
        }
        std::ranges::sort(found, {}, [](const ConferenceRecord& each) {
            return std::pair{each.plan.starts, std::string_view{each.plan.id}};
        });
        return found;
    }

    Result<void> forget_departure(const std::string& school, const std::string& account,
                                  const std::string& chat, UserId user,
                                  const AuditEntry& audit) override {
        if (auto error = asked("forget_departure")) return *error;
        std::erase_if(scopes_[{school, account}].history.departures, [&](const Departure& each) {
            return each.chat == chat && each.user == user;
        });
        append(school, audit, account);
        return {};
    }

    Result<std::optional<ObservedChat>> bound_chat(const std::string& school,
                                                   const std::string& account,
                                                   const std::string& chat) override {
        if (auto error = asked("bound_chat")) return *error;
        const auto scope = scopes_.find({school, account});
        if (scope == scopes_.end()) return std::optional<ObservedChat>{};
        const ObservedChat* there = scope->second.observed.find(chat);
        return there == nullptr ? std::optional<ObservedChat>{} : std::optional{*there};
    }

    Result<std::vector<ChatNumber>> bound_numbers(const std::string& account) override {
        if (auto error = asked("bound_numbers")) return *error;
        std::set<ChatNumber> numbers;
        for (const auto& [scope, memory] : scopes_) {
            if (scope.second != account) continue;
            for (const ObservedChat& chat : memory.observed.chats) numbers.insert(chat.number);
        }
        return std::vector<ChatNumber>{numbers.begin(), numbers.end()};
    }

    Result<void> save_account(const std::string& account, const AccountChange& change,
                              std::span<const AuditEntry> audit) override {
        if (auto error = asked("save_account")) return *error;
        KeptAccount& kept = accounts_[account];
        for (const ChatNumber number : change.gone) kept.brought.erase(number);
        for (const BroughtChat& chat : change.brought) kept.brought[chat.number] = chat;
        for (const std::string& code : change.used_codes) kept.codes.erase(code);
        for (const ClaimCode& code : change.codes) {
            std::erase_if(kept.codes, [&](const auto& old) {
                return old.second.school == code.school && old.second.chat == code.chat;
            });
            kept.codes[code.code] = code;
        }
        for (const std::string& token : change.used_tokens) kept.tokens.erase(token);
        for (const StartToken& token : change.tokens) {
            std::erase_if(kept.tokens, [&](const auto& old) {
                return old.second.school == token.school && old.second.person == token.person;
            });
            kept.tokens[token.token] = token;
        }
        if (change.cursor) kept.cursor = *change.cursor;
        for (const AuditEntry& entry : audit) append(entry.school, entry);
        return {};
    }
    Result<std::string> event_cursor(const std::string& account) override {
        if (auto error = asked("event_cursor")) return *error;
        return accounts_[account].cursor;
    }
    Result<std::vector<BroughtChat>> brought_chats(const std::string& account) override {
        if (auto error = asked("brought_chats")) return *error;
        std::vector<BroughtChat> chats;
        for (const auto& [number, chat] : accounts_[account].brought) chats.push_back(chat);
        return chats;
    }
    Result<std::vector<ClaimCode>> claim_codes(const std::string& account,
                                               UnixSeconds now) override {
        if (auto error = asked("claim_codes")) return *error;
        std::vector<ClaimCode> codes;
        for (const auto& [text, code] : accounts_[account].codes) {
            if (code.expires > now) codes.push_back(code);
        }
        return codes;
    }
    Result<std::optional<StartToken>> start_token(const std::string& account,
                                                  const std::string& token,
                                                  UnixSeconds now) override {
        if (auto error = asked("start_token")) return *error;
        const auto& tokens = accounts_[account].tokens;
        const auto found = tokens.find(token);
        if (found == tokens.end() || found->second.expires <= now) return std::nullopt;
        return found->second;
    }
    Result<std::optional<StartToken>> started_by(const std::string& account, UserId user,
                                                 UnixSeconds now) override {
        if (auto error = asked("started_by")) return *error;
        std::optional<StartToken> latest;
        for (const auto& [text, token] : accounts_[account].tokens) {
            if (token.user != user || token.expires <= now) continue;
            if (!latest || token.expires > latest->expires) latest = token;
        }
        return latest;
    }

  private:
    using ScopeName = std::pair<std::string, std::string>;

    struct KeptAccount {
        std::string cursor{};
        std::map<ChatNumber, BroughtChat> brought{};
        std::map<std::string, ClaimCode> codes{};
        std::map<std::string, StartToken> tokens{};
    };

    using Cause = std::tuple<std::string, NoticeKind, std::string, std::string>;

    static Cause cause_of(const KeptNotice& notice) {
        return {notice.channel, notice.kind, notice.school, notice.subject};
    }

    /// Account and user, by what was last known of him and by what was done to him.
    [[nodiscard]] std::set<std::pair<std::string, UserId>> users_of(
        const std::string& school, const std::string& person) const {
        std::set<std::pair<std::string, UserId>> users;
        for (const auto& [scope, memory] : scopes_) {
            if (scope.first != school) continue;
            for (const KnownUser& known : memory.known_users) {
                if (known.person_id == person) users.emplace(scope.second, known.user);
            }
        }
        for (const auto& [index, account] : audited_on_) {
            const AuditEntry& line = audit_[index];
            if (line.school != school || line.person != person || line.user == 0) continue;
            users.emplace(account, line.user);
        }
        return users;
    }

    std::size_t erase_on_account(const std::string& school, const std::string& account,
                                 UserId user) {
        SchoolMemory& memory = scopes_[{school, account}];
        std::size_t rows = rosterd::erase_user(memory.history, user);
        for (ObservedChat& chat : memory.observed.chats) rows += rosterd::erase_user(chat, user);
        for (const auto& [index, on] : audited_on_) {
            const bool his =
                on == account && audit_[index].school == school && audit_[index].user == user;
            if (his && erased_lines_.insert(index).second) ++rows;
        }
        return rows;
    }

    std::optional<Error> asked(std::string_view method) {
        return fault ? fault(method) : std::nullopt;
    }

    /// The school of a line is the one of the call, whatever the line says.
    void append(const std::string& school, AuditEntry entry, const std::string& account = {}) {
        entry.school = school;
        if (!account.empty()) audited_on_.emplace(audit_.size(), account);
        audit_.push_back(std::move(entry));
    }

    std::optional<Error> objection(const std::string& school, const std::string& account,
                                   const ObservedChat& chat) {
        if (chat.number == 0) return Error{ErrorKind::our_bug, chat.key + " has no number yet"};
        for (const auto& [scope, memory] : scopes_) {
            if (scope.second != account) continue;
            for (const ObservedChat& other : memory.observed.chats) {
                const bool same = scope.first == school && other.key == chat.key;
                if (other.number != chat.number || same) continue;
                return Error{ErrorKind::refused, "the number is bound to another chat"};
            }
        }
        return std::nullopt;
    }

    static void put(Observed& observed, const ObservedChat& chat) {
        if (ObservedChat* found = observed.find(chat.key)) {
            *found = chat;
            return;
        }
        auto& chats = observed.chats;
        chats.insert(std::ranges::lower_bound(chats, chat.key, {}, &ObservedChat::key), chat);
    }

    static void drop_intent(std::vector<Intent>& intents, const std::string& chat) {
        std::erase_if(intents, [&](const Intent& each) { return each.chat == chat; });
    }

    /// A moved row takes the place of one that the successor had.
    template <class Row>
    static void move_seats(std::vector<Row>& rows, const CarriedChat& carried) {
        std::vector<Row> moved;
        for (const Row& row : rows) {
            if (row.chat != carried.from) continue;
            moved.push_back(row);
            moved.back().chat = carried.to;
        }
        std::erase_if(rows, [&](const Row& row) {
            const bool replaced = row.chat == carried.to &&
                                  std::ranges::find(moved, row.user, &Row::user) != moved.end();
            return row.chat == carried.from || replaced;
        });
        rows.insert(rows.end(), moved.begin(), moved.end());
        std::ranges::sort(rows, {}, [](const Row& row) { return std::tie(row.chat, row.user); });
    }

    static void move_initialised(std::vector<std::pair<std::string, UnixSeconds>>& list,
                                 const CarriedChat& carried) {
        const auto is_from = [&](const auto& entry) { return entry.first == carried.from; };
        if (std::ranges::none_of(list, is_from)) return;
        std::erase_if(list, [&](const auto& entry) { return entry.first == carried.to; });
        std::ranges::find_if(list, is_from)->first = carried.to;
        std::ranges::sort(list);
    }

    std::map<ScopeName, SchoolMemory> scopes_;
    std::map<std::string, std::vector<StoredLink>> links_;
    std::map<std::string, OwnRows> own_;
    std::map<ScopeName, PlannedState> planned_;
    std::map<std::pair<std::string, std::string>, Approval> approvals_;
    std::map<std::string, std::map<std::string, ConferenceRecord>> conferences_;
    std::map<std::string, UnixSeconds> watched_since_;
    std::map<std::string, KeptAccount> accounts_;
    std::map<std::pair<std::string, std::string>, Pause> pauses_;
    std::map<Cause, KeptNotice> notices_;
    std::vector<AuditEntry> audit_;
    std::int64_t forgotten_ = 0;  ///< lines of it, so far
    std::map<std::size_t, std::string>
        audited_on_;                      ///< account of a line; not of the school\'s own
    std::set<std::size_t> erased_lines_;  ///< indices of lines that nobody is told any more
};

}  // namespace rosterd::test
