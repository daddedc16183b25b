// Plans: their operations, their order, their hash.
#include "reconciler/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "reconciler/words.hpp"
#include "tests/support/platform_model.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

using Lines = std::vector<std::string>;

Scenario converged() {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    return scenario;
}

/// Positions of the first and last operation of each line's kind must not mix: every operation of
/// `earlier` stands before every one of `later`.
void expect_before(const Lines& story, std::string_view earlier, std::string_view later) {
    std::size_t last_earlier = 0;
    std::size_t first_later = story.size();
    bool any_earlier = false;
    for (std::size_t at = 0; at < story.size(); ++at) {
        if (story[at].starts_with(earlier)) {
            last_earlier = at;
            any_earlier = true;
        }
        if (story[at].starts_with(later)) first_later = std::min(first_later, at);
    }
    EXPECT_TRUE(any_earlier) << earlier;
    EXPECT_LT(first_later, story.size()) << later;
    EXPECT_LT(last_earlier, first_later) << earlier << " before " << later;
}

bool has(const Lines& story, const std::string& line) {
    return std::ranges::count(story, line) == 1;
}

TEST(PlanTest, WhatIsParkedOfSomebodyInTheChatIsNotTriedAgainYet) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.converge();
    scenario.journal.teacher("t2").class_teacher("7v", "t2").link("t2", "72");
    scenario.converge();
    put_member(*scenario.observed.find("class/7v"), {72, false});  // not appointed
    put_member(*scenario.observed.find("class/7v"), {scenario.evaluate().user("s1"), true});
    const auto now = scenario.moment.now;
    EXPECT_EQ(scenario.evaluate().story(), (Lines{"promote class/7v t2", "demote class/7v s1"}));
    for (const UserId user : {UserId{72}, scenario.evaluate().user("s1")}) {
        scenario.history.parked.push_back(
            {"class/7v", user, ErrorKind::permanent_person, "error 935", now + 60, 1});
    }
    std::ranges::sort(scenario.history.parked, {}, &Parked::user);
    EXPECT_EQ(scenario.evaluate().story(), Lines{});
    for (Parked& parked : scenario.history.parked) parked.until = now;
    EXPECT_EQ(scenario.evaluate().story().size(), 2U) << "its time has come";
}

}  // namespace

TEST(PlanTest, AConvergedSchoolGivesAnEmptyPlan) {
    Scenario scenario = converged();
    const Plan plan = scenario.evaluate().plan();
    EXPECT_TRUE(plan.empty());
    EXPECT_EQ(plan.price.calls, 0U);
    EXPECT_EQ(plan.price.seconds, 0);
    EXPECT_EQ(plan.hash.size(), 32U);
}

