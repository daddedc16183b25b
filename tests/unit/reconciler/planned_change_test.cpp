// Promotions and switches of rules: found, held as one, approved once, carried on after a break.
#include "reconciler/planned_change.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/platform_model.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

namespace {

/// `count` classes of four called c0 ..., with their chats on the platform.
Scenario school_of(int count) {
    Scenario scenario;
    for (int at = 0; at < count; ++at) add_class_of(scenario.journal, "c" + std::to_string(at), 4);
    scenario.converge();
    return scenario;
}

void rename_classes(Scenario& scenario, int count) {
    for (int at = 0; at < count; ++at) {
        const std::string id = "c" + std::to_string(at);
        scenario.journal.school_class(id, {.name = id + " next"});
    }
}

PlannedState ran_by(const Profile& profile) {
    return {profile.id, rules_hash(profile), {}};
}

struct Judged {
    Evaluated world;
    Plan plan;
    Guarded guarded;
    [[nodiscard]] std::vector<std::string> released() const {
        return world.story(guarded.released, guarded.released.operations);
    }
    [[nodiscard]] std::vector<std::string> held() const {
        std::vector<std::string> out;
        for (const Hold& hold : guarded.holds) {
            const auto lines = world.story(plan, hold.operations);
            out.insert(out.end(), lines.begin(), lines.end());
        }
        return out;
    }
};

Judged judge(const Scenario& scenario, PlannedState planned,
             std::vector<std::string> approved = {}) {
    Judged out;
    out.world = scenario.evaluate();
    out.plan = out.world.plan();
    GuardHistory history;
    history.planned = std::move(planned);
    for (std::string& hash : approved) history.approved.push_back({.hash = std::move(hash)});
    out.guarded = guard_plan(out.plan, out.world.plan_input(), GuardLimits{}, history);
    return out;
}

Judged judge(const Scenario& scenario) {
    return judge(scenario, ran_by(scenario.profile));
}

PlannedState state_after(const PlannedState& before, const Judged& judged) {
    return next_planned_state(before, judged.guarded, judged.world.profile, judged.world.roster);
}

}  // namespace

TEST(PromotionTest, AtLeastThreeClassesAndHalfOfTheSchoolMakeOne) {
    struct Row {
        int classes, renamed;
        bool held;
    };
    for (const Row& row : {Row{2, 2, false}, Row{3, 3, true}, Row{6, 2, false}, Row{6, 3, true},
                           Row{7, 3, false}, Row{7, 4, true}, Row{1, 1, false}}) {
        Scenario scenario = school_of(row.classes);
        rename_classes(scenario, row.renamed);
        const Judged judged = judge(scenario);
        EXPECT_EQ(judged.guarded.holds.size(), row.held ? 1U : 0U)
            << row.renamed << " of " << row.classes;
        EXPECT_EQ(judged.guarded.released.empty(), row.held);
    }
}

TEST(PromotionTest, ItIsOneHoldThatSaysWhatHappens) {
    Scenario scenario = school_of(3);
    rename_classes(scenario, 3);
    scenario.journal.end_enrolment("c0", "c0-01").enrol("c1", "c0-01");
    const Judged judged = judge(scenario);
    ASSERT_EQ(judged.guarded.holds.size(), 1U);
    const Hold& hold = judged.guarded.holds.front();
    EXPECT_EQ(hold.guard, GuardKind::promotion);
    EXPECT_EQ(hold.reason,
              "3 of 3 classes are renamed, succeeded or closed at once: 6 renamed, 1 people added, "
              "1 removed; nothing of it happens before it is approved");
    EXPECT_EQ(hold.id, hold.hash.substr(0, 12));
    EXPECT_EQ(judged.plan.operations.size(), hold.operations.size());
}

TEST(PromotionTest, ClassesThatCloseCountAlsoWhileSomebodyStaysInEachOfTheirChats) {
    Scenario scenario = school_of(3);
    for (const std::string id : {"c0", "c1", "c2"}) {
        scenario.journal.school_class(id, {.validity = until(today_text)});
        scenario.journal.person(id + "-01", {.doubtful = true});
    }
    const Judged judged = judge(scenario);
    ASSERT_EQ(judged.guarded.holds.size(), 1U);
    EXPECT_EQ(judged.guarded.holds.front().guard, GuardKind::promotion);
}

TEST(PromotionTest, OtherChatsGoOn) {
    Scenario scenario = school_of(4);
    rename_classes(scenario, 3);
    scenario.journal.teacher("t9").enrol("c3", "s9").school_class("n1").enrol("n1", "s8");
    scenario.journal.link_everybody();
    const Judged judged = judge(scenario);
    EXPECT_THAT(judged.held(), Contains("rename class/c0"));
    const auto released = judged.released();
    EXPECT_THAT(released, Contains("add staff t9"));
    EXPECT_THAT(released, Contains("add class/c3 s9"));
    EXPECT_THAT(released, Contains("create class/n1"));
    EXPECT_THAT(released, Not(Contains(HasSubstr("rename"))));
}

