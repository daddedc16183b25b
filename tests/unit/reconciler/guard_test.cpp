// Guards: every layer at its exact threshold, and what no layer ever holds.
#include "reconciler/guard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "reconciler/words.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

using Lines = std::vector<std::string>;

/// Limits so wide that only the layer under test can trip.
GuardLimits wide() {
    return {.chat = {1'000'000, 1.0},
            .rule = {1'000'000, 1.0},
            .school = {1'000'000, 1.0},
            .hour_people = 1'000'000};
}

/// One class chat of `size` students and one teacher on the platform; no other rules.
Scenario one_class(int size) {
    Scenario scenario;
    add_class_of(scenario.journal, "7v", size);
    std::erase_if(scenario.profile.chats,
                  [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
    scenario.converge();
    return scenario;
}

std::string student(const std::string& in, int number) {
    return in + (number < 10 ? "-0" : "-") + std::to_string(number);
}

/// The first `count` students of the class leave the school.
void expel(Scenario& scenario, const std::string& in, int count) {
    for (int at = 1; at <= count; ++at) scenario.journal.end_enrolment(in, student(in, at));
}

Guarded guarded(const Scenario& scenario, const GuardLimits& limits,
                const GuardHistory& history = {}) {
    const auto world = scenario.evaluate();
    return guard_plan(world.plan(), world.plan_input(), limits, history);
}

std::size_t count(std::span<const Operation> operations, OperationKind kind) {
    return static_cast<std::size_t>(std::ranges::count(operations, kind, &Operation::kind));
}

bool held(const Scenario& scenario, const GuardLimits& limits, GuardKind kind,
          const GuardHistory& history = {}) {
    const Guarded out = guarded(scenario, limits, history);
    for (const Hold& hold : out.holds) EXPECT_EQ(hold.guard, kind) << word(hold.guard);
    EXPECT_LE(out.holds.size(), 1U);
    if (!out.holds.empty()) EXPECT_EQ(count(out.released.operations, OperationKind::remove), 0U);
    return !out.holds.empty();
}

GuardHistory removed_before(std::vector<UserId> people) {
    GuardHistory history;
    history.removed_last_hour = std::move(people);
    return history;
}

GuardHistory approval(const std::string& hash) {
    GuardHistory history;
    history.approved.push_back({.hash = hash});
    return history;
}

GuardHistory unbelieved(const std::string& why) {
    GuardHistory history;
    history.implausible = why;
    return history;
}

std::vector<UserId> users(UserId first, int count) {
    std::vector<UserId> out;
    for (int at = 0; at < count; ++at) out.push_back(first + at);
    return out;
}

}  // namespace

TEST(GuardTest, AnEmptyPlanIsReleased) {
    const Guarded out = guarded(one_class(10), {});
    EXPECT_TRUE(out.released.empty());
    EXPECT_TRUE(out.holds.empty());
}

TEST(GuardTest, TheDefaultLimitsAreSizedForAClassOfThirty) {
    const GuardLimits limits;
    EXPECT_EQ(limits.chat.people, 5U);
    EXPECT_EQ(limits.chat.share, 0.25);
    EXPECT_EQ(limits.school.people, 15U);
    EXPECT_EQ(limits.school.share, 0.03);
    EXPECT_EQ(limits.hour_people, 25U);
}

TEST(ChatGuardTest, ItTripsOnlyWhenBothCountAndShareArePassed) {
    struct Row {
        int students;  // one teacher more is present
        int leaving;
        bool trips;
    };
    // 5 people and 25 %: of 20 present 5 is both limits exactly.
    for (const Row& row :
         {Row{19, 4, false}, Row{19, 5, false}, Row{19, 6, true}, Row{23, 5, false},
          Row{23, 6, false}, Row{22, 6, true}, Row{39, 10, false}, Row{39, 11, true},
          Row{9, 5, false}, Row{9, 6, true}}) {
        Scenario scenario = one_class(row.students);
        expel(scenario, "7v", row.leaving);
        GuardLimits limits = wide();
        limits.chat = {5, 0.25};
        EXPECT_EQ(held(scenario, limits, GuardKind::chat), row.trips)
            << row.leaving << " of " << row.students + 1;
    }
}

TEST(ChatGuardTest, OneChatDoesNotHoldAnother) {
    Scenario scenario;
    add_class_of(scenario.journal, "7v", 20);
    add_class_of(scenario.journal, "8a", 20);
    std::erase_if(scenario.profile.chats,
                  [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
    scenario.converge();
    expel(scenario, "7v", 10);
    expel(scenario, "8a", 2);
    GuardLimits limits = wide();
    limits.chat = {5, 0.25};
    const auto world = scenario.evaluate();
    const Guarded out = guard_plan(world.plan(), world.plan_input(), limits, {});
    ASSERT_EQ(out.holds.size(), 1U);
    EXPECT_EQ(out.holds[0].operations.size(), 10U);
    EXPECT_NE(out.holds[0].reason.find("class/7v"), std::string::npos);
    EXPECT_EQ(world.story(out.released, out.released.operations),
              (Lines{"remove class/8a 8a-01", "remove class/8a 8a-02"}));
}

TEST(EmptyChatGuardTest, NoChatLosesEverybodyUnseen) {
    for (const int size : {2, 3, 4}) {
        Scenario scenario = one_class(size);
        expel(scenario, "7v", size);
        EXPECT_FALSE(held(scenario, wide(), GuardKind::empty_chat)) << "the teacher stays";
        scenario.journal.end_staff("7v-teacher");
        EXPECT_TRUE(held(scenario, wide(), GuardKind::empty_chat)) << size;
    }
}

TEST(EmptyChatGuardTest, AChatThatIsMeantToEndMayBecomeEmpty) {
    Scenario scenario = one_class(4);
    scenario.journal.school_class("7v", {.validity = until(today_text)});
    EXPECT_FALSE(held(scenario, wide(), GuardKind::empty_chat));
}

TEST(SchoolGuardTest, ItTripsOnlyWhenBothCountAndShareArePassed) {
    struct Row {
        std::uint32_t people;
        double share;
        bool trips;
    };
    // 40 people are present in the school's chats, 8 leave.
    for (const Row& row : {Row{7, 0.1, true}, Row{8, 0.1, false}, Row{9, 0.1, false},
                           Row{7, 0.2, false}, Row{7, 0.19, true}, Row{7, 0.21, false}}) {
        Scenario scenario;
        add_class_of(scenario.journal, "7v", 19);
        add_class_of(scenario.journal, "8a", 19);
        std::erase_if(scenario.profile.chats, [](const ChatRule& rule) {
            return rule.kind != ChatKind::class_chat && rule.kind != ChatKind::parents;
        });
        scenario.converge();
        expel(scenario, "7v", 4);
        expel(scenario, "8a", 4);
        GuardLimits limits = wide();
        limits.school = {row.people, row.share};
        EXPECT_EQ(held(scenario, limits, GuardKind::school), row.trips)
            << row.people << " " << row.share;
    }
}

TEST(SchoolGuardTest, PeopleAreCountedAndNotOperations) {
    Scenario scenario;
    add_class_of(scenario.journal, "7v", 20);
    for (const std::string group : {"a", "b", "c", "d"}) {
        scenario.journal.group(group, {.classes = {"7v"}, .teachers = {"7v-teacher"}});
    }
    scenario.converge();
    expel(scenario, "7v", 3);  // each leaves five chats
    GuardLimits limits = wide();
    limits.school = {3, 0.0};
    EXPECT_EQ(guarded(scenario, limits).holds.size(), 0U);
    limits.hour_people = 3;
    EXPECT_EQ(guarded(scenario, limits).holds.size(), 0U);
    limits.school = {2, 0.0};
    const Guarded out = guarded(scenario, limits);
    ASSERT_EQ(out.holds.size(), 1U);
    EXPECT_EQ(out.holds[0].operations.size(), 15U);
}

TEST(HourGuardTest, TheHourBeforeCountsWithThisPlan) {
    struct Row {
        int before;
        int now;
        bool trips;
    };
    for (const Row& row : {Row{0, 9, false}, Row{0, 10, false}, Row{0, 11, true}, Row{8, 1, false},
                           Row{8, 2, false}, Row{8, 3, true}, Row{10, 1, true}, Row{30, 1, true}}) {
        Scenario scenario = one_class(20);
        expel(scenario, "7v", row.now);
        GuardLimits limits = wide();
        limits.hour_people = 10;
        EXPECT_EQ(
            held(scenario, limits, GuardKind::hour, removed_before(users(500'000, row.before))),
            row.trips)
            << row.before << " and " << row.now;
    }
}

TEST(HourGuardTest, WhoWasRemovedFromAnotherChatInThatHourCountsOnce) {
    Scenario scenario = one_class(20);
    expel(scenario, "7v", 3);
    const auto world = scenario.evaluate();
    std::vector<UserId> before;
    for (const auto& operation : world.plan().operations) before.push_back(operation.user);
    std::ranges::sort(before);
    GuardLimits limits = wide();
    limits.hour_people = 3;
    EXPECT_FALSE(held(scenario, limits, GuardKind::hour, removed_before(before)));
    before.push_back(900'000);
    EXPECT_TRUE(held(scenario, limits, GuardKind::hour, removed_before(before)));
}

TEST(HourGuardTest, AFullHourHoldsNothingWhereNothingIsTaken) {
    Scenario scenario = one_class(5);
    scenario.journal.enrol("7v", "new").link("new", "700");
    GuardLimits limits = wide();
    limits.hour_people = 3;
    EXPECT_FALSE(held(scenario, limits, GuardKind::hour, removed_before(users(1, 30))));
}

TEST(GuardTest, WhatAPersonDidHimselfIsNeverHeld) {
    Scenario scenario = one_class(20);
    for (int at = 1; at <= 20; ++at) scenario.journal.unlink(student("7v", at));
    const GuardLimits none{.chat = {0, 0}, .school = {0, 0}, .hour_people = 0};
    const Guarded out = guarded(scenario, none, removed_before(users(1, 50)));
    EXPECT_TRUE(out.holds.empty());
    EXPECT_EQ(count(out.released.operations, OperationKind::remove), 20U);
}

TEST(GuardTest, WhatAHandEditSaysIsNeverHeld) {
    Scenario scenario = one_class(20);
    for (int at = 1; at <= 20; ++at) {
        scenario.journal.edit("class/7v", student("7v", at), EditKind::remove);
    }
    const GuardLimits none{.chat = {0, 0}, .school = {0, 0}, .hour_people = 0};
    const Guarded out = guarded(scenario, none);
    EXPECT_TRUE(out.holds.empty());
    EXPECT_EQ(count(out.released.operations, OperationKind::remove), 20U);
}

TEST(GuardTest, UnlinkingDoesNotCountAgainstOthers) {
    Scenario scenario = one_class(19);
    for (int at = 10; at <= 18; ++at) scenario.journal.unlink(student("7v", at));
    expel(scenario, "7v", 5);
    GuardLimits limits = wide();
    limits.chat = {5, 0.25};
    EXPECT_FALSE(held(scenario, limits, GuardKind::chat));
    expel(scenario, "7v", 6);
    const Guarded out = guarded(scenario, limits);
    ASSERT_EQ(out.holds.size(), 1U);
    EXPECT_EQ(out.holds[0].operations.size(), 6U);
    EXPECT_EQ(count(out.released.operations, OperationKind::remove), 9U);
}

TEST(GuardTest, AdditionsAndEverythingElseContinue) {
    Scenario scenario = one_class(20);
    expel(scenario, "7v", 10);
    scenario.journal.enrol("7v", "new").link("new", "700").school_class("8a");
    scenario.journal.school_class("7v", {.name = "7Г"});
    scenario.journal.edit("class/7v", student("7v", 15), EditKind::make_admin);
    const auto world = scenario.evaluate();
    for (const GuardHistory& history :
         {GuardHistory{}, unbelieved("enrolment fell from 900 rows to 0")}) {
        const Guarded out = guard_plan(world.plan(), world.plan_input(), GuardLimits{}, history);
        EXPECT_EQ(world.story(out.released, out.released.operations),
                  (Lines{"create class/8a", "rename class/7v", "add class/7v new",
                         "promote class/7v 7v-15"}));
        ASSERT_EQ(out.holds.size(), 1U);
        EXPECT_EQ(out.holds[0].operations.size(), 10U);
    }
}

TEST(GuardTest, AnImplausibleReadTakesNothingAway) {
    Scenario scenario = one_class(5);
    expel(scenario, "7v", 1);
    const std::string why = "enrolment fell from 900 rows to 0";
    EXPECT_TRUE(held(scenario, wide(), GuardKind::implausible_read, unbelieved(why)));
    const Guarded out = guarded(scenario, wide(), unbelieved(why));
    ASSERT_EQ(out.holds.size(), 1U);
    EXPECT_NE(out.holds[0].reason.find(why), std::string::npos);
    scenario.journal.school_class("7v", {.validity = until(today_text)});
    const Guarded closing = guarded(scenario, wide(), unbelieved(why));
    EXPECT_TRUE(std::ranges::none_of(closing.released.operations, takes_away, &Operation::kind));
}

TEST(GuardTest, AnImplausibleClassHoldsWhatItAndItsPeopleWouldLose) {
    Scenario scenario;
    add_class_of(scenario.journal, "7v", 20);
    add_class_of(scenario.journal, "8a", 20);
    scenario.journal.request("club", {.title = "Club", .created_by = "8a-teacher"});
    for (const char* each : {"7v-01", "8a-01", "8a-02"}) scenario.journal.chosen("club", each);
    scenario.converge();
    expel(scenario, "7v", 20);
    expel(scenario, "8a", 1);
    GuardHistory history;
    history.doubted.push_back({"7v", "the enrolments of class '7v' fell", {"class/7v"}});
    const auto world = scenario.evaluate();
    const Guarded out = guard_plan(world.plan(), world.plan_input(), wide(), history);
    ASSERT_EQ(out.holds.size(), 1U);
    EXPECT_EQ(out.holds[0].guard, GuardKind::implausible_class);
    EXPECT_EQ(out.holds[0].about, "7v");
    EXPECT_EQ(out.holds[0].operations.size(), 21U) << "with the club of one of them";
    EXPECT_EQ(world.story(out.released, out.released.operations),
              (Lines{"remove class/8a 8a-01", "remove custom/club 8a-01"}));
    history.approved.push_back({.hash = out.holds[0].hash, .steps = out.holds[0].steps});
    EXPECT_EQ(guard_plan(world.plan(), world.plan_input(), wide(), history).holds.size(), 1U)
        << "an approval of something else does not say that the class is empty";
    history.approved[0].of_implausible_read = true;
    EXPECT_TRUE(guard_plan(world.plan(), world.plan_input(), wide(), history).holds.empty());
}

TEST(GuardTest, AChatIsNotEndedWhileItsPeopleAreHeld) {
    Scenario scenario = one_class(30);
    scenario.journal.school_class("7v", {.validity = until(today_text)});
    for (const GuardLimits& limits :
         {GuardLimits{},
          GuardLimits{
              .chat = {1'000, 1}, .rule = {1'000, 1}, .school = {1'000, 1}, .hour_people = 5},
          GuardLimits{
              .chat = {1'000, 1}, .rule = {1'000, 1}, .school = {3, 0.01}, .hour_people = 1'000}}) {
        const Guarded out = guarded(scenario, limits);
        ASSERT_EQ(out.holds.size(), 1U);
        EXPECT_TRUE(std::ranges::none_of(out.released.operations, takes_away, &Operation::kind));
        EXPECT_EQ(count(out.holds[0].operations, OperationKind::detach), 1U);
    }
}

TEST(GuardTest, TheReleasedPlanHasItsOwnHashAndPrice) {
    Scenario scenario = one_class(20);
    expel(scenario, "7v", 10);
    scenario.journal.enrol("7v", "new").link("new", "700");
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    const Guarded out = guard_plan(plan, world.plan_input(), GuardLimits{}, {});
    EXPECT_NE(out.released.hash, plan.hash);
    EXPECT_EQ(out.released.hash, hash_of(plan, out.released.operations, world.roster));
    EXPECT_EQ(out.released.price.calls, 1U);
    ASSERT_EQ(out.holds.size(), 1U);
    const Hold& hold = out.holds[0];
    EXPECT_EQ(hold.hash, hash_of(plan, hold.operations, world.roster));
    EXPECT_EQ(hold.id, hold.hash.substr(0, 12));
}

TEST(ApprovalTest, AnApprovedHashReleasesExactlyItsHold) {
    Scenario scenario;
    add_class_of(scenario.journal, "7v", 20);
    add_class_of(scenario.journal, "8a", 20);
    std::erase_if(scenario.profile.chats,
                  [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
    scenario.converge();
    expel(scenario, "7v", 10);
    expel(scenario, "8a", 9);
    GuardLimits limits = wide();
    limits.chat = {5, 0.25};
    const Guarded before = guarded(scenario, limits);
    ASSERT_EQ(before.holds.size(), 2U);
    for (std::size_t at = 0; at < 2; ++at) {
        const Guarded after = guarded(scenario, limits, approval(before.holds[at].hash));
        ASSERT_EQ(after.holds.size(), 1U);
        EXPECT_EQ(after.holds[0].hash, before.holds[1 - at].hash);
        EXPECT_EQ(after.released.operations, before.holds[at].operations);
    }
}

TEST(ApprovalTest, AnApprovalDoesNotCoverOneMorePerson) {
    Scenario scenario = one_class(20);
    expel(scenario, "7v", 10);
    const Guarded before = guarded(scenario, {});
    ASSERT_EQ(before.holds.size(), 1U);
    const GuardHistory approved = approval(before.holds[0].hash);
    EXPECT_TRUE(guarded(scenario, {}, approved).holds.empty());
    expel(scenario, "7v", 11);
    const Guarded after = guarded(scenario, {}, approved);
    ASSERT_EQ(after.holds.size(), 1U);
    EXPECT_EQ(count(after.released.operations, OperationKind::remove), 0U);
}

TEST(ApprovalTest, AHoldKeepsItsIdWhileOtherThingsChange) {
    Scenario scenario = one_class(20);
    expel(scenario, "7v", 10);
    const Guarded before = guarded(scenario, {});
    scenario.journal.enrol("7v", "new").link("new", "700").person("a0");
    scenario.journal.school_class("7v", {.name = "7Г"});
    const Guarded after = guarded(scenario, {});
    ASSERT_EQ(before.holds.size(), 1U);
    ASSERT_EQ(after.holds.size(), 1U);
    EXPECT_EQ(before.holds[0].id, after.holds[0].id);
}

TEST(ApprovalTest, WhatWasApprovedForTheChatIsNotHeldAgainForTheSchool) {
    Scenario scenario = one_class(20);
    expel(scenario, "7v", 10);
    const GuardLimits limits{.chat = {5, 0.25}, .school = {5, 0.01}, .hour_people = 5};
    const Guarded before = guarded(scenario, limits);
    ASSERT_EQ(before.holds.size(), 1U);
    EXPECT_TRUE(guarded(scenario, limits, approval(before.holds[0].hash)).holds.empty());
}

TEST(ApprovalTest, ItStaysGoodForWhatIsLeftOfIt) {
    Scenario scenario = one_class(28);
    expel(scenario, "7v", 20);
    const Guarded before = guarded(scenario, {});
    ASSERT_EQ(before.holds.size(), 1U);
    GuardHistory history;
    history.approved.push_back(
        {.hash = before.holds[0].hash, .by = "olga", .steps = before.holds[0].steps});
    // Ten are done, and the hour is full of others.
    ObservedChat& chat = *scenario.observed.find("class/7v");
    for (std::size_t i = 0; i < 10; ++i) drop_member(chat, before.holds[0].operations[i].user);
    history.removed_last_hour = users(900'000, 25);
    const Guarded rest = guarded(scenario, {}, history);
    EXPECT_TRUE(rest.holds.empty());
    ASSERT_EQ(count(rest.released.operations, OperationKind::remove), 10U);
    for (const Operation& operation : rest.released.operations) {
        ASSERT_NE(operation.approval, 0U);
        EXPECT_EQ(rest.released.approvers.at(operation.approval - 1), "olga");
    }
    expel(scenario, "7v", 22);
    const Guarded more = guarded(scenario, {}, history);
    ASSERT_EQ(more.holds.size(), 1U) << "what is added is held anew";
    EXPECT_EQ(more.holds[0].operations.size(), 2U);
    EXPECT_EQ(count(more.released.operations, OperationKind::remove), 10U);
}

TEST(ApprovalTest, AnOrdinaryOneDoesNotPassAnImplausibleRead) {
    Scenario scenario = one_class(20);
    expel(scenario, "7v", 10);
    const Guarded before = guarded(scenario, {});
    ASSERT_EQ(before.holds.size(), 1U);
    GuardHistory history = unbelieved("enrolment fell from 900 rows to 0");
    history.approved.push_back({.hash = before.holds[0].hash, .steps = before.holds[0].steps});
    EXPECT_EQ(guarded(scenario, {}, history).holds.size(), 1U);
    history.approved[0].of_implausible_read = true;
    EXPECT_TRUE(guarded(scenario, {}, history).holds.empty());
    expel(scenario, "7v", 9);
    EXPECT_TRUE(guarded(scenario, {}, history).holds.empty()) << "what is left of it";
}

TEST(GuardTest, AHoldOfAnImplausibleReadNamesItsRead) {
    Scenario scenario = one_class(20);
    expel(scenario, "7v", 10);
    const std::string why = "enrolment fell from 900 rows to 0";
    const Guarded out = guarded(scenario, {}, unbelieved(why));
    ASSERT_EQ(out.holds.size(), 1U);
    const auto names = [](const Hold& hold, std::string_view read) {
        return std::ranges::binary_search(hold.steps, fingerprint_of_read(read));
    };
    EXPECT_TRUE(names(out.holds[0], why));
    EXPECT_FALSE(names(out.holds[0], "enrolment fell from 900 rows to 1"));
    const Guarded believed = guarded(scenario, {});
    ASSERT_EQ(believed.holds.size(), 1U);
    EXPECT_FALSE(names(believed.holds[0], ""));
    EXPECT_EQ(believed.holds[0].hash, out.holds[0].hash) << "of the removals alone";
}

TEST(AdministratorGuardTest, OnAnImplausibleReadNobodyIsDismissed) {
    Scenario scenario = one_class(5);
    scenario.journal.edit("class/7v", student("7v", 1), EditKind::make_admin);
    scenario.converge();
    Scenario without = scenario;
    without.journal = one_class(5).journal;  // the edit is gone: the pupil is to be dismissed
    const std::string why = "staff fell from 60 rows to 0";
    const Guarded out = guarded(without, wide(), unbelieved(why));
    ASSERT_EQ(out.holds.size(), 1U);
    EXPECT_EQ(out.holds[0].guard, GuardKind::implausible_read);
    EXPECT_EQ(count(out.holds[0].operations, OperationKind::demote), 1U);
    EXPECT_EQ(count(guarded(without, wide()).released.operations, OperationKind::demote), 1U)
        << "the teacher remains: nothing to hold on a believed read";
}

TEST(AdministratorGuardTest, NoChatOfPeopleLosesItsLastAdministratorUnseen) {
    Scenario scenario = one_class(5);
    Scenario without = scenario;
    without.journal.end_class_teacher("7v", "7v-teacher");
    const Guarded out = guarded(without, wide());
    ASSERT_EQ(out.holds.size(), 1U);
    EXPECT_EQ(out.holds[0].guard, GuardKind::last_administrator);
    EXPECT_NE(out.holds[0].reason.find("class/7v"), std::string::npos);
    EXPECT_TRUE(out.released.empty());
    EXPECT_TRUE(guarded(without, wide(), approval(out.holds[0].hash)).holds.empty());
    without.journal.teacher("new").class_teacher("7v", "new").link("new", "700");
    EXPECT_TRUE(guarded(without, wide()).holds.empty()) << "another comes in the same plan";
}

TEST(AdministratorGuardTest, WhatProtectsPeopleOrIsSaidByHandDoesNotWaitForAnAdministrator) {
    Scenario dismissed = one_class(5);
    dismissed.journal.end_staff("7v-teacher");
    EXPECT_TRUE(guarded(dismissed, wide()).holds.empty());
    Scenario by_hand = one_class(5);
    by_hand.journal.edit("class/7v", "7v-teacher", EditKind::drop_admin);
    const Guarded out = guarded(by_hand, wide(), unbelieved("staff fell from 60 rows to 0"));
    EXPECT_TRUE(out.holds.empty());
    EXPECT_EQ(count(out.released.operations, OperationKind::demote), 1U);
}

TEST(RuleGuardTest, FewOfEachChatAndManyOfAllAreHeld) {
    Scenario scenario;
    UserId user = 500'000;
    for (const std::string in : {"7a", "7b", "7v"}) {
        add_class_of(scenario.journal, in, 20);
        for (int i = 1; i <= 4; ++i) {
            const std::string parent = "parent-" + in + std::to_string(i);
            scenario.journal.guardian(parent, student(in, i)).link(parent, std::to_string(++user));
        }
    }
    std::erase_if(scenario.profile.chats, [](const ChatRule& rule) {
        return rule.kind != ChatKind::class_chat && rule.kind != ChatKind::parents;
    });
    scenario.converge();
    const auto detach_parents = [&](int each) {
        for (const std::string in : {"7a", "7b", "7v"}) {
            for (int i = 1; i <= each; ++i) {
                scenario.journal.end_guardian("parent-" + in + std::to_string(i), student(in, i));
            }
        }
    };
    detach_parents(3);  // nine people: few enough
    const Guarded few = guarded(scenario, {});
    EXPECT_TRUE(few.holds.empty());
    const auto margin = std::ranges::find(few.margins, GuardKind::rule, &GuardMargin::guard);
    ASSERT_NE(margin, few.margins.end()) << "it is told why the guard did not fire";
    EXPECT_EQ(margin->about, "parents");
    EXPECT_EQ(margin->people, 9U);
    EXPECT_EQ(margin->present, 15U) << "with the three class teachers";
    EXPECT_FALSE(margin->held);
    detach_parents(4);
    const Guarded many = guarded(scenario, {});
    ASSERT_EQ(many.holds.size(), 1U);
    EXPECT_EQ(many.holds[0].guard, GuardKind::rule);
    EXPECT_EQ(many.holds[0].operations.size(), 12U);
}

}  // namespace rosterd::testing
