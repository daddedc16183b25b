// One chat, desired against observed: every state of a seat and every cause of a removal.
#include "reconciler/compare.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "reconciler/words.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

using States = std::map<std::string, std::string>;

std::vector<ComparedSeat> compared(const Evaluated& world, std::string_view key) {
    Comparer comparer{world.comparison()};
    return comparer.compare(world.desired.find(key), world.observed.find(key));
}

std::string name_of(const Evaluated& world, const ComparedSeat& seat) {
    return seat.person == no_index ? std::to_string(seat.user) : world.id(seat.person);
}

/// Person (or user, for strangers) -> "to_remove: left_school", "present", "present admin" ...
States states(const Evaluated& world, std::string_view key) {
    States out;
    for (const ComparedSeat& seat : compared(world, key)) {
        std::string text{word(seat.state)};
        if (seat.cause != Cause::none) text += ": " + std::string{word(seat.cause)};
        EXPECT_TRUE(out.emplace(name_of(world, seat), text).second) << "twice: " << text;
    }
    return out;
}

States states(const Scenario& scenario, std::string_view key = "class/7v") {
    return states(scenario.evaluate(), key);
}

/// small_school() with linked users s1=101, s2=102, s3=103, t1=1, and the class chat holding all.
Scenario school() {
    Scenario scenario;
    RosterMaker journal;
    journal.school_class("7v", {.name = "7В"}).school_class("8a", {.name = "8А"});
    journal.teacher("t1").class_teacher("7v", "t1").link("t1", "1");
    for (const std::string number : {"1", "2", "3"}) {
        journal.enrol("7v", "s" + number).link("s" + number, "10" + number);
    }
    scenario.journal = journal;
    scenario.on_platform("class/7v", "7В класс", {101, 102, 103}, {1});
    scenario.remember_users();
    return scenario;
}

}  // namespace

TEST(CompareTest, WhoBelongsAndIsThereIsPresent) {
    EXPECT_EQ(states(school()),
              (States{{"s1", "present"}, {"s2", "present"}, {"s3", "present"}, {"t1", "present"}}));
}

TEST(CompareTest, SeatsComeInOrderOfPersonThenExtrasInOrderOfUser) {
    Scenario scenario = school();
    scenario.journal.end_enrolment("7v", "s3");
    put_member(*scenario.observed.find("class/7v"), {5, false});
    put_member(*scenario.observed.find("class/7v"), {500, true});
    const auto world = scenario.evaluate();
    std::vector<std::string> order;
    for (const auto& seat : compared(world, "class/7v")) order.push_back(name_of(world, seat));
    EXPECT_EQ(order, (std::vector<std::string>{"s1", "s2", "t1", "5", "s3", "500"}));
}

TEST(CompareTest, FlagsSayWhoAdministersAndWhoShould) {
    Scenario scenario = school();
    scenario.observed.chats[0].members[0] = {1, false};
    put_member(scenario.observed.chats[0], {101, true});
    const auto world = scenario.evaluate();
    for (const auto& seat : compared(world, "class/7v")) {
        const std::string name = name_of(world, seat);
        EXPECT_EQ(seat.desired_admin, name == "t1") << name;
        EXPECT_EQ(seat.observed_admin, name == "s1") << name;
        EXPECT_TRUE(seat.present);
        EXPECT_NE(seat.member_reasons, 0) << name;
        EXPECT_EQ(seat.admin_reasons != 0, name == "t1") << name;
    }
}

TEST(CompareTest, AChatNotYetThereHasEverybodyToAdd) {
    Scenario scenario = school();
    scenario.observed.chats.clear();
    EXPECT_EQ(states(scenario),
              (States{{"s1", "to_add"}, {"s2", "to_add"}, {"s3", "to_add"}, {"t1", "to_add"}}));
}