TEST(PromotionTest, WhatWasSaidOfOnePersonAloneGoesOn) {
    Scenario scenario = school_of(3);
    scenario.journal.edit("class/c0", "c0-02", EditKind::make_admin);
    scenario.converge();
    scenario.journal.edit("class/c0", "c0-01", EditKind::remove)
        .edit("class/c0", "c0-teacher", EditKind::drop_admin);
    rename_classes(scenario, 3);
    EXPECT_THAT(judge(scenario).released(),
                UnorderedElementsAre("remove class/c0 c0-01", "demote class/c0 c0-teacher"));
}

TEST(PromotionTest, FewWhoLeftGoOnManyArePartOfIt) {
    Scenario scenario = school_of(3);
    rename_classes(scenario, 3);
    scenario.journal.end_enrolment("c0", "c0-01");
    EXPECT_THAT(judge(scenario).released(), ElementsAre("remove class/c0 c0-01"));

    Scenario large;
    for (const std::string id : {"c0", "c1", "c2"}) add_class_of(large.journal, id, 20);
    large.converge();
    rename_classes(large, 3);
    for (int at = 1; at <= 6; ++at) {
        large.journal.end_enrolment("c0", "c0-0" + std::to_string(at));
    }
    const Judged judged = judge(large);
    EXPECT_THAT(judged.released(), IsEmpty());
    EXPECT_EQ(judged.guarded.holds.size(), 1U);
    large.journal.unlink("c0-07");
    EXPECT_THAT(judge(large).released(), ElementsAre("remove class/c0 c0-07"));
}

TEST(PromotionTest, WhileACarryOverWaitsItsChatKeepsItsKey) {
    Scenario scenario = school_of(3);
    for (const std::string id : {"c0", "c1", "c2"}) {
        scenario.journal.school_class(id, {.validity = until(today_text)});
        scenario.journal.school_class("n" + id, {.predecessor = id});
        for (int at = 1; at <= 4; ++at) {
            const std::string student = id + "-0" + std::to_string(at);
            scenario.journal.end_enrolment(id, student).enrol("n" + id, student);
        }
        scenario.journal.class_teacher("n" + id, id + "-teacher");
    }
    scenario.journal.unlink("c0-01");
    const Judged judged = judge(scenario);
    ASSERT_EQ(judged.guarded.holds.size(), 1U);
    EXPECT_EQ(judged.guarded.holds.front().carried.size(), 6U);
    EXPECT_TRUE(judged.guarded.released.carried.empty());
    EXPECT_THAT(judged.released(), ElementsAre("remove class/c0 c0-01"));
    apply_plan(judged.guarded.released, {}, scenario.moment.now, scenario.observed,
               scenario.history);

    const Judged waiting = judge(scenario);
    const auto approved =
        judge(scenario, ran_by(scenario.profile), {waiting.guarded.holds.front().hash});
    EXPECT_EQ(waiting.guarded.holds.front().hash, judged.guarded.holds.front().hash)
        << "what went on was no part of it";
    EXPECT_TRUE(approved.guarded.holds.empty());
    EXPECT_EQ(approved.guarded.released.carried.size(), 6U);
}

TEST(PlannedChangeTest, AnApprovalReleasesAllAndSurvivesABreak) {
    Scenario scenario;
    for (const std::string id : {"c0", "c1", "c2"}) add_class_of(scenario.journal, id, 30);
    scenario.converge();
    rename_classes(scenario, 3);
    for (int at = 1; at <= 20; ++at) {  // far more than any other guard lets pass
        const std::string student = "c0-" + std::string(at < 10 ? "0" : "") + std::to_string(at);
        scenario.journal.end_enrolment("c0", student).enrol("c1", student);
    }
    const PlannedState before = ran_by(scenario.profile);
    const Judged held = judge(scenario);
    ASSERT_EQ(held.guarded.holds.size(), 1U);
    const Judged approved = judge(scenario, before, {held.guarded.holds.front().hash});
    EXPECT_TRUE(approved.guarded.holds.empty());
    EXPECT_EQ(approved.guarded.released.operations, held.plan.operations);
    const PlannedState going = state_after(before, approved);
    EXPECT_EQ(going.approved.size(), held.plan.operations.size());

    Plan half = approved.guarded.released;  // the power fails
    half.operations.resize(half.operations.size() / 2);
    apply_plan(half, {}, scenario.moment.now, scenario.observed, scenario.history);
    scenario.journal.end_enrolment("c2", "c2-01");
    const Judged rest = judge(scenario, going);
    EXPECT_TRUE(rest.guarded.holds.empty());
    EXPECT_EQ(state_after(going, rest), going);
    apply_plan(rest.guarded.released, {}, scenario.moment.now, scenario.observed, scenario.history);
    const Judged done = judge(scenario, going);
    EXPECT_TRUE(done.plan.empty());
    EXPECT_EQ(state_after(going, done), before);
}

