// Finds promotions and switches of rules in a plan, and what of the plan belongs to them.
#include "reconciler/planned_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "reconciler/words.hpp"

namespace rosterd {
namespace {

std::string_view about_of(std::string_view key) {
    const auto slash = key.find('/');
    return slash == std::string_view::npos ? std::string_view{} : key.substr(slash + 1);
}

bool per_class(ChatKind kind) {
    return kind == ChatKind::class_chat || kind == ChatKind::parents;
}

/// Whether or not everybody can be removed from it yet.
bool of_ending_chat(const Operation& operation) {
    return operation.cause == Cause::chat_closed || operation.cause == Cause::chat_deleted;
}

class Finder {
  public:
    Finder(const Plan& plan, const PlanInput& input, const GuardLimits& limits,
           const PlannedState& state, const std::vector<std::uint8_t>& candidates)
        : plan_{plan},
          input_{input},
          limits_{limits},
          state_{state},
          candidates_{candidates},
          ending_(plan.chats.size(), 0) {
        for (const Operation& operation : plan.operations) {
            if (of_ending_chat(operation)) ending_[operation.chat] = 1;
        }
    }

    std::optional<PlannedChange> find() {
        const Profile& profile = input_.comparison.profile;
        if (has_other_rules(state_, profile)) {
            concerned_.assign(plan_.chats.size(), 1);
            all_carried_ = true;
            return made(GuardKind::profile_change,
                        state_.profile == profile.id
                            ? fmt::format("the rules of profile {} changed", profile.id)
                            : fmt::format("the school's profile changes from {} to {}",
                                          state_.profile, profile.id));
        }
        if (!state_.approved.empty()) return std::nullopt;  // one is going on already
        changed_classes();
        const std::size_t classes = classes_of_school();
        if (changed_.size() < promotion_classes_min || changed_.size() * 2 < classes) {
            return std::nullopt;
        }
        find_concerned_chats();
        return made(GuardKind::promotion,
                    fmt::format("{} of {} classes are renamed, succeeded or closed at once",
                                changed_.size(), classes));
    }

  private:
    // --- promotion ---------------------------------------------------------------------------

    /// By the chats of classes: renamed, handed to a successor, or ended because they closed.
    void changed_classes() {
        for (const CarriedChat& carried : plan_.carried) changed_.insert(about_of(carried.to));
        for (const Operation& operation : plan_.operations) {
            const PlannedChat& chat = plan_.chats[operation.chat];
            if (!per_class(chat.kind)) continue;
            const bool closed = operation.cause == Cause::chat_closed;
            if (closed) closed_.insert(about_of(chat.key));
            if (closed || operation.kind == OperationKind::rename) {
                changed_.insert(about_of(chat.key));
            }
        }
    }

    /// Classes in force, and those that close now.
    std::size_t classes_of_school() const {
        const auto& classes = input_.comparison.roster.classes;
        std::size_t count = closed_.size();
        for (const Validity& validity : classes.validity) {
            count += validity.covers(input_.comparison.in_force.day) ? 1 : 0;
        }
        return count;
    }

    void find_concerned_chats() {
        all_carried_ = true;
        const Roster& roster = input_.comparison.roster;
        std::set<GroupIndex> groups;
        for (const Tie& tie : roster.group_classes) {
            if (changed_.contains(roster.text.view(roster.classes.id[tie.right]))) {
                groups.insert(tie.left);
            }
        }
        for (std::size_t i = 0; i < plan_.chats.size(); ++i) {
            const PlannedChat& chat = plan_.chats[i];
            bool concerned = per_class(chat.kind) && changed_.contains(about_of(chat.key));
            if (chat.kind == ChatKind::subject) {
                const DesiredChat* desired = input_.comparison.desired.find(chat.key);
                concerned =
                    ending_[i] != 0 || (desired != nullptr && groups.contains(desired->about));
            }
            concerned_.push_back(concerned ? 1 : 0);
        }
    }

    // --- what belongs to it ------------------------------------------------------------------