TEST(PlanTest, AChatIsCreatedWithItsPeopleAndThenItsAdministrators) {
    Scenario scenario;
    scenario.journal.school_class("7v", {.name = "7В"}).teacher("t1").class_teacher("7v", "t1");
    scenario.journal.enrol("7v", "s1").enrol("7v", "s2");
    scenario.journal.link("t1", "1").link("s1", "11").link("s2", "12");
    std::erase_if(scenario.profile.chats,
                  [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    EXPECT_EQ(world.story(plan), (Lines{"create class/7v", "add class/7v t1", "add class/7v s1",
                                        "add class/7v s2", "promote class/7v t1"}));
    EXPECT_EQ(plan.chats.at(plan.operations.front().chat).title, "7В класс");
    EXPECT_EQ(plan.chats.at(plan.operations.front().chat).number, 0);
}

TEST(PlanTest, StaffComeBeforeStudentsAndStudentsBeforeParents) {
    Scenario scenario;
    scenario.journal.teacher("z-teacher").link("z-teacher", "1").link("a-parent", "2");
    scenario.journal.link("m-student", "3").school_class("7v").enrol("7v", "m-student");
    scenario.journal.guardian("a-parent", "m-student").class_teacher("7v", "z-teacher");
    scenario.journal.request("r1", {}).chosen("r1", "m-student").chosen("r1", "z-teacher");
    auto& rule = rule_of(scenario.profile, ChatKind::class_chat);
    rule.members.push_back(rule_of(scenario.profile, ChatKind::parents).members.at(1));
    const auto story = scenario.evaluate().story();
    expect_before(story, "add custom/r1 z-teacher", "add custom/r1 m-student");
    expect_before(story, "add class/7v z-teacher", "add class/7v m-student");
    expect_before(story, "add class/7v m-student", "add class/7v a-parent");
}

TEST(PlanTest, SensitiveRemovalsGoFirstAndTheOthersAfterAdditions) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.journal.school_class("8a", {.name = "8А"}).enrol("8a", "s8").link("s8", "88");
    scenario.converge();
    scenario.journal.end_enrolment("7v", "s1");                    // left the school
    scenario.journal.unlink("s2");                                 // unlinked
    scenario.journal.end_enrolment("7v", "s3").enrol("8a", "s3");  // moved
    scenario.journal.enrol("7v", "s9").link("s9", "99");           // new
    scenario.journal.school_class("9x").school_class("7v", {.name = "7Г"});
    const auto story = scenario.evaluate().story();
    expect_before(story, "remove class/7v s1", "create class/9x");
    expect_before(story, "remove class/7v s2", "create class/9x");
    expect_before(story, "create", "rename");
    expect_before(story, "rename", "add class/7v s9");
    expect_before(story, "add class/8a s3", "remove class/7v s3");
    EXPECT_TRUE(has(story, "remove parents/7v p1")) << "his parents have no child here now";
    expect_before(story, "remove parents/7v p1", "create");
}

TEST(PlanTest, ANewAdministratorIsAppointedBeforeTheOldOneIsDismissed) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.journal.teacher("t2").link("t2", "2002");
    scenario.converge();
    scenario.journal.edit("class/7v", "t1", EditKind::drop_admin);
    scenario.journal.edit("class/7v", "t2", EditKind::make_admin);
    const auto story = scenario.evaluate().story();
    EXPECT_EQ(story, (Lines{"add class/7v t2", "promote class/7v t2", "demote class/7v t1"}));
}

TEST(PlanTest, AReplacedClassTeacherGoesAfterTheNewOneIsAppointed) {
    Scenario scenario;
    RosterMaker journal;
    journal.school_class("7v").teacher("t1").teacher("t2").enrol("7v", "s1");
    journal.class_teacher("7v", "t1", until(today_text));
    journal.class_teacher("7v", "t2", since(today_text)).link_everybody();
    scenario.journal = journal;
    scenario.moment.today = day("2026-10-14");
    scenario.converge();
    scenario.moment.today = day("2026-10-15");
    const auto story = scenario.evaluate().story();
    expect_before(story, "promote class/7v t2", "remove class/7v t1");
    expect_before(story, "promote parents/7v t2", "remove parents/7v t1");
}

TEST(PlanTest, ADismissedTeacherIsRemovedBeforeAnythingElse) {
    Scenario scenario = converged();
    scenario.journal.end_staff("t1").teacher("t2").link("t2", "2002").class_teacher("7v", "t2");
    const auto story = scenario.evaluate().story();
    expect_before(story, "remove class/7v t1", "add");
    expect_before(story, "remove staff t1", "add");
}

TEST(PlanTest, WhoCannotBeAddedIsInvited) {
    Scenario scenario = converged();
    scenario.capabilities.add_members = false;
    scenario.journal.enrol("7v", "s9").link("s9", "99");
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    EXPECT_EQ(world.story(plan), (Lines{"invite class/7v s9", "invite subject/hist s9"}));
    apply_plan(plan, scenario.capabilities, scenario.moment.now, scenario.observed,
               scenario.history);
    EXPECT_TRUE(scenario.evaluate().plan().empty()) << "nobody is invited twice";
}