TEST(PlannedChangeTest, WhatWasNotApprovedIsJudgedByTheOtherGuards) {
    Scenario scenario;
    for (const std::string id : {"c0", "c1", "c2"}) add_class_of(scenario.journal, id, 30);
    scenario.converge();
    rename_classes(scenario, 3);
    const PlannedState before = ran_by(scenario.profile);
    const std::string hash = judge(scenario).guarded.holds.front().hash;
    const PlannedState going = state_after(before, judge(scenario, before, {hash}));
    for (int at = 10; at <= 29; ++at) {
        scenario.journal.end_enrolment("c0", "c0-" + std::to_string(at));
    }
    const Judged judged = judge(scenario, going, {hash});
    ASSERT_EQ(judged.guarded.holds.size(), 1U);
    EXPECT_EQ(judged.guarded.holds.front().guard, GuardKind::chat);
    EXPECT_EQ(judged.released().size(), 6U) << "the renames";
}

TEST(ProfileChangeTest, ASchoolThatNeverRanHasNothingToHold) {
    Scenario scenario;
    scenario.journal = small_school();
    const Judged judged = judge(scenario, {});
    EXPECT_TRUE(judged.guarded.holds.empty());
    EXPECT_EQ(judged.guarded.released.operations, judged.plan.operations);
    EXPECT_EQ(state_after({}, judged), ran_by(scenario.profile));
}

TEST(ProfileChangeTest, AnotherProfileHoldsTheWholePlanUntilItIsApproved) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    const PlannedState before = ran_by(scenario.profile);
    scenario.profile = bars_max_profile();
    const Judged held = judge(scenario, before);
    ASSERT_EQ(held.guarded.holds.size(), 1U);
    EXPECT_EQ(held.guarded.holds.front().guard, GuardKind::profile_change);
    EXPECT_THAT(held.guarded.holds.front().reason,
                HasSubstr("the school's profile changes from sgo to bars-max: "));
    EXPECT_TRUE(held.guarded.released.empty());
    EXPECT_EQ(state_after(before, held), before);
    const Judged approved = judge(scenario, before, {held.guarded.holds.front().hash});
    EXPECT_TRUE(approved.guarded.holds.empty());
    EXPECT_EQ(state_after(before, approved).profile, "bars-max");
    const Judged later = judge(scenario, state_after(before, approved));
    EXPECT_EQ(later.guarded.released.operations, held.plan.operations);
}

TEST(ProfileChangeTest, OtherRulesOfTheSameProfileHoldButNotItsTitle) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    const PlannedState before = ran_by(scenario.profile);
    scenario.profile.title = "Другое название";
    scenario.journal.enrol("7v", "s9").link("s9", "900");
    EXPECT_TRUE(judge(scenario, before).guarded.holds.empty());
    rule_of(scenario.profile, ChatKind::class_chat).title.whole = "{class}";
    const Judged judged = judge(scenario, before);
    ASSERT_EQ(judged.guarded.holds.size(), 1U);
    EXPECT_THAT(judged.guarded.holds.front().reason, HasSubstr("the rules of profile sgo changed"));
}

TEST(ProfileChangeTest, RulesWithoutAConsequenceAreAccepted) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    const PlannedState before = ran_by(scenario.profile);
    rule_of(scenario.profile, ChatKind::class_chat).on_close = OnClose::freeze;
    const Judged judged = judge(scenario, before);
    EXPECT_TRUE(judged.guarded.holds.empty());
    EXPECT_EQ(state_after(before, judged), ran_by(scenario.profile));
    EXPECT_NE(state_after(before, judged), before);
}

TEST(ProfileChangeTest, EveryRuleCounts) {
    const Profile profile = sgo_profile();
    const auto differs = [&](auto change) {
        Profile other = profile;
        change(other);
        return rules_hash(other) != rules_hash(profile);
    };
    EXPECT_TRUE(differs([](Profile& p) { p.on_unlink = OnUnlink::keep; }));
    EXPECT_TRUE(differs([](Profile& p) { p.blocked = BlockedPeople::keep; }));
    EXPECT_TRUE(differs([](Profile& p) { p.chats.pop_back(); }));
    EXPECT_TRUE(differs([](Profile& p) { p.chats[0].members.pop_back(); }));
    EXPECT_TRUE(differs([](Profile& p) { p.chats[0].members[0].roles = 4; }));
    EXPECT_TRUE(differs([](Profile& p) { p.chats[0].strangers = Strangers::remove; }));
    EXPECT_TRUE(differs([](Profile& p) { p.chats[0].created = Creation::by_hand; }));
    EXPECT_FALSE(differs([](Profile& p) { p.title = "X"; }));
}

TEST(ProfileChangeTest, AnUnbelievableReadStillRemovesNobody) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    scenario.journal.end_enrolment("7v", "s1");
    GuardHistory history;
    history.planned = ran_by(bars_max_profile());
    history.implausible = "enrolment fell from 900 rows to 0";
    const auto world = scenario.evaluate();
    const Guarded guarded = guard_plan(world.plan(), world.plan_input(), GuardLimits{}, history);
    ASSERT_EQ(guarded.holds.size(), 1U);
    EXPECT_EQ(guarded.holds.front().guard, GuardKind::implausible_read);
    EXPECT_EQ(next_planned_state(history.planned, guarded, world.profile, world.roster),
              history.planned)
        << "and the other rules are not accepted by it";
}

}  // namespace rosterd::testing