    bool is_candidate(std::size_t i) const {
        const Operation& operation = plan_.operations[i];
        return candidates_[i] != 0 && concerned_[operation.chat] != 0 && !is_personal(operation);
    }

    /// Somebody left the school, lost his link or is blocked: it protects people, and it would be
    /// so without the change. The rules may say what blocking means, so not when they change.
    bool is_live(const Operation& operation, GuardKind guard) const {
        return operation.kind == OperationKind::remove && is_sensitive(operation.cause) &&
               !(guard == GuardKind::profile_change && operation.cause == Cause::blocked);
    }

    /// The live removals that may happen while the change waits: few of their chat, which goes on,
    /// and of nobody who leaves by the change too.
    std::vector<std::uint8_t> going_on(GuardKind guard) const {
        std::map<std::uint32_t, std::size_t> live_count;
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            const Operation& operation = plan_.operations[i];
            if (is_candidate(i) && is_live(operation, guard)) ++live_count[operation.chat];
        }
        std::vector<std::uint8_t> goes_on(plan_.operations.size(), 0);
        std::set<UserId> leaving;
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            const Operation& operation = plan_.operations[i];
            if (!is_candidate(i) || !is_live(operation, guard)) continue;
            const bool few = ending_[operation.chat] == 0 &&
                             !too_many(live_count[operation.chat], plan_.chats[operation.chat]);
            goes_on[i] = few ? 1 : 0;
            if (!few) leaving.insert(operation.user);
        }
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            if (leaving.contains(plan_.operations[i].user)) goes_on[i] = 0;
        }
        return goes_on;
    }

    bool too_many(std::size_t removed, const PlannedChat& chat) const {
        const ObservedChat* observed = observed_chat(plan_, input_.observed, chat);
        const std::size_t present = observed == nullptr ? 0 : observed->members.size();
        return removed > limits_.chat.people &&
               static_cast<double>(removed) > limits_.chat.share * static_cast<double>(present);
    }

    std::optional<PlannedChange> made(GuardKind guard, std::string what) const {
        PlannedChange change{guard, {}, {}, {}};
        const std::vector<std::uint8_t> goes_on = going_on(guard);
        for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
            if (is_candidate(i) && goes_on[i] == 0) change.operations.push_back(i);
        }
        for (std::size_t i = 0; i < plan_.carried.size(); ++i) {
            const bool approved =
                std::ranges::binary_search(state_.approved, fingerprint_of(plan_.carried[i]));
            if (all_carried_ && !approved) change.carried.push_back(i);
        }
        if (change.operations.empty() && change.carried.empty()) return std::nullopt;
        change.reason = fmt::format("{}: {}; nothing of it happens before it is approved", what,
                                    amounts(change));
        return change;
    }

    std::string amounts(const PlannedChange& change) const {
        static constexpr std::array<std::pair<OperationKind, std::string_view>, 9> kinds{
            {{OperationKind::create, "chats created"},
             {OperationKind::rename, "renamed"},
             {OperationKind::detach, "emptied"},
             {OperationKind::destroy, "destroyed"},
             {OperationKind::add, "people added"},
             {OperationKind::invite, "invited"},
             {OperationKind::remove, "removed"},
             {OperationKind::promote, "administrators appointed"},
             {OperationKind::demote, "dismissed"}}};
        std::vector<std::string> parts;
        if (!change.carried.empty()) {
            parts.push_back(fmt::format("{} chats carried over", change.carried.size()));
        }
        for (const auto& [kind, words] : kinds) {
            const auto count = std::ranges::count_if(
                change.operations, [&](std::size_t i) { return plan_.operations[i].kind == kind; });
            if (count > 0) parts.push_back(fmt::format("{} {}", count, words));
        }
        return fmt::format("{}", fmt::join(parts, ", "));
    }

    const Plan& plan_;
    const PlanInput& input_;
    const GuardLimits& limits_;
    const PlannedState& state_;
    const std::vector<std::uint8_t>& candidates_;
    std::vector<std::uint8_t> ending_;     ///< per chat: this plan ends it
    std::vector<std::uint8_t> concerned_;  ///< per chat
    bool all_carried_ = false;
    std::set<std::string_view> changed_, closed_;  ///< ids of classes
};

