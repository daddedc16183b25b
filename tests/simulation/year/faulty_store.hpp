// A store before MemoryStore whose disk is full now and then, and whose process dies in the middle.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/year/surroundings.hpp"
#include "tests/support/memory_store.hpp"

namespace rosterd::test {

class FaultyStore final : public Store {
  public:
    FaultyStore(Surroundings& around, MemoryStore& whole) : around_{around}, whole_{whole} {}

    Result<SchoolMemory> load(const std::string& school, const std::string& account,
                              UnixSeconds now) override {
        return read("load", [&] { return whole_.load(school, account, now); });
    }
    Result<void> begin_creation(const std::string& school, const std::string& account,
                                const Intent& intent) override {
        return write("begin_creation",
                     [&] { return whole_.begin_creation(school, account, intent); });
    }
    Result<void> finish_creation(const std::string& school, const std::string& account,
                                 const ObservedChat& chat) override {
        return write("finish_creation",
                     [&] { return whole_.finish_creation(school, account, chat); });
    }
    Result<void> abandon_creation(const std::string& school, const std::string& account,
                                  const std::string& chat) override {
        return write("abandon_creation",
                     [&] { return whole_.abandon_creation(school, account, chat); });
    }
    Result<void> save(const std::string& school, const std::string& account,
                      std::span<const ObservedChat* const> chats,
                      std::span<const AuditEntry> audit) override {
        return write("save", [&] { return whole_.save(school, account, chats, audit); });
    }
    Result<void> carry_over(const std::string& school, const std::string& account,
                            const CarriedChat& carried) override {
        return write("carry_over", [&] { return whole_.carry_over(school, account, carried); });
    }
    Result<void> forget_chat(const std::string& school, const std::string& account,
                             const std::string& chat) override {
        return write("forget_chat", [&] { return whole_.forget_chat(school, account, chat); });
    }
    Result<void> save_history(const std::string& school, const std::string& account,
                              const History& history) override {
        return write("save_history", [&] { return whole_.save_history(school, account, history); });
    }
    Result<void> accept(const std::string& school, const std::string& account,
                        const RowCounts& rows, std::span<const KnownUser> known_users,
                        UnixSeconds at) override {
        return write("accept",
                     [&] { return whole_.accept(school, account, rows, known_users, at); });
    }
    Result<void> accept_classes(const std::string& school, const std::string& account,
                                std::span<const ClassCount> classes) override {
        return write("accept_classes",
                     [&] { return whole_.accept_classes(school, account, classes); });
    }
    Result<std::vector<Pause>> pauses(UnixSeconds now) override {
        return read("pauses", [&] { return whole_.pauses(now); });
    }
    Result<void> save_pause(const Pause& pause, const AuditEntry& audit) override {
        return write("save_pause", [&] { return whole_.save_pause(pause, audit); });
    }
    Result<void> end_pause(const Pause& pause, const AuditEntry& audit) override {
        return write("end_pause", [&] { return whole_.end_pause(pause, audit); });
    }
    Result<std::vector<KeptNotice>> notices() override {
        return read("notices", [&] { return whole_.notices(); });
    }
    Result<void> save_notices(std::span<const KeptNotice> notices) override {
        return write("save_notices", [&] { return whole_.save_notices(notices); });
    }
    Result<void> forget_notices(std::span<const KeptNotice> notices) override {
        return write("forget_notices", [&] { return whole_.forget_notices(notices); });
    }
    Result<ErasedPerson> erase_person(const std::string& school, const std::string& person,
                                      const AuditEntry& audit) override {
        return read("erase_person", [&] { return whole_.erase_person(school, person, audit); });
    }
    Result<void> save_approval(const std::string& school, const Approval& approval,
                               const AuditEntry& audit) override {
        return write("save_approval",
                     [&] { return whole_.save_approval(school, approval, audit); });
    }
    Result<void> save_own(const std::string& school, const std::string& account,
                          const OwnChange& change, std::span<const AuditEntry> audit) override {
        return write("save_own", [&] { return whole_.save_own(school, account, change, audit); });
    }
    Result<void> save_planned(const std::string& school, const std::string& account,
                              const PlannedState& planned) override {
        return write("save_planned", [&] { return whole_.save_planned(school, account, planned); });
    }
    Result<std::vector<UserId>> removed_since(const std::string& school, const std::string& account,
                                              UnixSeconds since) override {
        return read("removed_since", [&] { return whole_.removed_since(school, account, since); });
    }
    Result<std::vector<AuditLine>> audit(const AuditQuery& query) override {
        return read("audit", [&] { return whole_.audit(query); });
    }
    Result<std::size_t> forget_audit(UnixSeconds before, std::size_t count_max) override {
        return read("forget_audit", [&] { return whole_.forget_audit(before, count_max); });
    }
    Result<void> save_conferences(std::span<const SchoolConference> conferences,
                                  std::span<const AuditEntry> audit) override {
        return write("save_conferences",
                     [&] { return whole_.save_conferences(conferences, audit); });
    }
    Result<void> watch_conferences(const std::string& school, UnixSeconds since) override {
        return write("watch_conferences", [&] { return whole_.watch_conferences(school, since); });
    }
    Result<std::vector<ConferenceRecord>> conferences_between(const std::string& school,
                                                              UnixSeconds from,
                                                              UnixSeconds to) override {
        return read("conferences_between",
                    [&] { return whole_.conferences_between(school, from, to); });
    }
    Result<void> forget_departure(const std::string& school, const std::string& account,
                                  const std::string& chat, UserId user,
                                  const AuditEntry& audit) override {
        return write("forget_departure",
                     [&] { return whole_.forget_departure(school, account, chat, user, audit); });
    }
    Result<std::optional<ObservedChat>> bound_chat(const std::string& school,
                                                   const std::string& account,
                                                   const std::string& chat) override {
        return read("bound_chat", [&] { return whole_.bound_chat(school, account, chat); });
    }
    Result<std::vector<ChatNumber>> bound_numbers(const std::string& account) override {
        return read("bound_numbers", [&] { return whole_.bound_numbers(account); });
    }
    Result<void> save_account(const std::string& account, const AccountChange& change,
                              std::span<const AuditEntry> audit) override {
        return write("save_account", [&] { return whole_.save_account(account, change, audit); });
    }
    Result<std::string> event_cursor(const std::string& account) override {
        return read("event_cursor", [&] { return whole_.event_cursor(account); });
    }
    Result<std::vector<BroughtChat>> brought_chats(const std::string& account) override {
        return read("brought_chats", [&] { return whole_.brought_chats(account); });
    }
    Result<std::vector<ClaimCode>> claim_codes(const std::string& account,
                                               UnixSeconds now) override {
        return read("claim_codes", [&] { return whole_.claim_codes(account, now); });
    }
    Result<std::optional<StartToken>> start_token(const std::string& account,
                                                  const std::string& token,
                                                  UnixSeconds now) override {
        return read("start_token", [&] { return whole_.start_token(account, token, now); });
    }
    Result<std::optional<StartToken>> started_by(const std::string& account, UserId user,
                                                 UnixSeconds now) override {
        return read("started_by", [&] { return whole_.started_by(account, user, now); });
    }

  private:
    static Error failed() { return {ErrorKind::transient, "store: the disk is full"}; }

    template <class Work>
    auto read(std::string_view method, Work work) -> decltype(work()) {
        if (around_.dead || fails(method)) return failed();
        return work();
    }

    template <class Work>
    Result<void> write(std::string_view method, Work work) {
        if (around_.dies_now()) around_.note("in store {}, before", method);
        if (around_.dead) return failed();
        if (fails(method)) {
            // Before the work; or the commit was done and its answer was lost.
            const bool done = around_.dice.percent(commits_in_doubt_percent);
            around_.note("store {} fails, {}", method, done ? "done" : "not done");
            if (done) static_cast<void>(work());
            return failed();
        }
        Result<void> written = work();
        around_.note("store {}{}", method, written ? "" : " refused");
        if (around_.dies_now()) around_.note("in store {}, after", method);
        return written;
    }

    bool fails(std::string_view /*method*/) {
        if (!around_.dice.percent(around_.weather.store_percent)) return false;
        ++around_.faults;
        return true;
    }

    static constexpr unsigned commits_in_doubt_percent = 30;

    Surroundings& around_;
    MemoryStore& whole_;
};

}  // namespace rosterd::test
