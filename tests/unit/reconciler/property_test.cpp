// What must hold for every school: random rosters, profiles, platforms and memories.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "reconciler/planned_change.hpp"
#include "reconciler/words.hpp"
#include "tests/support/platform_model.hpp"
#include "tests/unit/reconciler/naive_desired.hpp"
#include "tests/unit/reconciler/random_school.hpp"

namespace rosterd::testing {

namespace {

Choices any_choices() {
    constexpr std::size_t enough = 600;
    return Choices{*rc::gen::container<std::vector<std::uint32_t>>(
        enough, rc::gen::inRange<std::uint32_t>(0, 100'000))};
}

Scenario any_scenario(Choices& choices) {
    Scenario scenario = random_school(choices);
    random_platform(choices, scenario);
    random_history(choices, scenario);
    return scenario;
}

std::string told(const std::vector<std::string>& story) {
    std::string out;
    for (const auto& each : story) out += each + "\n";
    return out;
}

int phase_of(const Operation& operation) {
    switch (operation.kind) {
        case OperationKind::remove:
            return is_sensitive(operation.cause) ? 0 : 6;
        case OperationKind::create:
            return 1;
        case OperationKind::rename:
            return 2;
        case OperationKind::add:
        case OperationKind::invite:
            return 3;
        case OperationKind::promote:
            return 4;
        case OperationKind::demote:
            return 5;
        case OperationKind::detach:
        case OperationKind::destroy:
            return 7;
    }
    return 8;
}

std::vector<std::string> sorted(std::vector<std::string> lines) {
    std::ranges::sort(lines);
    return lines;
}

/// What is released and what is held together are the plan, and only what may wait does.
void expect_a_split(const Evaluated& world, const Plan& plan, const Guarded& out) {
    std::vector<std::string> parts;
    std::map<std::string, std::string> waiting;  // chats whose carry-over is held: old key -> new
    for (const Hold& hold : out.holds) {
        RC_ASSERT(!hold.operations.empty() || !hold.carried.empty());
        RC_ASSERT(hold.hash == hash_of(plan, hold.operations, world.roster, hold.carried));
        const bool planned =
            hold.guard == GuardKind::promotion || hold.guard == GuardKind::profile_change;
        for (const CarriedChat& carried : hold.carried) waiting[carried.from] = carried.to;
        for (const Operation& operation : hold.operations) {
            const bool of_administrators = operation.kind == OperationKind::demote &&
                                           (hold.guard == GuardKind::implausible_read ||
                                            hold.guard == GuardKind::last_administrator);
            RC_ASSERT(planned || of_administrators || takes_away(operation.kind));
            RC_ASSERT(operation.cause != Cause::unlinked);
            RC_ASSERT(operation.cause != Cause::hand_edit);
            parts.push_back(line(world, plan, operation));
        }
    }
    Plan released = out.released;
    for (auto& chat : released.chats) {
        if (waiting.contains(chat.key)) chat.key = waiting.at(chat.key);
    }
    for (auto& each : world.story(released)) parts.push_back(std::move(each));
    RC_ASSERT(sorted(parts) == sorted(world.story(plan)));
}

}  // namespace

RC_GTEST_PROP(PropertyTest, NobodyIsWantedWithoutAReason, ()) {
    auto choices = any_choices();
    const auto world = random_school(choices).evaluate();
    for (const auto& chat : world.desired.chats) {
        RC_ASSERT(world.desired.find(world.desired.key(chat)) == &chat);
        PersonIndex last = no_index;
        for (const Seat& seat : world.desired.seats_of(chat)) {
            RC_ASSERT(last == no_index || last < seat.person);
            last = seat.person;
            RC_ASSERT(seat.member_reasons != 0);
            RC_ASSERT(world.in_force.tied[seat.person] != 0);
            RC_ASSERT(!(world.profile.blocked == BlockedPeople::exclude &&
                        world.roster.people.blocked[seat.person] != 0));
        }
    }
}

RC_GTEST_PROP(PropertyTest, DesiredMembershipIsWhatTheSentencesOfTheContractSay, ()) {
    auto choices = any_choices();
    const Scenario scenario = random_school(choices);
    const auto world = scenario.evaluate();
    const auto naive = naive_desired(scenario);
    for (const auto& [key, chat] : naive) {
        RC_LOG() << key << "\n";
        const DesiredChat* found = world.desired.find(key);
        RC_ASSERT(found != nullptr);
        if (found->wish != ChatWish::present && found->wish != ChatWish::on_request) continue;
        const auto members = world.members(key);
        const auto admins = world.admins(key);
        RC_ASSERT(std::set(members.begin(), members.end()) == chat.members);
        RC_ASSERT(std::set(admins.begin(), admins.end()) == chat.admins);
    }
    for (const auto& chat : world.desired.chats) {
        if (chat.kind == ChatKind::custom) continue;
        const std::string key{world.desired.key(chat)};
        RC_LOG() << key << "\n";
        RC_ASSERT(naive.contains(key) ||
                  (chat.wish != ChatWish::present && chat.wish != ChatWish::on_request));
    }
}

RC_GTEST_PROP(PropertyTest, AfterAPlanIsDoneTheNextOneIsEmpty, ()) {
    auto choices = any_choices();
    Scenario scenario = any_scenario(choices);
    for (int round = 0; round < 2; ++round) {
        const auto before = scenario.evaluate();
        const Plan plan = before.plan();
        RC_LOG() << "plan:\n" << told(before.story(plan)) << "\n";
        apply_plan(plan, scenario.capabilities, scenario.moment.now, scenario.observed,
                   scenario.history);
        const auto after = scenario.evaluate();
        const Plan next = after.plan();
        RC_LOG() << "next:\n" << told(after.story(next)) << "\n";
        RC_ASSERT(next.carried.empty());
        RC_ASSERT(next.operations.empty());
        scenario.remember_users();
        random_changes(choices, scenario);
    }
}

RC_GTEST_PROP(PropertyTest, AfterAPlanIsDoneThePlatformHasExactlyWhoBelongs, ()) {
    auto choices = any_choices();
    Scenario scenario = random_school(choices);
    scenario.capabilities = {};
    for (auto& rule : scenario.profile.chats) rule.strangers = Strangers::remove;
    random_platform(choices, scenario);
    const auto world = scenario.evaluate();
    apply_plan(world.plan(), scenario.capabilities, scenario.moment.now, scenario.observed,
               scenario.history);
    for (const auto& chat : world.desired.chats) {
        if (chat.wish != ChatWish::present) continue;
        const std::string key{world.desired.key(chat)};
        RC_LOG() << key << "\n";
        std::map<UserId, bool> expected;
        for (const Seat& seat : world.desired.seats_of(chat)) {
            const UserId user = world.links.user[seat.person];
            if (user != 0) expected[user] = seat.admin();
        }
        const bool unclear = std::ranges::binary_search(world.roster.doubtful_chats, key);
        const ObservedChat* observed = scenario.observed.find(key);
        RC_ASSERT(observed != nullptr);
        RC_ASSERT(observed->state != ChatState::destroyed);
        RC_ASSERT(observed->members.empty() || observed->state == ChatState::active);
        RC_ASSERT(observed->title == world.title(key));
        for (const auto& [user, admin] : expected) {
            const ObservedMember* member = find_member(*observed, user);
            RC_LOG() << user << "\n";
            RC_ASSERT(member != nullptr);
            const PersonIndex person = world.links.person_of(user);
            RC_ASSERT(member->admin() == admin || world.roster.people.doubtful[person] != 0);
        }
        for (const ObservedMember& member : observed->members) {
            RC_LOG() << member.user() << "\n";
            RC_ASSERT(expected.contains(member.user()) || world.links.is_protected(member.user()) ||
                      unclear);
        }
    }
}

RC_GTEST_PROP(PropertyTest, OperationsComeInTheOrderOfTheirPhases, ()) {
    auto choices = any_choices();
    const auto world = any_scenario(choices).evaluate();
    const Plan plan = world.plan();
    RC_LOG() << told(world.story(plan));
    RC_ASSERT(std::ranges::is_sorted(plan.operations, {}, phase_of));
}

RC_GTEST_PROP(PropertyTest, WhoIsInDoubtIsTakenFromNowhere, ()) {
    auto choices = any_choices();
    const auto world = any_scenario(choices).evaluate();
    for (const Operation& operation : world.plan().operations) {
        if (operation.kind != OperationKind::remove) continue;
        RC_ASSERT(!world.links.is_protected(operation.user));
        // RC_ASSERT looks at both sides of ||, so that the index must not stand there.
        const bool doubtful =
            operation.person != no_index && world.roster.people.doubtful.at(operation.person) != 0;
        RC_ASSERT(!doubtful);
        RC_ASSERT(operation.cause != Cause::none);
    }
}

RC_GTEST_PROP(PropertyTest, PlansOfEqualInputsAreEqual, ()) {
    auto choices = any_choices();
    Scenario scenario = any_scenario(choices);
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    const Plan again = world.plan();
    RC_ASSERT(plan.operations == again.operations);
    RC_ASSERT(plan.hash == again.hash);
    scenario.journal.reversed();
    const Plan reversed = scenario.evaluate().plan();
    RC_ASSERT(plan.hash == reversed.hash);
    RC_ASSERT(plan.operations == reversed.operations);
    RC_ASSERT(plan.price.calls == reversed.price.calls);
}

RC_GTEST_PROP(PropertyTest, AGuardSplitsAPlanAndNeverLetsTooMuchThrough, ()) {
    auto choices = any_choices();
    Scenario scenario = any_scenario(choices);
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    const GuardLimits limits{
        .chat = {choices.below(4), choices.below(5) / 10.0},
        .school = {choices.below(5), choices.below(5) / 10.0},
        .hour_people = choices.below(8),
    };
    GuardHistory history;
    for (UserId user = 1000; user < 1010; ++user) {
        if (choices.one_in(4)) history.removed_last_hour.push_back(user);
    }
    if (choices.one_in(5)) history.implausible = "enrolment fell from 9 rows to 0";
    if (choices.one_in(4)) history.planned.profile = choices.one_in(2) ? "sgo" : "bars-max";
    history.planned.rules = rules_hash(world.profile);
    const Guarded out = guard_plan(plan, world.plan_input(), limits, history);

    expect_a_split(world, plan, out);

    for (const Operation& operation : out.released.operations) {
        if (operation.kind != OperationKind::demote) continue;
        RC_ASSERT(history.implausible.empty() || operation.cause == Cause::hand_edit);
    }
    std::set<UserId> gone;
    std::map<std::string, std::set<UserId>> gone_from;
    for (const Operation& operation : out.released.operations) {
        if (!takes_away(operation.kind) || operation.cause == Cause::unlinked ||
            operation.cause == Cause::hand_edit) {
            continue;
        }
        RC_ASSERT(history.implausible.empty());
        if (operation.user == 0) continue;
        gone.insert(operation.user);
        gone_from[out.released.chats.at(operation.chat).key].insert(operation.user);
    }
    std::set<UserId> present;
    for (const auto& chat : scenario.observed.chats) {
        for (const auto& member : chat.members) present.insert(member.user());
    }
    const auto within = [](std::size_t count, std::size_t of, const GuardLimit& limit) {
        return count <= limit.people ||
               static_cast<double>(count) <= limit.share * static_cast<double>(of);
    };
    RC_ASSERT(within(gone.size(), present.size(), limits.school));
    for (const auto& [key, users] : gone_from) {
        const ObservedChat* chat = scenario.observed.find(key);
        for (const auto& carried : plan.carried) {
            if (carried.to == key) chat = scenario.observed.find(carried.from);
        }
        RC_ASSERT(chat != nullptr);
        RC_ASSERT(within(users.size(), chat->members.size(), limits.chat));
    }
    if (gone.empty()) return;
    gone.insert(history.removed_last_hour.begin(), history.removed_last_hour.end());
    RC_ASSERT(gone.size() <= limits.hour_people);
}

}  // namespace rosterd::testing
