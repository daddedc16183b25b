// Sees everything that is really done to people on the simulated platform and holds it against the
// promises (docs/architecture.md, invariants), by its own naive book-keeping.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "daemon/school_state.hpp"
#include "tests/simulation/year/school_facts.hpp"
#include "tests/simulation/year/surroundings.hpp"
#include "tests/support/account_model.hpp"
#include "tests/support/call_model.hpp"
#include "tests/support/memory_store.hpp"

namespace rosterd::test {

/// How much a read of the journal is worth.
enum class ReadWorth : std::uint8_t {
    honest,
    wrong,        ///< and nobody can tell
    implausible,  ///< wrong, and to be noticed
};

class Witness {
  public:
    using Chats = std::map<ChatNumber, ModelChat>;
    /// A chat number of the platform or a user's seat in a chat of this key.
    using Seat = std::pair<std::string, UserId>;
    /// `late`: done after the daemon had stopped waiting for it.
    enum class Moment : std::uint8_t { in_time, late };

    Witness(Surroundings& around, AccountModel& account, MemoryStore& store, School school,
            GuardLimits limits)
        : around_{around},
          account_{account},
          store_{store},
          school_{std::move(school)},
          limits_{limits} {}

    // --- what happens ---
    void truth_changed(const SchoolFacts& facts);
    /// What is wanted may have changed by itself.
    void time_passed();
    /// The daemon got these facts; its pass begins. `faults` as counted so far.
    void read_delivered(const SchoolFacts& facts, ReadWorth worth, std::uint64_t faults);
    /// The daemon's account did something since the chats were `before`.
    void daemon_did(const Chats& before, Moment moment = Moment::in_time);
    /// Somebody left, or was put out by somebody who is not the daemon.
    void person_left(ChatNumber chat, UserId user);
    /// Somebody came, or was put in by somebody who is not the daemon.
    void person_joined(ChatNumber chat, UserId user);
    /// An operator released these removals.
    void approved(const Hold& hold, const Plan& plan);
    void pass_ended(const SchoolState& state);
    /// A call was really made, the so-manieth of its key.
    void call_made(const ModelCall& call, int count);

    /// The first chat that is not what the oracle says, in words; empty: every one is.
    [[nodiscard]] std::string unfinished();

    /// The first promise that was broken, in words; empty: none was.
    [[nodiscard]] const std::string& broken() const { return broken_; }
    void broke(std::string promise);

    /// Key of a chat on the platform; empty when it is none of the school's.
    [[nodiscard]] std::string key_of(ChatNumber chat) const;
    /// Bound in the store to a key that the school has.
    [[nodiscard]] bool is_in_use(ChatNumber chat);
    /// The hold's removals are what the honest journal wants.
    [[nodiscard]] bool is_right(const Hold& hold, const Plan& plan) const;

  private:
    struct Removal {
        UnixSeconds at;
        UserId user;
    };

    void put_in(const Seat& seat, Moment moment);
    void put_out(const Seat& seat);
    void count_removal(const Seat& seat);
    void check_duplicates();
    void check_administrators(const std::string& key, const std::map<UserId, bool>& before,
                              const ModelChat& chat);
    void check_promotion(const std::string& key);
    [[nodiscard]] bool is_approved(const Seat& seat) const;
    [[nodiscard]] bool has_left_the_school(UserId user) const;
    void forget_the_gone(const SchoolFacts& facts);
    [[nodiscard]] bool added_by_hand(const SchoolFacts& facts, const Seat& seat,
                                     UnixSeconds since) const;
    void goes_on_as(const std::string& before, const std::string& key);
    template <class Predicate>
    void make_unsure(Predicate whether);
    void check_sensitive(const SchoolState& state);
    [[nodiscard]] bool is_reported_stranger(const SchoolState& state, const std::string& key,
                                            UserId user) const;
    void check_holds(const SchoolState& state);
    void check_rest();
    [[nodiscard]] std::string difference_in(const std::string& key, const WantedChat& wanted,
                                            const std::set<UserId>& known) const;
    [[nodiscard]] SchoolMemory stored() const;
    void look_up_bindings();
    [[nodiscard]] const ModelChat* only_chat(const std::string& key) const;
    [[nodiscard]] bool unlinked(UserId user) const;

    Surroundings& around_;
    AccountModel& account_;
    MemoryStore& store_;
    School school_;
    GuardLimits limits_;
    SchoolFacts honest_;
    WantedChats honest_wanted_;
    SchoolFacts delivered_;
    WantedChats delivered_wanted_;
    UnixSeconds read_at_ = 0;  ///< of what was delivered
    ReadWorth worth_ = ReadWorth::honest;
    std::uint64_t faults_at_read_ = 0;
    std::uint64_t edits_ = 0;  ///< by people, in chats
    std::uint64_t edits_at_read_ = 0;
    std::map<std::string, std::string> keys_;  ///< by every title ever wanted
    std::set<UserId> ever_linked_;             ///< in a read that the daemon got
    std::set<UserId> forgotten_;  ///< of those: in no read since, and in no chat as it was seen
    /// Who left by himself, and when, as the daemon had on record; not to be put back.
    std::map<Seat, UnixSeconds> left_;
    std::set<Seat> unsure_;  ///< out of the chat; whether they are put back is the daemon's guess
    std::set<Seat> approved_;
    std::map<std::string, std::set<UserId>> removed_in_pass_;
    std::set<std::string> renamed_in_pass_;  ///< classes whose chat got another title or class
    bool promotion_approved_ = false;
    std::map<std::string, std::size_t> present_;  ///< most people in a chat during the pass
    std::set<UserId> in_school_;                  ///< who was in any chat during the pass
    std::vector<Removal> removals_;
    std::deque<VirtualClock::Time> passes_;       ///< ends of those of the last hour
    std::map<ChatNumber, std::string> bindings_;  ///< as the store had them a moment ago
    std::string broken_;
};

}  // namespace rosterd::test