void describe(std::string& text, const Selector& selector) {
    const auto& [kind, positions, roles, words] = selector;
    text += fmt::format("{}:{}:{},", word(kind), positions, roles);
    static_cast<void>(words);  // how the file wrote it: spaces do not matter
}

void describe(std::string& text, const ChatRule& rule) {
    // A structured binding, so that a new field of a rule does not compile before it is here.
    const auto& [name, kind, title, created, members, admins, admins_otherwise, request_title,
                 on_delete, on_close, manual_edits, strangers, deletable_by] = rule;
    text += fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|", word(kind), title.whole, title.subgroup,
                        title.elective, static_cast<int>(request_title), static_cast<int>(created),
                        static_cast<int>(on_delete), static_cast<int>(on_close),
                        static_cast<int>(manual_edits), static_cast<int>(strangers));
    static_cast<void>(name);
    static_cast<void>(deletable_by);  // who may ask: changes no chat by itself
    for (const Selector& selector : members) describe(text, selector);
    text += "|";
    for (const Selector& selector : admins) describe(text, selector);
    text += "|";
    for (const Selector& selector : admins_otherwise) describe(text, selector);
    text += "\n";
}

}  // namespace

std::optional<PlannedChange> find_planned_change(const Plan& plan, const PlanInput& input,
                                                 const GuardLimits& limits,
                                                 const PlannedState& state,
                                                 const std::vector<std::uint8_t>& candidates) {
    return Finder{plan, input, limits, state, candidates}.find();
}

std::string rules_hash(const Profile& profile) {
    const auto& [id, title, chats, on_unlink, one_phone_one_person, blocked, former_class_teacher,
                 conferences, phone_format, permissions] = profile;
    static_cast<void>(id);
    static_cast<void>(title);
    static_cast<void>(conferences);
    static_cast<void>(phone_format);
    static_cast<void>(permissions);
    std::string text =
        fmt::format("{}|{}|{}|{}\n", static_cast<int>(on_unlink), one_phone_one_person,
                    static_cast<int>(blocked), static_cast<int>(former_class_teacher));
    for (const ChatRule& rule : chats) describe(text, rule);
    return fingerprint_of(text);
}

bool has_other_rules(const PlannedState& state, const Profile& profile) {
    return !state.profile.empty() &&
           (state.profile != profile.id || state.rules != rules_hash(profile));
}

PlannedState next_planned_state(PlannedState state, const Guarded& guarded, const Profile& profile,
                                const Roster& roster) {
    const auto accept_rules = [&] {
        state.profile = profile.id;
        state.rules = rules_hash(profile);
    };
    if (!guarded.approved.empty()) {
        accept_rules();
        state.approved = guarded.approved;
        return state;
    }
    // Where anything is held or rests, other rules are not without a consequence yet.
    const bool none_waits = guarded.holds.empty() && guarded.paused.empty();
    if (state.profile.empty() || none_waits) accept_rules();
    if (state.approved.empty()) return state;
    const auto is_left = [&](const Operation& operation) {
        return std::ranges::binary_search(state.approved,
                                          fingerprint_of(guarded.released, operation, roster));
    };
    const auto is_left_to_carry = [&](const CarriedChat& carried) {
        return std::ranges::binary_search(state.approved, fingerprint_of(carried));
    };
    const Plan& released = guarded.released;
    bool left = std::ranges::any_of(released.operations, is_left) ||
                std::ranges::any_of(released.carried, is_left_to_carry) ||
                std::ranges::any_of(guarded.paused.operations, is_left) ||
                std::ranges::any_of(guarded.paused.carried, is_left_to_carry);
    for (const Hold& hold : guarded.holds) {
        left = left || std::ranges::any_of(hold.operations, is_left);
    }
    if (!left) state.approved.clear();
    return state;
}

}  // namespace rosterd