TEST(CompareTest, WhoHasNoLinkWaits) {
    for (const LinkState state : {LinkState::none, LinkState::requested, LinkState::refused}) {
        Scenario scenario = school();
        scenario.journal.enrol("7v", "s4").link("s4", "104", state);
        EXPECT_EQ(states(scenario)["s4"], "waiting_link") << word(state);
    }
    Scenario scenario = school();
    scenario.journal.enrol("7v", "s5").enrol("7v", "s6").link("s6", "101", LinkState::linked, 99);
    EXPECT_EQ(states(scenario)["s5"], "waiting_link");
    EXPECT_EQ(states(scenario)["s6"], "waiting_link") << "in conflict with s1";
}

TEST(CompareTest, WhoWasAskedAndHasNotJoinedIsInvited) {
    Scenario scenario = school();
    drop_member(scenario.observed.chats[0], 101);
    scenario.history.invitations = {{"class/7v", 101, 5}};
    put_member(scenario.observed.chats[0], {102, false, true});
    const auto world = scenario.evaluate();
    EXPECT_EQ(states(world, "class/7v")["s1"], "invited");
    EXPECT_EQ(states(world, "class/7v")["s2"], "invited") << "a message request of the platform";
}

TEST(CompareTest, WhoLeftByHimselfIsNotDraggedBack) {
    Scenario scenario = school();
    drop_member(scenario.observed.chats[0], 101);
    scenario.history.departures = {{"class/7v", 101, 5}};
    EXPECT_EQ(states(scenario)["s1"], "left");
}

TEST(CompareTest, WhoLeftAndCameBackIsPresent) {
    Scenario scenario = school();
    scenario.history.departures = {{"class/7v", 101, 5}};
    EXPECT_EQ(states(scenario)["s1"], "present");
}

TEST(CompareTest, WhomThePlatformRefusedIsParkedUntilItsTime) {
    Scenario scenario = school();
    drop_member(scenario.observed.chats[0], 101);
    scenario.history.parked = {
        {"class/7v", 101, ErrorKind::permanent_person, "privacy", scenario.moment.now + 1, 1}};
    EXPECT_EQ(states(scenario)["s1"], "parked");
    scenario.history.parked[0].until = scenario.moment.now;
    EXPECT_EQ(states(scenario)["s1"], "to_add");
}

TEST(CompareTest, ADepartureFromAnotherChatMeansNothing) {
    Scenario scenario = school();
    drop_member(scenario.observed.chats[0], 101);
    scenario.history.departures = {{"parents/7v", 101, 5}};
    EXPECT_EQ(states(scenario)["s1"], "to_add");
}

TEST(CauseTest, WhoLeftTheSchool) {
    Scenario scenario = school();
    scenario.journal.end_enrolment("7v", "s1");
    EXPECT_EQ(states(scenario)["s1"], "to_remove: left_school");
}

TEST(CauseTest, WhoMovedToAnotherClassIsOnlyNoLongerHere) {
    Scenario scenario = school();
    scenario.journal.end_enrolment("7v", "s1").enrol("8a", "s1");
    EXPECT_EQ(states(scenario)["s1"], "to_remove: no_longer_here");
}

TEST(CauseTest, WhoUnlinkedGoesAlthoughHeBelongs) {
    Scenario scenario = school();
    scenario.journal.unlink("s1");
    const auto world = scenario.evaluate();
    States found;
    int removals = 0;
    for (const auto& seat : compared(world, "class/7v")) {
        if (seat.user != 101) continue;
        EXPECT_EQ(seat.state, SeatState::to_remove);
        EXPECT_EQ(seat.cause, Cause::unlinked);
        EXPECT_EQ(seat.person, world.index("s1"));
        ++removals;
    }
    EXPECT_EQ(removals, 1);
}

TEST(CauseTest, WhoUnlinkedStaysWhereTheProfileSaysSo) {
    Scenario scenario = school();
    scenario.profile.on_unlink = OnUnlink::keep;
    scenario.journal.unlink("s1");
    for (const auto& seat : compared(scenario.evaluate(), "class/7v")) {
        EXPECT_NE(seat.state, SeatState::to_remove) << seat.user;
        EXPECT_NE(seat.state, SeatState::stranger) << seat.user;
    }
}

