// Hand edits: additions, removals and administrators by hand, their ends and their forgetting.
#include <gtest/gtest.h>

#include "reconciler/desired.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

using Names = std::vector<std::string>;

/// small_school() with a second teacher, t2, who is in no class.
Scenario school() {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.journal.teacher("t2").link("t2", "2002");
    return scenario;
}

Names members_after(EditKind kind, const std::string& person, EditFacts facts = {}) {
    Scenario scenario = school();
    scenario.journal.edit("class/7v", person, kind, std::move(facts));
    return scenario.evaluate().members("class/7v");
}

Names admins_after(EditKind kind, const std::string& person) {
    Scenario scenario = school();
    scenario.journal.edit("class/7v", person, kind);
    return scenario.evaluate().admins("class/7v");
}

}  // namespace

TEST(HandEditTest, AnAdditionBringsAPersonIn) {
    EXPECT_EQ(members_after(EditKind::add, "t2"), (Names{"s1", "s2", "s3", "t1", "t2"}));
    EXPECT_EQ(admins_after(EditKind::add, "t2"), Names{"t1"});
}

TEST(HandEditTest, ARemovalTakesAPersonOut) {
    EXPECT_EQ(members_after(EditKind::remove, "s2"), (Names{"s1", "s3", "t1"}));
    EXPECT_EQ(members_after(EditKind::remove, "t1"), (Names{"s1", "s2", "s3"}))
        << "administrators too";
    EXPECT_EQ(members_after(EditKind::remove, "t2"), (Names{"s1", "s2", "s3", "t1"}));
}

TEST(HandEditTest, AnAdministratorIsMadeAndDroppedByHand) {
    EXPECT_EQ(admins_after(EditKind::make_admin, "s2"), (Names{"s2", "t1"}));
    EXPECT_EQ(admins_after(EditKind::drop_admin, "t1"), Names{});
    EXPECT_EQ(members_after(EditKind::drop_admin, "t1"), (Names{"s1", "s2", "s3", "t1"}));
}

TEST(HandEditTest, AnAdministratorMadeByHandIsAMember) {
    EXPECT_EQ(members_after(EditKind::make_admin, "t2"), (Names{"s1", "s2", "s3", "t1", "t2"}));
    EXPECT_EQ(admins_after(EditKind::make_admin, "t2"), (Names{"t1", "t2"}));
}

TEST(HandEditTest, AnEditIsTheReasonOfItsSeat) {
    Scenario scenario = school();
    scenario.journal.edit("class/7v", "t2", EditKind::add);
    scenario.journal.edit("class/7v", "s1", EditKind::make_admin);
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.seat("class/7v", "t2").member_reasons, reason::hand_edit);
    EXPECT_EQ(world.seat("class/7v", "s1").admin_reasons, reason::hand_edit);
}

TEST(HandEditTest, TheLaterOfTwoEditsHolds) {
    Scenario scenario = school();
    scenario.journal.edit("class/7v", "t2", EditKind::add, {.made_at = 10});
    scenario.journal.edit("class/7v", "t2", EditKind::remove, {.made_at = 20});
    scenario.journal.edit("class/7v", "s1", EditKind::add, {.made_at = 20});
    scenario.journal.edit("class/7v", "s1", EditKind::remove, {.made_at = 10});
    EXPECT_EQ(scenario.evaluate().members("class/7v"), (Names{"s1", "s2", "s3", "t1"}));
}

TEST(HandEditTest, AnEditHoldsUntilItsEndExclusive) {
    const UnixSeconds now = moment_now().now;
    EXPECT_EQ(members_after(EditKind::remove, "s2", {.until = now}).size(), 4U);
    EXPECT_EQ(members_after(EditKind::remove, "s2", {.until = now + 1}).size(), 3U);
    EXPECT_EQ(members_after(EditKind::add, "t2", {.until = now}).size(), 4U);
    EXPECT_EQ(members_after(EditKind::add, "t2", {.until = now + 1}).size(), 5U);
}

TEST(HandEditTest, AnEndedEditUncoversTheOneBefore) {
    Scenario scenario = school();
    scenario.journal.edit("class/7v", "t2", EditKind::add, {.made_at = 10});
    scenario.journal.edit("class/7v", "t2", EditKind::remove, {.made_at = 20, .until = 30});
    EXPECT_EQ(scenario.evaluate().members("class/7v").size(), 5U);
}

TEST(HandEditTest, InitialiseForgetsEditsMadeBeforeItWhereTheProfileSaysSo) {
    for (const bool drops : {true, false}) {
        Scenario scenario = school();
        for (auto& rule : scenario.profile.chats) {
            rule.manual_edits = drops ? ManualEdits::drop_on_initialise : ManualEdits::keep;
        }
        scenario.journal.edit("class/7v", "t2", EditKind::add, {.made_at = 99});
        scenario.journal.edit("class/7v", "s1", EditKind::remove, {.made_at = 100});
        scenario.journal.edit("parents/7v", "t2", EditKind::add, {.made_at = 50});
        scenario.initialised = {{"class/7v", 100}};
        const auto world = scenario.evaluate();
        EXPECT_EQ(world.members("class/7v"),
                  drops ? (Names{"s2", "s3", "t1"}) : (Names{"s2", "s3", "t1", "t2"}))
            << "an edit made at that moment is not before it";
        EXPECT_EQ(world.members("parents/7v"), (Names{"p1", "p2", "p3", "t1", "t2"}))
            << "another chat was not initialised";
    }
}

TEST(HandEditTest, AnEditOfAnotherChatChangesNothingHere) {
    Scenario scenario = school();
    scenario.journal.edit("class/7", "s1", EditKind::remove);
    scenario.journal.edit("class/7v ", "s1", EditKind::remove);
    scenario.journal.edit("nonsense", "s1", EditKind::remove);
    EXPECT_EQ(scenario.evaluate().members("class/7v").size(), 4U);
}

}  // namespace rosterd::testing
