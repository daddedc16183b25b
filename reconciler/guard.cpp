// Which removals and demotions are too many to happen unseen. Each layer sees what the earlier ones
// let pass.
#include "reconciler/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "reconciler/planned_change.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

constexpr std::size_t smallest_chat_to_empty = 3;

bool may_be_held(const Operation& operation) {
    return takes_away(operation.kind) && !is_personal(operation);
}

bool is_ordinary_demotion(const Operation& operation) {
    return operation.kind == OperationKind::demote && !is_personal(operation);
}

bool passes_both(std::size_t removed, std::size_t present, const GuardLimit& limit) {
    return removed > limit.people &&
           static_cast<double>(removed) > limit.share * static_cast<double>(present);
}

/// Only who knows that the read was not believed releases what it takes away.
bool is_of_belief(GuardKind guard) {
    return guard == GuardKind::implausible_read || guard == GuardKind::implausible_class;
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
          approver_(plan.operations.size(), 0),
          carried_held_(plan.carried.size(), 0) {
        find_approvers();
    }

    Guarded run() {
        implausible_read();
        for (const ClassDoubt& doubt : history_.doubted) implausible_class(doubt);
        approved_before();
        planned_change();
        chats();
        administrators();
        rules();
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
        result.margins = std::move(margins_);
        Plan& released = result.released;
        released = plan_;
        released.operations.clear();
        released.carried.clear();
        for (const ApprovedHold& approval : history_.approved) {
            released.approvers.push_back(approval.by);
        }
        released.approvers.push_back("an earlier approval");  // of a planned change
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            if (held_[i] != 0) continue;
            released.operations.push_back(plan_.operations[i]);
            released.operations.back().approval = approver_[i];
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

    std::uint64_t step_of(std::size_t i) const {
        return fingerprint_of(plan_, plan_.operations[i], input_.comparison.roster);
    }

    /// Per operation, whose approval names it.
    void find_approvers() {
        const bool any = std::ranges::any_of(
            history_.approved, [](const ApprovedHold& each) { return !each.steps.empty(); });
        if (!any) return;
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            const std::uint64_t step = step_of(i);
            for (std::size_t at = 0; at < history_.approved.size(); ++at) {
                if (!std::ranges::binary_search(history_.approved[at].steps, step)) continue;
                approver_[i] = static_cast<std::uint32_t>(at + 1);
                if (history_.approved[at].of_implausible_read) break;  // the stronger of two
            }
        }
    }

    bool is_approved(std::size_t i, GuardKind guard) const {
        if (approver_[i] == 0) return false;
        if (!is_of_belief(guard)) return true;
        return approver_[i] <= history_.approved.size() &&
               history_.approved[approver_[i] - 1].of_implausible_read;
    }

    /// 1 + index of the approval of exactly this; 0: there is none.
    std::uint32_t approval_of(const std::string& hash, GuardKind guard) const {
        const auto found = std::ranges::find_if(history_.approved, [&](const ApprovedHold& each) {
            return each.hash == hash && (each.of_implausible_read || !is_of_belief(guard));
        });
        if (found == history_.approved.end()) return 0;
        return static_cast<std::uint32_t>(found - history_.approved.begin() + 1);
    }

    /// What a person approved as one change goes through, however often the work was interrupted.
    void approved_before() {
        const std::vector<std::uint64_t>& approved = history_.planned.approved;
        if (approved.empty()) return;
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            if (!std::ranges::binary_search(approved, step_of(i))) continue;
            settled_[i] = 1;
            if (approver_[i] == 0) approver_[i] = earlier_approval();
        }
    }

    std::uint32_t earlier_approval() const {
        return static_cast<std::uint32_t>(history_.approved.size() + 1);
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
        hold.steps = steps_of(hold);
        if (const std::uint32_t approval = approval_of(hold.hash, change->guard); approval != 0) {
            for (const std::size_t i : change->operations) approver_[i] = approval;
            approved_ = hold.steps;
            return;
        }
        for (const std::size_t i : change->operations) held_[i] = 1;
        for (const std::size_t i : change->carried) carried_held_[i] = 1;
        hold.id = hold.hash.substr(0, 12);
        hold.guard = change->guard;
        hold.reason = change->reason;
        holds_.push_back(std::move(hold));
    }

    std::vector<std::uint64_t> steps_of(const Hold& hold) const {
        std::vector<std::uint64_t> steps;
        for (const Operation& operation : hold.operations) {
            steps.push_back(fingerprint_of(plan_, operation, input_.comparison.roster));
        }
        for (const CarriedChat& chat : hold.carried) steps.push_back(fingerprint_of(chat));
        std::ranges::sort(steps);
        return steps;
    }

    template <class Predicate>
    Indexes open_operations(Predicate predicate) const {
        Indexes open;
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            if (settled_[i] == 0 && predicate(plan_.operations[i])) open.push_back(i);
        }
        return open;
    }

    /// Removals that no earlier layer decided about. Those that a person approved are among them:
    /// they are let pass, but what is added to them is not judged as if it were alone.
    Indexes open_removals() const { return open_operations(may_be_held); }

    /// A wrong read must not dismiss anybody either: a staff table without roles would.
    void implausible_read() {
        if (history_.implausible.empty()) return;
        const auto open = open_operations([](const Operation& operation) {
            return may_be_held(operation) || is_ordinary_demotion(operation);
        });
        hold(open, GuardKind::implausible_read,
             fmt::format("the journal read is not believed: {}", history_.implausible));
    }

    /// What the class's own chats would lose, and what the people who would leave them would lose
    /// anywhere: whoever was its pupil has no other tie to the school.
    void implausible_class(const ClassDoubt& doubt) {
        const auto is_its = [&](const Operation& operation) {
            return std::ranges::binary_search(doubt.chats, plan_.chats[operation.chat].key);
        };
        std::vector<UserId> leaving;
        for (const std::size_t i : open_removals()) {
            if (is_its(plan_.operations[i])) leaving.push_back(plan_.operations[i].user);
        }
        std::ranges::sort(leaving);
        const auto open = open_operations([&](const Operation& operation) {
            const bool wide = may_be_held(operation) || is_ordinary_demotion(operation);
            return wide &&
                   (is_its(operation) || std::ranges::binary_search(leaving, operation.user));
        });
        hold(open, GuardKind::implausible_class,
             fmt::format("the journal read is not believed: {}", doubt.reason), doubt.id);
    }

    void chats() {
        std::map<std::uint32_t, Indexes> by_chat;
        for (const std::size_t i : open_removals()) by_chat[plan_.operations[i].chat].push_back(i);
        for (const auto& [chat, removals] : by_chat) {
            const std::size_t removed = people_in(removals).size();
            const std::size_t present = members_of(plan_.chats[chat]);
            const std::string& key = plan_.chats[chat].key;
            note({GuardKind::chat, key, removed, present, limits_.chat});
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

    /// No chat of people is left to the service account alone, unless a new administrator comes in
    /// the same plan. Removals that protect people do not wait for that.
    void administrators() {
        std::map<std::uint32_t, Indexes> by_chat;
        const auto open = open_operations([](const Operation& operation) {
            const bool removal = operation.kind == OperationKind::remove &&
                                 may_be_held(operation) && !is_sensitive(operation.cause);
            return removal || is_ordinary_demotion(operation);
        });
        for (const std::size_t i : open) by_chat[plan_.operations[i].chat].push_back(i);
        for (auto& [chat, losing] : by_chat) {
            const ObservedChat* observed = observed_chat(plan_, input_.observed, plan_.chats[chat]);
            if (observed == nullptr) continue;
            std::erase_if(losing, [&](std::size_t i) {
                const ObservedMember* member = find_member(*observed, plan_.operations[i].user);
                return member == nullptr || !member->admin();
            });
            if (losing.empty() || !would_lose_administrators(chat, *observed)) continue;
            hold(losing, GuardKind::last_administrator,
                 fmt::format("{} would be left without any administrator but the service account",
                             plan_.chats[chat].key));
        }
    }

    /// After everything in this plan that is not held, people are there and none administers.
    bool would_lose_administrators(std::uint32_t chat, const ObservedChat& observed) const {
        std::map<UserId, bool> after;
        for (const ObservedMember& member : observed.members) {
            if (!member.invited()) after[member.user()] = member.admin();
        }
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            const Operation& operation = plan_.operations[i];
            if (operation.chat != chat || held_[i] != 0) continue;
            switch (operation.kind) {
                case OperationKind::detach:
                case OperationKind::destroy:
                    return false;
                case OperationKind::remove:
                    after.erase(operation.user);
                    break;
                case OperationKind::add:
                    after.emplace(operation.user, false);
                    break;
                case OperationKind::promote:
                case OperationKind::demote:
                    after[operation.user] = operation.kind == OperationKind::promote;
                    break;
                case OperationKind::create:
                case OperationKind::rename:
                case OperationKind::invite:
                    break;
            }
        }
        return !after.empty() &&
               std::ranges::none_of(after, [](const auto& entry) { return entry.second; });
    }

    /// Few of each chat, many of all chats of one kind: the parents vanish from every class.
    void rules() {
        std::map<ChatKind, Indexes> by_kind;
        for (const std::size_t i : open_removals()) {
            by_kind[plan_.chats[plan_.operations[i].chat].kind].push_back(i);
        }
        for (const auto& [kind, removals] : by_kind) {
            const std::size_t removed = people_in(removals).size();
            const std::size_t present = people_of(kind);
            note({GuardKind::rule, std::string{word(kind)}, removed, present, limits_.rule});
            if (!passes_both(removed, present, limits_.rule)) continue;
            hold(removals, GuardKind::rule,
                 fmt::format("{} of {} people would leave the chats of kind {}; the limit is {} "
                             "people and {} %",
                             removed, present, word(kind), limits_.rule.people,
                             percent(limits_.rule.share)));
        }
    }

    void school() {
        const Indexes removals = open_removals();
        if (removals.empty()) return;
        const std::size_t removed = people_in(removals).size();
        const std::size_t present = people_of_school();
        note({GuardKind::school, {}, removed, present, limits_.school});
        if (!passes_both(removed, present, limits_.school)) return;
        hold(removals, GuardKind::school,
             fmt::format("{} of the school's {} people would leave a chat; the limit is {} people "
                         "and {} %",
                         removed, present, limits_.school.people, percent(limits_.school.share)));
    }

    /// What a person approved does not fill the hour.
    void hour() {
        Indexes removals = open_removals();
        std::erase_if(removals, [&](std::size_t i) { return approver_[i] != 0; });
        const std::vector<UserId> people = people_in(removals);
        if (people.empty()) return;
        const auto before = static_cast<std::size_t>(std::ranges::count_if(
            history_.removed_last_hour,
            [&](UserId user) { return !std::ranges::binary_search(people, user); }));
        note({GuardKind::hour, {}, before + people.size(), 0, {limits_.hour_people, 0}});
        if (before + people.size() <= limits_.hour_people) return;
        hold(removals, GuardKind::hour,
             fmt::format("{} people were removed in the last hour and {} more would be; the limit "
                         "is {}",
                         before, people.size(), limits_.hour_people));
    }

    void note(GuardMargin margin) { margins_.push_back(std::move(margin)); }

    /// Decides about these operations: what of them nobody approved waits.
    void hold(const Indexes& operations, GuardKind guard, std::string reason,
              std::string about = {}) {
        Hold hold;
        Indexes waiting;
        for (const std::size_t i : operations) {
            settled_[i] = 1;
            if (is_approved(i, guard)) continue;
            waiting.push_back(i);
            hold.operations.push_back(plan_.operations[i]);
        }
        if (waiting.empty()) return;
        hold.hash = hash_of(plan_, hold.operations, input_.comparison.roster);
        const std::uint32_t approval = approval_of(hold.hash, guard);
        for (const std::size_t i : waiting) {
            held_[i] = approval != 0 ? 0 : 1;
            approver_[i] = approval;
        }
        if (approval != 0) return;
        if (!margins_.empty() && margins_.back().guard == guard) margins_.back().held = true;
        hold.id = hold.hash.substr(0, 12);
        hold.guard = guard;
        hold.reason = std::move(reason);
        hold.about = std::move(about);
        hold.steps = steps_of(hold);
        if (guard == GuardKind::implausible_read) {
            // Whoever approves the removals approves this read, and no other that is not believed.
            hold.steps.push_back(fingerprint_of_read(history_.implausible));
            std::ranges::sort(hold.steps);
        }
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

    std::size_t people_of(ChatKind kind) const {
        std::vector<UserId> users;
        for (const ObservedChat& chat : input_.observed.chats) {
            if (chat_kind(chat.key.substr(0, chat.key.find('/'))) != kind) continue;
            for (const ObservedMember& member : chat.members) users.push_back(member.user());
        }
        std::ranges::sort(users);
        const auto rest = std::ranges::unique(users);
        return users.size() - rest.size();
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
    std::vector<std::uint8_t> settled_;       ///< per operation: a layer decided
    std::vector<std::uint8_t> held_;          ///< per operation: waits for approval
    std::vector<std::uint32_t> approver_;     ///< per operation, as Operation::approval
    std::vector<std::uint8_t> carried_held_;  ///< per carried chat: stays with its predecessor
    std::vector<Hold> holds_;
    std::vector<GuardMargin> margins_;
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
