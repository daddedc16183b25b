// Chats asked for by hand, deleted by hand, and chats taken over from last year's class.
#include <gtest/gtest.h>

#include "reconciler/desired.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

using Names = std::vector<std::string>;

Scenario school(Profile profile) {
    Scenario scenario;
    scenario.profile = std::move(profile);
    scenario.journal = small_school();
    return scenario;
}

Evaluated deleted(OnDelete policy, Creation created = Creation::automatically,
                  UnixSeconds initialised_at = 0) {
    Scenario scenario = school(sgo_profile());
    ChatRule& rule = rule_of(scenario.profile, ChatKind::class_chat);
    rule.on_delete = policy;
    rule.created = created;
    scenario.journal.request(
        "r1", {.kind = ChatKind::class_chat, .about = "7v", .created_at = 10, .deleted_at = 20});
    if (initialised_at != 0) scenario.initialised = {{"class/7v", initialised_at}};
    return scenario.evaluate();
}

}  // namespace

TEST(RequestTest, ACustomChatHasItsChosenPeopleAndItsCreatorAsAdministrator) {
    Scenario scenario = school(sgo_profile());
    scenario.journal.request("r1", {.title = "Поход", .created_by = "t1"});
    scenario.journal.chosen("r1", "s1").chosen("r1", "p2", true);
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.members("custom/r1"), (Names{"p2", "s1", "t1"}));
    EXPECT_EQ(world.admins("custom/r1"), (Names{"p2", "t1"}));
    EXPECT_EQ(world.title("custom/r1"), "Поход");
    EXPECT_EQ(world.wish("custom/r1"), ChatWish::present);
    EXPECT_EQ(world.chat("custom/r1").kind, ChatKind::custom);
}

TEST(RequestTest, EveryCustomRequestIsAChatOfItsOwn) {
    Scenario scenario = school(bars_max_profile());
    scenario.journal.staff("it", PositionType::other, staff_role::chats_admin);
    scenario.journal.request("r1", {.created_by = "t1"}).request("r2", {}).chosen("r2", "s2");
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.members("custom/r1"), (Names{"it", "t1"}));
    EXPECT_EQ(world.members("custom/r2"), (Names{"it", "s2"}));
    EXPECT_EQ(world.admins("custom/r2"), Names{"it"});
}

TEST(RequestTest, AChatOnRequestWaitsForItsFirstClick) {
    for (const Creation created :
         {Creation::on_request, Creation::by_hand, Creation::with_first_conference}) {
        Scenario scenario = school(sgo_profile());
        for (auto& rule : scenario.profile.chats) rule.created = created;
        const auto before = scenario.evaluate();
        for (const char* key : {"class/7v", "parents/7v", "staff", "subject/hist"}) {
            EXPECT_EQ(before.wish(key), ChatWish::on_request) << key;
        }
        EXPECT_EQ(before.members("class/7v").size(), 4U) << "shown before it is asked for";
        scenario.journal.request("a", {.kind = ChatKind::class_chat, .about = "7v"});
        scenario.journal.request("b", {.kind = ChatKind::parents, .about = "7v"});
        scenario.journal.request("c", {.kind = ChatKind::staff});
        scenario.journal.request("d", {.kind = ChatKind::subject, .about = "hist"});
        const auto after = scenario.evaluate();
        for (const char* key : {"class/7v", "parents/7v", "staff", "subject/hist"}) {
            EXPECT_EQ(after.wish(key), ChatWish::present) << key;
        }
    }
}

TEST(RequestTest, TwoRequestsForOneGroupAreOneChat) {
    Scenario scenario = school(bars_max_profile());
    scenario.journal.request("a", {.kind = ChatKind::subject, .about = "hist"});
    scenario.journal.request("b", {.kind = ChatKind::subject, .about = "hist"});
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.keys(), (Names{"class/7v", "parents/7v", "staff", "subject/hist"}));
    EXPECT_EQ(world.wish("subject/hist"), ChatWish::present);
}

TEST(RequestTest, ADeletedChatGoesByThePolicyOfItsProfile) {
    EXPECT_EQ(deleted(OnDelete::forbidden).wish("class/7v"), ChatWish::present);
    EXPECT_EQ(deleted(OnDelete::detach).wish("class/7v"), ChatWish::detached);
    EXPECT_EQ(deleted(OnDelete::destroy).wish("class/7v"), ChatWish::destroyed);
    EXPECT_EQ(deleted(OnDelete::destroy).chat("class/7v").end, ChatEnd::deleted);
    EXPECT_EQ(deleted(OnDelete::destroy).members("class/7v"), Names{});
    EXPECT_EQ(deleted(OnDelete::destroy).wish("parents/7v"), ChatWish::present);
}

