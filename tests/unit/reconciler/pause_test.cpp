// What a pause concerns, how it is told, and what it takes out of a plan.
#include "reconciler/pause.hpp"

#include <gmock/gmock.h>

#include "reconciler/guard.hpp"
#include "reconciler/planned_change.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<Pause> some{{.by = "root", .since = 10, .until = 100},
                              {.school = "17", .by = "olga", .since = 20},
                              {.school = "17", .chat = "class/7v", .by = "ivan", .since = 30},
                              {.school = "18", .chat = "staff", .by = "petr", .since = 40}};

TEST(PauseTest, ASchoolKnowsWhatConcernsIt) {
    EXPECT_THAT(pauses_about(some, "17"), ElementsAre(some[0], some[1], some[2]));
    EXPECT_THAT(pauses_about(some, "18"), ElementsAre(some[0], some[3]));
    EXPECT_THAT(pauses_about(some, "19"), ElementsAre(some[0]));
}

TEST(PauseTest, EverythingComesBeforeTheSchoolAndTheSchoolBeforeItsChat) {
    const auto about = pauses_about(some, "17");
    EXPECT_EQ(pause_of_all(about, 99)->by, "root");
    EXPECT_EQ(pause_of_all(about, 100)->by, "olga") << "an end is exclusive";
    EXPECT_EQ(pause_of_chat(about, "class/7v", 100)->by, "olga");
    const auto of_18 = pauses_about(some, "18");
    EXPECT_EQ(pause_of_all(of_18, 100), nullptr);
    EXPECT_EQ(pause_of_chat(of_18, "staff", 100)->by, "petr");
    EXPECT_EQ(pause_of_chat(of_18, "class/7v", 100), nullptr);
    EXPECT_THAT(paused_chats(about, 100), ElementsAre("class/7v"));
    EXPECT_EQ(next_end(about, 50), 100);
    EXPECT_EQ(next_end(about, 100), std::nullopt);
}

TEST(PauseTest, IsToldInASentence) {
    EXPECT_EQ(pause_sentence({.school = "17", .by = "olga", .reason = "a move", .since = 0}),
              "nothing happens: the school is paused since 1970-01-01 00:00 UTC by olga: a move");
    EXPECT_EQ(pause_sentence({.school = "17", .chat = "staff", .by = "x", .until = 86'460}),
              "nothing happens: the chat is paused since 1970-01-01 00:00 UTC by x until "
              "1970-01-02 00:01 UTC");
    EXPECT_EQ(pause_sentence({.by = "x"}),
              "nothing happens: everything is paused since 1970-01-01 00:00 UTC by x");
}

TEST(WithholdTest, OnlyThePausedChatsOperationsAreTakenOut) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    scenario.journal.end_enrolment("7v", "s1");
    const auto world = scenario.evaluate();
    Plan plan = world.plan();
    const auto whole = world.story(plan);
    const std::vector<std::string> keys{"class/7v"};
    const Withheld withheld = withhold(plan, keys, world.plan_input());
    EXPECT_THAT(world.story(plan, withheld.operations), ElementsAre("remove class/7v s1"));
    EXPECT_EQ(plan.operations.size() + 1, whole.size());
    EXPECT_EQ(plan.hash, hash_of(plan, plan.operations, world.roster, plan.carried));
    EXPECT_LE(plan.price.calls, world.plan().price.calls);
    EXPECT_TRUE(withhold(plan, keys, world.plan_input()).empty());
}

TEST(WithholdTest, AChatThatIsCarriedOverRestsUnderBothKeys) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    scenario.journal.school_class("7v", {.validity = until(today_text)});
    scenario.journal.school_class("8v", {.name = "8В", .predecessor = "7v"});
    scenario.journal.class_teacher("8v", "t1").enrol("8v", "s1");
    const auto world = scenario.evaluate();
    for (const std::string key : {"class/7v", "class/8v"}) {
        Plan plan = world.plan();
        const std::vector<std::string> keys{key};
        const Withheld withheld = withhold(plan, keys, world.plan_input());
        ASSERT_EQ(withheld.carried.size(), 1U) << key;
        EXPECT_EQ(withheld.carried.front(), (CarriedChat{"class/7v", "class/8v"}));
        for (const Operation& operation : plan.operations) {
            EXPECT_NE(plan.chats[operation.chat].key, "class/8v");
            EXPECT_NE(plan.chats[operation.chat].key, "class/7v");
        }
    }
}

TEST(WithholdTest, OtherRulesAreNotForgottenWhileTheirWorkRests) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    const auto world = scenario.evaluate();
    Guarded nothing;
    const PlannedState before{"another", "rules", {}};
    EXPECT_EQ(next_planned_state(before, nothing, world.profile, world.roster).profile,
              world.profile.id);
    nothing.paused.operations.push_back({.kind = OperationKind::rename, .cause = Cause::none});
    nothing.released.chats.push_back({"class/7v", "7В", ChatKind::class_chat});
    EXPECT_EQ(next_planned_state(before, nothing, world.profile, world.roster), before);
}

}  // namespace
}  // namespace rosterd::testing
