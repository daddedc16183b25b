// Who brought whom, and which strangers are reported.
#include "reconciler/strangers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/explain.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Class 7v: t1 (user 1), s1 and s2 (users 101, 102); user 900 was q9, who is gone from the
/// journal; nobody knows 777 and 778.
Scenario school() {
    Scenario scenario;
    RosterMaker journal;
    journal.school_class("7v", {.name = "7В"}).teacher("t1").class_teacher("7v", "t1");
    journal.link("t1", "1").enrol("7v", "s1").link("s1", "101").enrol("7v", "s2");
    journal.link("s2", "102");
    scenario.journal = journal;
    scenario.on_platform("class/7v", "7В класс", {101, 102, 777}, {1, 778});
    scenario.remember_users();
    scenario.known.push_back({900, "q9"});
    return scenario;
}

BroughtBy brought(UserId user, UserId by) {
    const Evaluated world = school().evaluate();
    return brought_by({.user = user, .by = by}, world.roster, world.links);
}

void set_policy(Scenario& scenario, Strangers policy) {
    for (ChatRule& rule : scenario.profile.chats) rule.strangers = policy;
}

std::vector<Stranger> reported(const Scenario& scenario) {
    const Evaluated world = scenario.evaluate();
    return strangers_to_report(world.comparison(), world.observed);
}

}  // namespace

TEST(BroughtByTest, WhomThePlatformNamesIsSaidAsTheSchoolKnowsHim) {
    EXPECT_EQ(brought(777, 1).kind, Bringer::person);
    EXPECT_EQ(brought(777, 1).person, "t1");
    EXPECT_EQ(words_for(brought(777, 1)), "by person t1");
    EXPECT_EQ(words_for(brought(777, 900)), "by person q9") << "he is gone, and still known";
    EXPECT_EQ(words_for(brought(777, 778)), "by user 778, whom the school does not know");
    EXPECT_EQ(words_for(brought(777, 777)), "by the link");
    EXPECT_EQ(words_for(brought(777, -5)), "by account -5");
    EXPECT_EQ(words_for(brought(777, 0)), "");
}

TEST(StrangersTest, OnlyTheProfileThatWantsItReportsThem) {
    Scenario scenario = school();
    set_policy(scenario, Strangers::report);
    EXPECT_THAT(reported(scenario),
                ElementsAre(Stranger{"class/7v", 777, false}, Stranger{"class/7v", 778, true}));
    set_policy(scenario, Strangers::keep);
    EXPECT_THAT(reported(scenario), IsEmpty());
    set_policy(scenario, Strangers::remove);
    EXPECT_THAT(reported(scenario), IsEmpty()) << "they are removed, not reported";
}

TEST(StrangersTest, WhomTheSchoolKnewIsNone) {
    Scenario scenario = school();
    set_policy(scenario, Strangers::report);
    put_member(*scenario.observed.find("class/7v"), {900, false});
    EXPECT_EQ(reported(scenario).size(), 2U) << "q9 left the school; he is removed";
}

TEST(ExplainUserTest, AStrangerIsSaidToBeNamedByNothing) {
    const Evaluated world = school().evaluate();
    const Explained out = explain_user(world.comparison(), world.observed, 777, std::nullopt);
    ASSERT_EQ(out.not_in.size(), 1U);
    EXPECT_EQ(out.not_in[0].chat, "class/7v");
    EXPECT_EQ(out.not_in[0].state, SeatState::stranger);
    EXPECT_THAT(out.not_in[0].note, HasSubstr("no rule, edit or row"));
    EXPECT_TRUE(out.in.empty() && out.waiting.empty());
    EXPECT_TRUE(explain_user(world.comparison(), world.observed, 5, std::nullopt).not_in.empty());
    EXPECT_TRUE(explain_user(world.comparison(), world.observed, 777, "staff").not_in.empty());
}

TEST(ExplainUserTest, WhomTheJournalForgotIsToldWhyHeGoes) {
    Scenario scenario = school();
    put_member(*scenario.observed.find("class/7v"), {900, true});
    scenario.history.departures = {{"subject/x", 900, 1'790'000'000}};
    const Evaluated world = scenario.evaluate();
    const Explained out = explain_user(world.comparison(), world.observed, 900, std::nullopt);
    ASSERT_EQ(out.not_in.size(), 2U);
    EXPECT_EQ(out.not_in[0].state, SeatState::to_remove);
    EXPECT_EQ(out.not_in[0].role, "admin");
    EXPECT_THAT(out.not_in[0].note, HasSubstr("no tie to the school"));
    EXPECT_EQ(out.not_in[1].chat, "subject/x");
    EXPECT_EQ(out.not_in[1].state, SeatState::left);
    EXPECT_THAT(out.not_in[1].note, HasSubstr("2026-09-21"));
}

TEST(ExplainTest, WhoLeftIsToldWhen) {
    Scenario scenario = school();
    drop_member(*scenario.observed.find("class/7v"), 101);
    scenario.history.departures = {{"class/7v", 101, 1'790'000'000}};
    const Evaluated world = scenario.evaluate();
    const Explained out =
        explain(world.comparison(), world.observed, world.index("s1"), "class/7v");
    ASSERT_EQ(out.waiting.size(), 1U);
    EXPECT_THAT(out.waiting[0].note, HasSubstr("left the chat by himself on 2026-09-21"));
}

TEST(PlanTest, AParkedTitleKeepsNobodyWaiting) {
    Scenario scenario = school();
    scenario.observed.find("class/7v")->title = "наш класс";
    drop_member(*scenario.observed.find("class/7v"), 102);
    const auto story = [&] { return scenario.evaluate().story(); };
    EXPECT_THAT(story(), ::testing::Contains(HasSubstr("rename class/7v")));
    scenario.history.parked = {
        {"class/7v", title_of_chat, ErrorKind::refused, "no right", scenario.moment.now + 60, 1}};
    EXPECT_THAT(story(), ::testing::Not(::testing::Contains(HasSubstr("rename class/7v"))));
    EXPECT_THAT(story(), ::testing::Contains(HasSubstr("add class/7v s2")));
    scenario.history.parked[0].until = scenario.moment.now;
    EXPECT_THAT(story(), ::testing::Contains(HasSubstr("rename class/7v"))) << "tried again";
}

}  // namespace rosterd::testing