TEST(PlanTest, TheCreatingCallTakesItsFirstMembersAndTheRestAreInvited) {
    Scenario scenario;
    add_class_of(scenario.journal, "7v", 9);
    scenario.capabilities.add_members = false;
    scenario.capabilities.create_members_max = 4;
    std::erase_if(scenario.profile.chats,
                  [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    const auto count = [&](OperationKind kind) {
        return std::ranges::count(plan.operations, kind, &Operation::kind);
    };
    EXPECT_EQ(count(OperationKind::create), 1);
    EXPECT_EQ(count(OperationKind::add), 4);
    EXPECT_EQ(count(OperationKind::invite), 6);
    EXPECT_TRUE(has(world.story(plan), "add class/7v 7v-teacher")) << "staff first";
    EXPECT_TRUE(has(world.story(plan), "promote class/7v 7v-teacher"));
}

TEST(PlanTest, AnInvitedAdministratorIsPromotedWhenHeIsThere) {
    Scenario scenario = converged();
    scenario.capabilities.add_members = false;
    scenario.journal.teacher("t2").link("t2", "2002").class_teacher("7v", "t2");
    auto story = scenario.evaluate().story();
    EXPECT_TRUE(has(story, "invite class/7v t2"));
    EXPECT_FALSE(has(story, "promote class/7v t2"));
    put_member(*scenario.observed.find("class/7v"), {2002, false});
    story = scenario.evaluate().story();
    EXPECT_TRUE(has(story, "promote class/7v t2"));
}

TEST(PlanTest, ASuccessorTakesOverTheChatOfItsPredecessor) {
    Scenario scenario = converged();
    const ChatNumber number = scenario.observed.find("class/7v")->number;
    scenario.journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
    scenario.journal.school_class("8v", {.name = "8В", .predecessor = "7v"});
    scenario.journal.class_teacher("8v", "t1");
    for (const std::string id : {"s1", "s2", "s3"}) {
        scenario.journal.end_enrolment("7v", id).enrol("8v", id);
    }
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    EXPECT_EQ(plan.carried,
              (std::vector<CarriedChat>{{"class/7v", "class/8v"}, {"parents/7v", "parents/8v"}}));
    const auto story = world.story(plan);
    EXPECT_TRUE(has(story, "rename class/8v"));
    EXPECT_TRUE(has(story, "rename parents/8v"));
    EXPECT_EQ(std::ranges::count_if(story,
                                    [](const std::string& line) {
                                        return line.starts_with("create") ||
                                               line.find("class/") != std::string::npos;
                                    }),
              1)
        << "nobody leaves or enters the carried chat";
    apply_plan(plan, scenario.capabilities, scenario.moment.now, scenario.observed,
               scenario.history);
    EXPECT_EQ(scenario.observed.find("class/8v")->number, number);
    EXPECT_EQ(scenario.observed.find("class/8v")->title, "8В класс");
    EXPECT_TRUE(scenario.evaluate().plan().empty());
}

TEST(PlanTest, WhoLeftTheChatIsNotPutIntoItAgainByASuccessor) {
    Scenario scenario = converged();
    const UserId gone = scenario.observed.find("class/7v")->members.back().user();
    drop_member(*scenario.observed.find("class/7v"), gone);
    scenario.history.departures.push_back({"class/7v", gone, 1});
    ASSERT_TRUE(scenario.evaluate().plan().empty());
    scenario.journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
    scenario.journal.school_class("8v", {.name = "8В", .predecessor = "7v"});
    scenario.journal.class_teacher("8v", "t1");
    for (const std::string id : {"s1", "s2", "s3"}) {
        scenario.journal.end_enrolment("7v", id).enrol("8v", id);
    }
    const Plan plan = scenario.evaluate().plan();
    EXPECT_FALSE(plan.carried.empty());
    EXPECT_EQ(std::ranges::count(plan.operations, gone, &Operation::user), 0);
}

TEST(PlanTest, AClassThatVanishedWithoutAWordIsEmptiedAsClosedOne) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.journal.school_class("8a").enrol("8a", "s8").link("s8", "88");
    scenario.converge();
    Scenario after;
    after.journal = small_school();
    after.observed = scenario.observed;
    after.known = scenario.known;
    const auto world = after.evaluate();
    const auto story = world.story();
    EXPECT_TRUE(has(story, "remove class/8a user 88"));
    EXPECT_TRUE(has(story, "detach class/8a"));
    EXPECT_TRUE(std::ranges::none_of(
        story, [](const std::string& line) { return line.find("class/7v") != std::string::npos; }));
}

TEST(PlanTest, ClosedChatsAreEmptiedAndStay) {
    Scenario scenario = converged();
    scenario.journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    const auto story = world.story(plan);
    EXPECT_TRUE(has(story, "detach class/7v"));
    expect_before(story, "remove class/7v", "detach class/7v");
    apply_plan(plan, scenario.capabilities, scenario.moment.now, scenario.observed,
               scenario.history);
    EXPECT_EQ(scenario.observed.find("class/7v")->state, ChatState::detached);
    EXPECT_TRUE(scenario.evaluate().plan().empty());
}

TEST(PlanTest, ADeletedChatIsEmptiedAndLeft) {
    Scenario scenario = converged();
    scenario.journal.request("r1", {.kind = ChatKind::class_chat, .about = "7v", .deleted_at = 20});
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    expect_before(world.story(plan), "remove class/7v", "destroy class/7v");
    apply_plan(plan, scenario.capabilities, scenario.moment.now, scenario.observed,
               scenario.history);
    EXPECT_EQ(scenario.observed.find("class/7v")->state, ChatState::destroyed);
    EXPECT_TRUE(scenario.evaluate().plan().empty());
}

TEST(PlanTest, ADestroyedChatWantedAgainIsCreatedAnew) {
    Scenario scenario = converged();
    ObservedChat& chat = *scenario.observed.find("class/7v");
    chat.members.clear();
    chat.state = ChatState::destroyed;
    const auto story = scenario.evaluate().story();
    EXPECT_TRUE(has(story, "create class/7v"));
    EXPECT_TRUE(has(story, "add class/7v s1"));
}

TEST(PlanTest, ADetachedChatWantedAgainIsFilledAgain) {
    Scenario scenario = converged();
    ObservedChat& chat = *scenario.observed.find("class/7v");
    chat.members.clear();
    chat.state = ChatState::detached;
    const auto story = scenario.evaluate().story();
    EXPECT_FALSE(has(story, "create class/7v"));
    EXPECT_TRUE(has(story, "add class/7v s1"));
    EXPECT_TRUE(has(story, "promote class/7v t1"));
}

TEST(PlanTest, AChatDoesNotEndWhileSomebodyStaysInIt) {
    Scenario closed = converged();
    closed.journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
    Scenario doubted = closed;
    doubted.journal.person("s1", {.doubtful = true});
    Scenario parked = closed;
    parked.history.parked.push_back({"class/7v", closed.evaluate().user("s1"),
                                     ErrorKind::permanent_person, "", parked.moment.now + 60, 1});
    for (const Scenario& scenario : {doubted, parked}) {
        const auto story = scenario.evaluate().story();
        EXPECT_TRUE(has(story, "remove class/7v s2"));
        EXPECT_FALSE(has(story, "remove class/7v s1"));
        EXPECT_FALSE(has(story, "detach class/7v")) << "nothing that cannot be done is tried";
    }
    parked.moment.now += 60;
    EXPECT_TRUE(has(parked.evaluate().story(), "detach class/7v"));
}

TEST(PlanTest, StrangersLeaveADetachedChatToo) {
    Scenario scenario = converged();
    put_member(*scenario.observed.find("class/7v"), {999, false});
    EXPECT_TRUE(scenario.evaluate().plan().empty()) << "reported, not removed";
    scenario.journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
    EXPECT_TRUE(has(scenario.evaluate().story(), "remove class/7v user 999"));
}

TEST(PlanTest, ADeletedChatThatNeverExistedNeedsNothing) {
    Scenario scenario;
    scenario.journal = small_school();
    scenario.journal.request("r1", {.kind = ChatKind::class_chat, .about = "7v", .deleted_at = 20});
    for (const auto& line : scenario.evaluate().story()) {
        EXPECT_EQ(line.find(" class/7v"), std::string::npos) << line;
    }
}

TEST(PlanTest, AChatOnRequestIsNotTouched) {
    Scenario scenario;
    scenario.profile = bars_max_profile();
    scenario.journal = small_school();
    for (const auto& line : scenario.evaluate().story()) {
        EXPECT_EQ(line.find("subject/"), std::string::npos) << line;
    }
}

TEST(PlanTest, AFrozenChatIsNotTouched) {
    Scenario scenario = converged();
    scenario.journal.school_class("7v", {.name = "7Г", .doubtful = true});
    scenario.journal.end_enrolment("7v", "s1").enrol("7v", "s9").link("s9", "99");
    for (const auto& line : scenario.evaluate().story()) {
        EXPECT_EQ(line.find(" class/7v"), std::string::npos) << line;
        EXPECT_EQ(line.find(" parents/7v"), std::string::npos) << line;
    }
}

TEST(PlanTest, AParkedChatIsSkippedUntilItsTime) {
    Scenario scenario = converged();
    scenario.journal.enrol("7v", "s9").link("s9", "99");
    scenario.history.parked = {
        {"class/7v", 0, ErrorKind::permanent_chat, "no access", scenario.moment.now + 1, 1}};
    EXPECT_EQ(scenario.evaluate().story(), Lines{"add subject/hist s9"});
    scenario.history.parked[0].until = scenario.moment.now;
    EXPECT_EQ(scenario.evaluate().story(), (Lines{"add class/7v s9", "add subject/hist s9"}));
}

TEST(PlanTest, ARenamedClassRenamesItsChats) {
    Scenario scenario = converged();
    scenario.journal.school_class("7v", {.name = "7Г"});
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    EXPECT_EQ(world.story(plan),
              (Lines{"rename class/7v", "rename parents/7v", "rename subject/hist"}));
    EXPECT_EQ(plan.chats.at(plan.operations[0].chat).title, "7Г класс");
}

TEST(PlanTest, DoubtfulPeopleAreNotRemoved) {
    Scenario scenario = converged();
    scenario.journal.end_enrolment("7v", "s1").person("s1", {.doubtful = true});
    scenario.journal.person("p1", {.doubtful = true});
    EXPECT_TRUE(scenario.evaluate().plan().empty());
}

TEST(PlanTest, ReasonsOfAdditionsAndCausesOfRemovalsAreSaid) {
    Scenario scenario = converged();
    scenario.journal.end_enrolment("7v", "s1").enrol("7v", "s9").link("s9", "99");
    for (const Operation& operation : scenario.evaluate().plan().operations) {
        if (operation.kind == OperationKind::add) EXPECT_NE(operation.reasons, 0);
        if (operation.kind == OperationKind::remove) EXPECT_EQ(operation.cause, Cause::left_school);
        if (!takes_away(operation.kind)) EXPECT_EQ(operation.cause, Cause::none);
    }
}

TEST(PlanTest, WordsForWhatIsSensitiveAndWhatTakesAway) {
    for (int at = 0; at <= static_cast<int>(Cause::stranger); ++at) {
        const auto cause = static_cast<Cause>(at);
        const bool sensitive =
            cause == Cause::left_school || cause == Cause::unlinked || cause == Cause::blocked;
        if (cause == Cause::link_gone || cause == Cause::hand_edit) continue;  // not promised
        EXPECT_EQ(is_sensitive(cause), sensitive) << word(cause);
    }
    for (int at = 0; at <= static_cast<int>(OperationKind::invite); ++at) {
        const auto kind = static_cast<OperationKind>(at);
        EXPECT_EQ(takes_away(kind), kind == OperationKind::remove ||
                                        kind == OperationKind::detach ||
                                        kind == OperationKind::destroy);
    }
}

TEST(PlanHashTest, TheOrderOfRowsInTheJournalChangesNothing) {
    Scenario straight;
    straight.journal = small_school();
    Scenario reversed = straight;
    reversed.journal.reversed();
    EXPECT_EQ(straight.evaluate().plan().hash, reversed.evaluate().plan().hash);
}

TEST(PlanHashTest, TheOrderOfOperationsChangesNothing) {
    Scenario scenario;
    scenario.journal = small_school();
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    auto operations = plan.operations;
    std::ranges::reverse(operations);
    EXPECT_EQ(hash_of(plan, operations, world.roster), plan.hash);
    EXPECT_EQ(hash_of(plan, plan.operations, world.roster), plan.hash);
}

TEST(PlanHashTest, EveryOperationCounts) {
    Scenario scenario;
    scenario.journal = small_school();
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    std::vector<std::string> hashes{plan.hash};
    for (std::size_t at = 0; at < plan.operations.size(); ++at) {
        auto operations = plan.operations;
        operations.erase(operations.begin() + static_cast<std::ptrdiff_t>(at));
        hashes.push_back(hash_of(plan, operations, world.roster));
        operations = plan.operations;
        operations.push_back(operations[at]);
        hashes.push_back(hash_of(plan, operations, world.roster));
        operations = plan.operations;
        operations[at].user += 1'000'000;
        hashes.push_back(hash_of(plan, operations, world.roster));
    }
    std::ranges::sort(hashes);
    EXPECT_EQ(std::ranges::adjacent_find(hashes), hashes.end());
}

TEST(PlanHashTest, ThePersonKindAndChatOfAnOperationCount) {
    Scenario scenario = converged();
    scenario.journal.enrol("7v", "s9").link("s9", "99");
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    auto operations = plan.operations;
    ASSERT_EQ(operations.size(), 2U);
    operations[0].kind = OperationKind::invite;
    EXPECT_NE(hash_of(plan, operations, world.roster), plan.hash);
    operations = plan.operations;
    std::swap(operations[0].chat, operations[1].chat);
    EXPECT_EQ(hash_of(plan, operations, world.roster), plan.hash) << "the same two, exchanged";
    operations[0].chat = operations[1].chat;
    EXPECT_NE(hash_of(plan, operations, world.roster), plan.hash);
    operations = plan.operations;
    operations[0].person = world.index("s1");
    EXPECT_NE(hash_of(plan, operations, world.roster), plan.hash);
}

TEST(PlanHashTest, ANewTitleIsAnotherPlan) {
    Scenario scenario = converged();
    scenario.journal.school_class("7v", {.name = "7Г"});
    const std::string first = scenario.evaluate().plan().hash;
    scenario.journal.school_class("7v", {.name = "7Д"});
    EXPECT_NE(scenario.evaluate().plan().hash, first);
}

TEST(PlanHashTest, AnotherAccountIsAnotherPlan) {
    Scenario scenario = converged();
    scenario.journal.end_enrolment("7v", "s1");
    const auto world = scenario.evaluate();
    PlanInput input = world.plan_input();
    input.account = "one";
    const std::string one = make_plan(input).hash;
    EXPECT_EQ(make_plan(input).hash, one);
    input.account = "two";
    EXPECT_NE(make_plan(input).hash, one);
    EXPECT_NE(world.plan().hash, one);
}

TEST(PlanHashTest, PeopleWhoCameToTheSchoolMeanwhileDoNotChangeIt) {
    Scenario scenario = converged();
    scenario.journal.end_enrolment("7v", "s1");
    const std::string first = scenario.evaluate().plan().hash;
    scenario.journal.person("a0").person("s0");  // moves everybody's index
    EXPECT_EQ(scenario.evaluate().plan().hash, first);
}

}  // namespace rosterd::testing