TEST(RequestTest, AnAutomaticChatStaysDeletedUntilInitialise) {
    EXPECT_EQ(deleted(OnDelete::destroy, Creation::automatically, 19).wish("class/7v"),
              ChatWish::destroyed);
    EXPECT_EQ(deleted(OnDelete::destroy, Creation::automatically, 21).wish("class/7v"),
              ChatWish::present);
}

TEST(RequestTest, ADeletedChatIsAskedForAgainByALaterRequest) {
    Scenario scenario = school(bars_max_profile());
    scenario.journal.request(
        "a", {.kind = ChatKind::subject, .about = "hist", .created_at = 10, .deleted_at = 20});
    EXPECT_EQ(scenario.evaluate().wish("subject/hist"), ChatWish::detached);
    scenario.journal.request("b", {.kind = ChatKind::subject, .about = "hist", .created_at = 30});
    EXPECT_EQ(scenario.evaluate().wish("subject/hist"), ChatWish::present);
}

TEST(RequestTest, DeletingTheChatEndsItForAnEarlierRequestToo) {
    Scenario scenario = school(bars_max_profile());
    scenario.journal.request("a", {.kind = ChatKind::subject, .about = "hist", .created_at = 5});
    scenario.journal.request(
        "b", {.kind = ChatKind::subject, .about = "hist", .created_at = 10, .deleted_at = 20});
    EXPECT_EQ(scenario.evaluate().wish("subject/hist"), ChatWish::detached);
}

TEST(RequestTest, ADeletionAheadIsNotYetOne) {
    Scenario scenario = school(sgo_profile());
    scenario.journal.request(
        "r1", {.kind = ChatKind::class_chat, .about = "7v", .deleted_at = moment_now().now + 1});
    EXPECT_EQ(scenario.evaluate().wish("class/7v"), ChatWish::present);
}

TEST(RequestTest, ADeletedCustomChatGoesByItsPolicy) {
    Scenario scenario = school(sgo_profile());
    scenario.journal.request("r1", {.created_by = "t1", .deleted_at = 20}).chosen("r1", "s1");
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.wish("custom/r1"), ChatWish::destroyed);
    EXPECT_EQ(world.members("custom/r1"), Names{});
}

TEST(RequestTest, InitialiseDoesNotReviveAChatMadeByHand) {
    Scenario scenario = school(sgo_profile());
    scenario.journal.request("r1", {.created_by = "t1", .deleted_at = 20});
    scenario.initialised = {{"custom/r1", 30}};
    EXPECT_EQ(scenario.evaluate().wish("custom/r1"), ChatWish::destroyed);
}

TEST(PredecessorTest, AClosedClassWithASuccessorKeepsItsChatForIt) {
    Scenario scenario = school(sgo_profile());
    scenario.journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
    scenario.journal.school_class(
        "8v", {.name = "8В", .predecessor = "7v", .validity = since(today_text)});
    scenario.journal.enrol("8v", "s1");
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.wish("class/8v"), ChatWish::present);
    EXPECT_EQ(world.wish("parents/8v"), ChatWish::present);
    for (const char* key : {"class/7v", "parents/7v"}) {
        const DesiredChat* old = world.desired.find(key);
        if (old != nullptr) EXPECT_EQ(old->wish, ChatWish::frozen) << key;
    }
}

TEST(PredecessorTest, ASuccessorAheadAlreadyProtectsTheChat) {
    Scenario scenario = school(sgo_profile());
    scenario.journal.school_class("7v", {.name = "7В", .validity = until("2026-10-10")});
    scenario.journal.school_class(
        "8v", {.name = "8В", .predecessor = "7v", .validity = since("2026-11-01")});
    const auto world = scenario.evaluate();
    const DesiredChat* ahead = world.desired.find("class/8v");
    if (ahead != nullptr) EXPECT_EQ(ahead->wish, ChatWish::frozen);
    const DesiredChat* old = world.desired.find("class/7v");
    if (old != nullptr) EXPECT_EQ(old->wish, ChatWish::frozen);
}

}  // namespace rosterd::testing