TEST(CauseTest, WhoUnlinkedAndIsGoneWaitsForALink) {
    Scenario scenario = school();
    scenario.journal.unlink("s1");
    drop_member(scenario.observed.chats[0], 101);
    EXPECT_EQ(states(scenario)["s1"], "waiting_link");
}

TEST(CauseTest, WhoseLinkVanishedWithoutAWord) {
    Scenario scenario = school();
    scenario.journal.unlink("s1", LinkState::none);
    // No row at all: the journal dropped it.
    RosterMaker journal;
    journal.school_class("7v", {.name = "7В"}).teacher("t1").class_teacher("7v", "t1");
    journal.link("t1", "1").enrol("7v", "s1").enrol("7v", "s2").link("s2", "102");
    journal.enrol("7v", "s3").link("s3", "103");
    scenario.journal = journal;
    const auto world = scenario.evaluate();
    int removals = 0;
    for (const auto& seat : compared(world, "class/7v")) {
        if (seat.user != 101) continue;
        EXPECT_EQ(seat.state, SeatState::to_remove);
        EXPECT_EQ(seat.cause, Cause::link_gone);
        ++removals;
    }
    EXPECT_EQ(removals, 1);
}

TEST(CauseTest, WhomTheJournalForgotEntirelyLeftTheSchool) {
    Scenario scenario = school();
    scenario.journal.forget_person("s1");
    EXPECT_EQ(states(scenario)["101"], "to_remove: left_school");
}

TEST(CauseTest, TheOldUserOfAPersonWithANewOneGoes) {
    Scenario scenario = school();
    scenario.journal.forget_person("s1").enrol("7v", "s1").link("s1", "111");
    const auto world = scenario.evaluate();
    bool old_goes = false;
    bool new_comes = false;
    for (const auto& seat : compared(world, "class/7v")) {
        old_goes |= seat.user == 101 && seat.state == SeatState::to_remove;
        new_comes |= seat.user == 111 && seat.state == SeatState::to_add;
    }
    EXPECT_TRUE(old_goes);
    EXPECT_TRUE(new_comes);
}

TEST(CauseTest, WhoIsBlocked) {
    Scenario scenario = school();
    scenario.journal.person("s1", {.blocked = true});
    EXPECT_EQ(states(scenario)["s1"], "to_remove: blocked");
    scenario.profile.blocked = BlockedPeople::keep;
    EXPECT_EQ(states(scenario)["s1"], "present");
}

TEST(CauseTest, WhomAHandEditTakesOut) {
    Scenario scenario = school();
    scenario.journal.edit("class/7v", "s1", EditKind::remove);
    EXPECT_EQ(states(scenario)["s1"], "to_remove: hand_edit");
}

TEST(CauseTest, AnEndedHandEditIsNoCause) {
    Scenario scenario = school();
    scenario.journal.end_enrolment("7v", "s1").enrol("8a", "s1");
    scenario.journal.edit("class/7v", "s1", EditKind::remove, {.until = 5});
    EXPECT_EQ(states(scenario)["s1"], "to_remove: no_longer_here");
}

TEST(CauseTest, WhoIsInAClosedChat) {
    Scenario scenario = school();
    scenario.journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
    scenario.journal.enrol("8a", "s1");
    EXPECT_EQ(states(scenario)["s1"], "to_remove: chat_closed");
}

TEST(CauseTest, WhoIsInADeletedChat) {
    Scenario scenario = school();
    scenario.journal.request("r1", {.kind = ChatKind::class_chat, .about = "7v", .deleted_at = 20});
    EXPECT_EQ(states(scenario)["s1"], "to_remove: chat_deleted");
    EXPECT_EQ(states(scenario)["t1"], "to_remove: chat_deleted");
}

