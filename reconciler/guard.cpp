// Which removals are too many to happen unseen. Each layer sees what the earlier ones let pass.
#include "reconciler/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "reconciler/planned_change.hpp"

namespace rosterd {
namespace {

constexpr std::size_t smallest_chat_to_empty = 3;

/// What a person does himself and what a hand edit says about one person is never held.
bool may_be_held(const Operation& operation) {
    return takes_away(operation.kind) && operation.cause != Cause::unlinked &&
           operation.cause != Cause::hand_edit;
}

bool passes_both(std::size_t removed, std::size_t present, const GuardLimit& limit) {
    return removed > limit.people &&
           static_cast<double>(removed) > limit.share * static_cast<double>(present);
}

int percent(double share) {
    return static_cast<int>(share * 100 + 0.5);
}

class Guardian {
  public:
    Guardian(const Plan& plan, const PlanInput& input, const GuardLimits& limits,
             const GuardHistory& history)
        : plan_{plan},
          input_{input},
          limits_{limits},
          history_{history},
          settled_(plan.operations.size(), 0),
          held_(plan.operations.size(), 0),
          carried_held_(plan.carried.size(), 0) {}

    Guarded run() {
        implausible_read();
        approved_before();
        planned_change();
        chats();
        school();
        hour();
        return split();
    }

  private:
    using Indexes = std::vector<std::size_t>;

    Guarded split() {
        Guarded result;
        result.holds = std::move(holds_);
        result.approved = std::move(approved_);
        Plan& released = result.released;
        released = plan_;
        released.operations.clear();
        released.carried.clear();
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            if (held_[i] == 0) released.operations.push_back(plan_.operations[i]);
        }
        for (std::size_t i = 0; i < plan_.carried.size(); ++i) {
            if (carried_held_[i] == 0) {
                released.carried.push_back(plan_.carried[i]);
            } else {
                stay_with_predecessor(plan_.carried[i], released);
            }
        }
        released.hash =
            hash_of(released, released.operations, input_.comparison.roster, released.carried);
        released.price = price_of(released, released.operations, input_.capabilities);
        return result;
    }

    /// While a chat is not carried over, what runs in it runs under its old key.
    static void stay_with_predecessor(const CarriedChat& carried, Plan& released) {
        std::optional<std::uint32_t> old_chat;
        for (Operation& operation : released.operations) {
            if (released.chats[operation.chat].key != carried.to) continue;
            if (!old_chat) {
                old_chat = static_cast<std::uint32_t>(released.chats.size());
                PlannedChat chat = released.chats[operation.chat];
                chat.key = carried.from;
                released.chats.push_back(std::move(chat));
            }
            operation.chat = *old_chat;
        }
    }

    /// What a person approved as one change goes through, however often the work was interrupted.
    void approved_before() {
        const std::vector<std::uint64_t>& approved = history_.planned.approved;
        if (approved.empty()) return;
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            const std::uint64_t print =
                fingerprint_of(plan_, plan_.operations[i], input_.comparison.roster);
            if (std::ranges::binary_search(approved, print)) settled_[i] = 1;
        }
    }

    void planned_change() {
        std::vector<std::uint8_t> candidates;
        for (const std::uint8_t settled : settled_) candidates.push_back(settled == 0 ? 1 : 0);
        const auto change =
            find_planned_change(plan_, input_, limits_, history_.planned, candidates);
        if (!change) return;
        Hold hold;
        for (const std::size_t i : change->operations) {
            hold.operations.push_back(plan_.operations[i]);
            settled_[i] = 1;
        }
        for (const std::size_t i : change->carried) hold.carried.push_back(plan_.carried[i]);
        hold.hash = hash_of(plan_, hold.operations, input_.comparison.roster, hold.carried);
        if (std::ranges::binary_search(history_.approved, hold.hash)) return begin(hold);
        for (const std::size_t i : change->operations) held_[i] = 1;
        for (const std::size_t i : change->carried) carried_held_[i] = 1;
        hold.id = hold.hash.substr(0, 12);
        hold.guard = change->guard;
        hold.reason = change->reason;
        holds_.push_back(std::move(hold));
    }

    void begin(const Hold& hold) {
        for (const Operation& operation : hold.operations) {
            approved_.push_back(fingerprint_of(plan_, operation, input_.comparison.roster));
        }
        for (const CarriedChat& chat : hold.carried) approved_.push_back(fingerprint_of(chat));
        std::ranges::sort(approved_);
    }

