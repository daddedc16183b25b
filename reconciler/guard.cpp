// Which removals are too many to happen unseen. Each layer sees what the earlier ones let pass.
#include "reconciler/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

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
          held_(plan.operations.size(), 0) {}

    Guarded run() {
        implausible_read();
        chats();
        school();
        hour();
        Guarded result;
        result.holds = std::move(holds_);
        result.released = plan_;
        result.released.operations.clear();
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            if (held_[i] == 0) result.released.operations.push_back(plan_.operations[i]);
        }
        const auto& released = result.released.operations;
        result.released.hash = hash_of(plan_, released, input_.comparison.roster);
        result.released.price = price_of(plan_, released, input_.capabilities);
        return result;
    }

  private:
    using Indexes = std::vector<std::size_t>;

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

    const ObservedChat* observed(const PlannedChat& chat) const {
        if (const auto* found = input_.observed.find(chat.key); found != nullptr) return found;
        const auto carried = std::ranges::find(plan_.carried, chat.key, &CarriedChat::to);
        return carried == plan_.carried.end() ? nullptr : input_.observed.find(carried->from);
    }

    std::size_t members_of(const PlannedChat& chat) const {
        const ObservedChat* found = observed(chat);
        return found == nullptr ? 0 : found->members.size();
    }

    std::size_t people_of_school() const {
        std::vector<UserId> users;
        for (const ObservedChat& chat : input_.observed.chats) {
            for (const ObservedMember& member : chat.members) users.push_back(member.user());
        }
        std::ranges::sort(users);
        return users.size() - std::ranges::unique(users).size();
    }

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
    std::vector<std::uint8_t> settled_;  ///< per operation: a layer decided
    std::vector<std::uint8_t> held_;     ///< per operation: waits for approval
    std::vector<Hold> holds_;
};

}  // namespace

Guarded guard_plan(const Plan& plan, const PlanInput& input, const GuardLimits& limits,
                   const GuardHistory& history) {
    return Guardian{plan, input, limits, history}.run();
}

}  // namespace rosterd