TEST(StrangerTest, StrangersGoByTheProfile) {
    struct Row {
        Strangers policy;
        const char* state;
    };
    for (const Row& row : {Row{Strangers::keep, "stranger"}, Row{Strangers::report, "stranger"},
                           Row{Strangers::remove, "to_remove: stranger"}}) {
        Scenario scenario = school();
        for (auto& rule : scenario.profile.chats) rule.strangers = row.policy;
        put_member(scenario.observed.chats[0], {999, false});
        EXPECT_EQ(states(scenario)["999"], row.state);
        EXPECT_EQ(states(scenario).size(), 5U);
    }
}

TEST(StrangerTest, APersonOfTheSchoolWhoWasNeverHereIsNoStranger) {
    Scenario scenario = school();
    scenario.journal.teacher("t2").link("t2", "2");
    put_member(scenario.observed.chats[0], {2, false});
    const auto found = states(scenario);
    ASSERT_TRUE(found.contains("t2"));
    EXPECT_EQ(found.at("t2"), "to_remove: no_longer_here");
}

TEST(StrangerTest, CommunitiesAndBotsAreStrangers) {
    Scenario scenario = school();
    for (auto& rule : scenario.profile.chats) rule.strangers = Strangers::report;
    put_member(scenario.observed.chats[0], {-77, false});
    EXPECT_EQ(states(scenario)["-77"], "stranger");
}

TEST(DoubtTest, ADoubtfulPersonIsNeverRemoved) {
    Scenario scenario = school();
    scenario.journal.end_enrolment("7v", "s1").person("s1", {.doubtful = true});
    for (const auto& [who, state] : states(scenario)) {
        EXPECT_EQ(state.find("to_remove"), std::string::npos) << who << " " << state;
    }
}

TEST(DoubtTest, ADoubtfulPersonWithoutARowIsNotRemovedEither) {
    Scenario scenario = school();
    scenario.journal.forget_person("s1").person("s1", {.doubtful = true});
    for (const auto& [who, state] : states(scenario)) {
        EXPECT_EQ(state.find("to_remove"), std::string::npos) << who << " " << state;
    }
}

TEST(DoubtTest, AUserWhosePersonIsMissingIsNotRemovedEvenWhereStrangersAre) {
    Scenario scenario = school();
    for (auto& rule : scenario.profile.chats) rule.strangers = Strangers::remove;
    scenario.journal.doubtful_user("999");
    put_member(scenario.observed.chats[0], {999, false});
    EXPECT_EQ(states(scenario)["999"].find("to_remove"), std::string::npos);
}

TEST(DoubtTest, WhomADanglingRowAboutAChatMayMeanStaysInIt) {
    Scenario scenario = school();
    for (auto& rule : scenario.profile.chats) rule.strangers = Strangers::remove;
    scenario.journal.forget_person("s1").doubtful_chat("class/7v");
    scenario.journal.end_enrolment("7v", "s2");
    put_member(scenario.observed.chats[0], {999, false});
    const auto found = states(scenario);
    for (const auto& [who, state] : found) {
        if (who != "s2") EXPECT_EQ(state.find("to_remove"), std::string::npos) << who;
    }
    EXPECT_EQ(found.at("s2"), "to_remove: left_school") << "he is known, the row is not about him";
}

TEST(CompareTest, AComparerIsUsedAgainAndAgainWithoutMemory) {
    Scenario scenario = school();
    scenario.journal.enrol("8a", "s4").link("s4", "104");
    scenario.on_platform("class/8a", "8А класс", {103, 104, 7});
    const auto world = scenario.evaluate();
    Comparer comparer{world.comparison()};
    const auto once = [&](std::string_view key) {
        States out;
        for (const auto& seat :
             comparer.compare(world.desired.find(key), world.observed.find(key))) {
            out[name_of(world, seat)] = word(seat.state);
        }
        return out;
    };
    const States first = once("class/7v");
    const States second = once("class/8a");
    EXPECT_EQ(second, (States{{"s4", "present"}, {"s3", "to_remove"}, {"7", "stranger"}}));
    EXPECT_EQ(once("class/7v"), first);
    EXPECT_EQ(once("class/8a"), second);
}

}  // namespace rosterd::testing