    /// Removals that no earlier layer held or a person approved.
    Indexes open_removals() const {
        Indexes open;
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            if (settled_[i] == 0 && may_be_held(plan_.operations[i])) open.push_back(i);
        }
        return open;
    }

    void implausible_read() {
        if (history_.implausible.empty()) return;
        hold(open_removals(), GuardKind::implausible_read,
             fmt::format("the journal read is not believed: {}", history_.implausible));
    }

    void chats() {
        std::map<std::uint32_t, Indexes> by_chat;
        for (const std::size_t i : open_removals()) by_chat[plan_.operations[i].chat].push_back(i);
        for (const auto& [chat, removals] : by_chat) {
            const std::size_t removed = people_in(removals).size();
            const std::size_t present = members_of(plan_.chats[chat]);
            const std::string& key = plan_.chats[chat].key;
            if (passes_both(removed, present, limits_.chat)) {
                hold(removals, GuardKind::chat,
                     fmt::format("{} of {} people would leave {}; the limit is {} people and {} %",
                                 removed, present, key, limits_.chat.people,
                                 percent(limits_.chat.share)));
            } else if (removed == present && present >= smallest_chat_to_empty &&
                       !is_ending(removals) && !is_refilled(chat)) {
                hold(removals, GuardKind::empty_chat,
                     fmt::format("all {} people would leave {}", removed, key));
            }
        }
    }

    void school() {
        const Indexes removals = open_removals();
        const std::size_t removed = people_in(removals).size();
        if (removed <= limits_.school.people) return;
        const std::size_t present = people_of_school();
        if (!passes_both(removed, present, limits_.school)) return;
        hold(removals, GuardKind::school,
             fmt::format("{} of the school's {} people would leave a chat; the limit is {} people "
                         "and {} %",
                         removed, present, limits_.school.people, percent(limits_.school.share)));
    }

    void hour() {
        const Indexes removals = open_removals();
        const std::vector<UserId> people = people_in(removals);
        if (people.empty()) return;
        const auto before = static_cast<std::size_t>(std::ranges::count_if(
            history_.removed_last_hour,
            [&](UserId user) { return !std::ranges::binary_search(people, user); }));
        if (before + people.size() <= limits_.hour_people) return;
        hold(removals, GuardKind::hour,
             fmt::format("{} people were removed in the last hour and {} more would be; the limit "
                         "is {}",
                         before, people.size(), limits_.hour_people));
    }

    void hold(const Indexes& removals, GuardKind guard, std::string reason) {
        if (removals.empty()) return;
        Hold hold;
        for (const std::size_t i : removals) hold.operations.push_back(plan_.operations[i]);
        hold.hash = hash_of(plan_, hold.operations, input_.comparison.roster);
        const bool approved = std::ranges::binary_search(history_.approved, hold.hash);
        for (const std::size_t i : removals) {
            settled_[i] = 1;
            held_[i] = approved ? 0 : 1;
        }
        if (approved) return;
        hold.id = hold.hash.substr(0, 12);
        hold.guard = guard;
        hold.reason = std::move(reason);
        holds_.push_back(std::move(hold));
    }

    /// Distinct users, sorted. Guards count people, not operations.
    std::vector<UserId> people_in(const Indexes& removals) const {
        std::vector<UserId> users;
        for (const std::size_t i : removals) {
            if (plan_.operations[i].user != 0) users.push_back(plan_.operations[i].user);
        }
        std::ranges::sort(users);
        const auto rest = std::ranges::unique(users);
        users.erase(rest.begin(), rest.end());
        return users;
    }

    std::size_t members_of(const PlannedChat& chat) const {
        const ObservedChat* found = observed_chat(plan_, input_.observed, chat);
        return found == nullptr ? 0 : found->members.size();
    }

    std::size_t people_of_school() const { return users_of(input_.observed).size(); }

    bool is_ending(const Indexes& removals) const {
        return std::ranges::any_of(removals, [&](std::size_t i) {
            return plan_.operations[i].kind != OperationKind::remove;
        });
    }

    bool is_refilled(std::uint32_t chat) const {
        return std::ranges::any_of(plan_.operations, [&](const Operation& operation) {
            return operation.chat == chat && operation.kind == OperationKind::add;
        });
    }

    const Plan& plan_;
    const PlanInput& input_;
    const GuardLimits& limits_;
    const GuardHistory& history_;
    std::vector<std::uint8_t> settled_;       ///< per operation: a layer decided
    std::vector<std::uint8_t> held_;          ///< per operation: waits for approval
    std::vector<std::uint8_t> carried_held_;  ///< per carried chat: stays with its predecessor
    std::vector<Hold> holds_;
    std::vector<std::uint64_t> approved_;  ///< of a planned change that begins now
};

}  // namespace

const ObservedChat* observed_chat(const Plan& plan, const Observed& observed,
                                  const PlannedChat& chat) {
    if (const auto* found = observed.find(chat.key); found != nullptr) return found;
    const auto carried = std::ranges::find(plan.carried, chat.key, &CarriedChat::to);
    return carried == plan.carried.end() ? nullptr : observed.find(carried->from);
}

Guarded guard_plan(const Plan& plan, const PlanInput& input, const GuardLimits& limits,
                   const GuardHistory& history) {
    return Guardian{plan, input, limits, history}.run();
}

}  // namespace rosterd
