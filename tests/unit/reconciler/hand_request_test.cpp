// Requests by hand against a school: what is kept, what is refused, what the asker is told.
#include "reconciler/hand_request.hpp"

#include <gmock/gmock.h>

#include "tests/unit/reconciler/hand_school.hpp"

namespace rosterd::testing {
namespace {

using enum HandAction;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

HandRequest on(HandAction action, std::string chat, std::string person, std::string actor = {}) {
    HandRequest request;
    request.action = action;
    request.chat = std::move(chat);
    request.person = std::move(person);
    request.actor = std::move(actor);
    return request;
}

HandRequest custom(std::string title, std::vector<OwnPerson> people, std::string actor = {}) {
    HandRequest request;
    request.action = create_chat;
    request.title = std::move(title);
    request.people = std::move(people);
    request.actor = std::move(actor);
    return request;
}

HandRequest of_kind(ChatKind kind, std::string about, std::string actor = {}) {
    HandRequest request;
    request.action = create_chat;
    request.kind = kind;
    request.about = std::move(about);
    request.actor = std::move(actor);
    return request;
}

/// Codes of the notices; throws when the request is refused.
std::vector<std::string> notices(const Scenario& scenario, const HandRequest& request) {
    std::vector<std::string> codes;
    for (const HandNotice& notice : HandSchool{scenario}.ask(request).value().notices) {
        codes.emplace_back(message(notice.message).code);
    }
    return codes;
}

TEST(HandRequestTest, ACustomChatComesWithItsPeopleAndItsCreatorAdministersIt) {
    Scenario scenario = hand_school();
    scenario.profile.permissions.grant(HandRight::create, ChatKind::custom, permitted::staff);
    const auto decided =
        HandSchool{scenario}.ask(custom("Поход", {{"s1", false}, {"p1", true}}, "t2"));
    ASSERT_TRUE(decided) << decided.error().what;
    EXPECT_EQ(decided->chat, "custom/own-1");
    apply(decided->change, scenario.own);
    auto world = scenario.evaluate();
    EXPECT_THAT(world.members("custom/own-1"), ElementsAre("p1", "s1", "t2"));
    EXPECT_THAT(world.admins("custom/own-1"), ElementsAre("p1", "t2"));
    EXPECT_EQ(request_by_hand(scenario, custom("Второй", {})), "");
    world = scenario.evaluate();
    EXPECT_EQ(world.title("custom/own-2"), "Второй");
}

TEST(HandRequestTest, R019UnlinkedPeopleAreNamedInAWarning) {
    Scenario scenario = hand_school();
    const auto decided =
        HandSchool{scenario}.ask(custom("Поход", {{"s1", false}, {"s3", false}})).value();
    ASSERT_EQ(decided.notices.size(), 2U);
    EXPECT_EQ(decided.notices[0].message, MessageId::chat_will_be_created);
    EXPECT_EQ(decided.notices[1].message, MessageId::unlinked_members);
    EXPECT_THAT(decided.notices[1].people, ElementsAre("s3"));
    EXPECT_THAT(notices(scenario, on(add_member, "class/8a", "s3")),
                ElementsAre("unlinked_members"));
    EXPECT_THAT(notices(scenario, on(add_member, "class/8a", "s1")), ElementsAre());
}

TEST(HandRequestTest, ACustomChatNeedsATitleOfOneLine) {
    Scenario scenario = hand_school();
    std::string longest;
    for (int i = 0; i < 128; ++i) longest += "Ж";
    EXPECT_EQ(request_by_hand(scenario, custom(longest, {})), "");
    for (const std::string& title :
         {std::string{}, std::string{"  "}, longest + "Ж", std::string{"two\nlines"}}) {
        EXPECT_EQ(request_by_hand(scenario, custom(title, {})), "title_unsuitable") << title;
    }
}

TEST(HandRequestTest, UnknownPeopleChatsAndActorsAreNotFound) {
    Scenario scenario = hand_school();
    EXPECT_EQ(request_by_hand(scenario, custom("Т", {{"nobody", false}})), "not_found");
    EXPECT_EQ(request_by_hand(scenario, custom("Т", {}, "nobody")), "not_found");
    EXPECT_EQ(request_by_hand(scenario, on(add_member, "class/none", "s1")), "not_found");
    EXPECT_EQ(request_by_hand(scenario, on(add_member, "class/7v", "nobody")), "not_found");
    EXPECT_EQ(request_by_hand(scenario, of_kind(ChatKind::class_chat, "none")), "not_found");
    EXPECT_EQ(request_by_hand(scenario, of_kind(ChatKind::subject, "none")), "not_found");
    HandRequest chosen = of_kind(ChatKind::class_chat, "7v");
    chosen.people = {{"s1", false}};
    EXPECT_EQ(request_by_hand(scenario, chosen), "invalid_input");
    EXPECT_EQ(scenario.own, OwnRows{});
}

TEST(HandRequestTest, R034TheFirstClickCreatesAChatThatWaitsForIt) {
    Scenario scenario = hand_school();
    for (ChatRule& rule : scenario.profile.chats) rule.created = Creation::on_request;
    EXPECT_EQ(scenario.evaluate().wish("class/7v"), ChatWish::on_request);
    EXPECT_THAT(notices(scenario, of_kind(ChatKind::class_chat, "7v")),
                ElementsAre("chat_will_be_created", "unlinked_members"));
    EXPECT_EQ(request_by_hand(scenario, of_kind(ChatKind::class_chat, "7v")), "");
    EXPECT_EQ(request_by_hand(scenario, of_kind(ChatKind::staff, "")), "");
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.wish("class/7v"), ChatWish::present);
    EXPECT_EQ(world.wish("staff"), ChatWish::present);
    EXPECT_EQ(world.wish("class/8a"), ChatWish::on_request);
    EXPECT_THAT(notices(scenario, of_kind(ChatKind::class_chat, "7v")), ElementsAre("chat_exists"));
    const OwnRows before = scenario.own;
    EXPECT_EQ(request_by_hand(scenario, of_kind(ChatKind::class_chat, "7v")), "");
    EXPECT_EQ(scenario.own, before) << "the second click changes nothing";
}

TEST(HandRequestTest, ADeletedChatComesBackWhenItIsAskedForAgain) {
    Scenario scenario = hand_school();
    EXPECT_EQ(request_by_hand(scenario, on(delete_chat, "class/7v", "")), "");
    EXPECT_EQ(scenario.evaluate().wish("class/7v"), ChatWish::destroyed);
    EXPECT_EQ(request_by_hand(scenario, on(add_member, "class/7v", "p1")), "chat_is_deleted");
    EXPECT_EQ(request_by_hand(scenario, of_kind(ChatKind::class_chat, "7v")), "");
    EXPECT_EQ(scenario.evaluate().wish("class/7v"), ChatWish::present);
    EXPECT_EQ(request_by_hand(scenario, on(delete_chat, "class/7v", "")), "");
    EXPECT_EQ(scenario.evaluate().wish("class/7v"), ChatWish::destroyed) << "within one second";
    EXPECT_TRUE(scenario.own.chats.empty()) << "the request went with its chat";
}

TEST(HandRequestTest, R111DeletingForGoodIsSaidSo) {
    Scenario scenario = hand_school();
    EXPECT_THAT(notices(scenario, on(delete_chat, "staff", "")), ElementsAre("deletion_is_final"));
    rule_of(scenario.profile, ChatKind::staff).on_delete = OnDelete::detach;
    EXPECT_THAT(notices(scenario, on(delete_chat, "staff", "")), ElementsAre());
}

TEST(HandRequestTest, R100SomebodyIsAddedAndRemovedByHand) {
    Scenario scenario = hand_school();
    EXPECT_EQ(request_by_hand(scenario, on(add_member, "class/7v", "p1", "t1")), "");
    EXPECT_THAT(scenario.evaluate().members("class/7v"), Contains("p1"));
    EXPECT_EQ(scenario.own.edits.at(0).made_by, "t1");
    EXPECT_EQ(request_by_hand(scenario, on(remove_member, "class/7v", "p1", "t1")), "");
    EXPECT_THAT(scenario.evaluate().members("class/7v"), Not(Contains("p1")));
    EXPECT_TRUE(scenario.own.edits.empty()) << "nothing is left to hold him out";
    EXPECT_EQ(request_by_hand(scenario, on(remove_member, "class/7v", "s1", "t1")), "");
    EXPECT_THAT(scenario.evaluate().members("class/7v"), Not(Contains("s1")));
    ASSERT_EQ(scenario.own.edits.size(), 1U);
    EXPECT_EQ(scenario.own.edits[0].edit, EditKind::remove);
}

TEST(HandRequestTest, WhoIsTakenBackBelongsByRuleAgainAndIsNotPinned) {
    Scenario scenario = hand_school();
    EXPECT_EQ(request_by_hand(scenario, on(remove_member, "class/7v", "s1")), "");
    EXPECT_EQ(request_by_hand(scenario, on(add_member, "class/7v", "s1")), "");
    EXPECT_TRUE(scenario.own.edits.empty());
    EXPECT_THAT(scenario.evaluate().members("class/7v"), Contains("s1"));
    scenario.journal.end_enrolment("7v", "s1");
    EXPECT_THAT(scenario.evaluate().members("class/7v"), Not(Contains("s1")));
}

TEST(HandRequestTest, AgainstTheJournalsEditsItTakesAnEdit) {
    Scenario scenario = hand_school();
    scenario.journal.edit("class/7v", "p1", EditKind::add).edit("class/7v", "s1", EditKind::remove);
    EXPECT_EQ(request_by_hand(scenario, on(remove_member, "class/7v", "p1")), "");
    EXPECT_EQ(request_by_hand(scenario, on(add_member, "class/7v", "s1")), "");
    EXPECT_EQ(scenario.own.edits.size(), 2U);
    EXPECT_THAT(scenario.evaluate().members("class/7v"), ElementsAre("s1", "s2", "s3", "t1"));
}

TEST(HandRequestTest, WhatIsSoAlreadyChangesNothing) {
    Scenario scenario = hand_school();
    EXPECT_THAT(notices(scenario, on(add_member, "class/7v", "s1")), ElementsAre("already_member"));
    EXPECT_THAT(notices(scenario, on(appoint, "class/7v", "t1")), ElementsAre("already_admin"));
    EXPECT_THAT(notices(scenario, on(dismiss, "class/7v", "s1")), ElementsAre("not_an_admin"));
    for (const auto& request : {on(add_member, "class/7v", "s1"), on(appoint, "class/7v", "t1"),
                                on(dismiss, "class/7v", "s1")}) {
        EXPECT_EQ(request_by_hand(scenario, request), "");
    }
    EXPECT_EQ(scenario.own, OwnRows{});
    EXPECT_EQ(request_by_hand(scenario, on(dismiss, "class/7v", "p1")), "not_a_member");
}

TEST(HandRequestTest, SomebodyWhomNoRuleNamesMayBeRemovedToo) {
    Scenario scenario = hand_school();
    scenario.on_platform("class/7v", "7В класс", {}).number = 5;
    const auto p1 = scenario.evaluate().user("p1");
    scenario.observed.chats[0].members = {{p1, false}};
    EXPECT_THAT(notices(scenario, on(remove_member, "class/7v", "p1")),
                ElementsAre("not_a_member"));
    EXPECT_EQ(request_by_hand(scenario, on(remove_member, "class/7v", "p1")), "");
    EXPECT_THAT(scenario.evaluate().story(), Contains("remove class/7v p1"));
}

TEST(HandRequestTest, R078AnAdministratorIsAppointedAndDismissed) {
    Scenario scenario = hand_school();
    EXPECT_EQ(request_by_hand(scenario, on(appoint, "class/7v", "p1", "t1")), "");
    EXPECT_THAT(scenario.evaluate().admins("class/7v"), ElementsAre("p1", "t1"));
    EXPECT_EQ(request_by_hand(scenario, on(dismiss, "class/7v", "p1", "t1")), "");
    const auto world = scenario.evaluate();
    EXPECT_THAT(world.admins("class/7v"), ElementsAre("t1"));
    EXPECT_THAT(world.members("class/7v"), Contains("p1")) << "dismissed, not removed";
    EXPECT_EQ(request_by_hand(scenario, on(appoint, "class/7v", "s1")), "");
    EXPECT_EQ(request_by_hand(scenario, on(dismiss, "class/7v", "s1")), "");
    EXPECT_THAT(scenario.evaluate().admins("class/7v"), ElementsAre("t1"));
    EXPECT_EQ(scenario.own.edits.size(), 2U) << "only p1 needs rows";
}

TEST(HandRequestTest, R074R075LockedFlagsStay) {
    Scenario scenario = hand_school(bars_max_profile());
    EXPECT_EQ(request_by_hand(scenario, on(dismiss, "class/7v", "t1", "t1")), "own_flag_locked");
    EXPECT_EQ(request_by_hand(scenario, on(remove_member, "class/7v", "t1", "t1")),
              "own_flag_locked");
    EXPECT_EQ(request_by_hand(scenario, on(dismiss, "class/7v", "it")), "chats_admin_locked");
    EXPECT_EQ(request_by_hand(scenario, on(remove_member, "class/7v", "it", "t1")),
              "chats_admin_locked");
    EXPECT_EQ(request_by_hand(scenario, on(dismiss, "class/7v", "t1")), "") << "by another";
}

TEST(HandRequestTest, ATemporaryEditLeavesWhatHoldsAfterIt) {
    Scenario scenario = hand_school();
    EXPECT_EQ(request_by_hand(scenario, on(add_member, "class/7v", "p1")), "");
    HandRequest away = on(remove_member, "class/7v", "p1");
    away.until = scenario.moment.now + 100;
    EXPECT_EQ(request_by_hand(scenario, away), "");
    EXPECT_THAT(scenario.evaluate().members("class/7v"), Not(Contains("p1")));
    scenario.moment.now += 100;
    EXPECT_THAT(scenario.evaluate().members("class/7v"), Contains("p1"));
}

TEST(HandRequestTest, WhoHasNoTieToTheSchoolOrIsBlockedIsNotAdded) {
    Scenario scenario = hand_school();
    scenario.journal.person("stranger").person("s2", {.blocked = true});
    for (const HandAction action : {add_member, appoint}) {
        EXPECT_EQ(request_by_hand(scenario, on(action, "class/8a", "stranger")),
                  "not_of_the_school");
        EXPECT_EQ(request_by_hand(scenario, on(action, "class/8a", "s2")), "person_blocked");
    }
    EXPECT_EQ(request_by_hand(scenario, custom("Т", {{"stranger", false}})), "not_of_the_school");
    scenario.profile.blocked = BlockedPeople::keep;
    EXPECT_EQ(request_by_hand(scenario, on(add_member, "class/8a", "s2")), "");
}

TEST(HandRequestTest, ARenamedCustomChatKeepsItsTitle) {
    Scenario scenario = hand_school();
    EXPECT_EQ(request_by_hand(scenario, custom("Поход", {{"t1", true}})), "");
    HandRequest rename = on(rename_chat, "custom/own-1", "", "t1");
    rename.title = "Поход в горы";
    EXPECT_EQ(request_by_hand(scenario, rename), "");
    EXPECT_EQ(scenario.evaluate().title("custom/own-1"), "Поход в горы");
    const OwnRows before = scenario.own;
    EXPECT_EQ(request_by_hand(scenario, rename), "");
    EXPECT_EQ(scenario.own, before);
    rename.title = "";
    EXPECT_EQ(request_by_hand(scenario, rename), "title_unsuitable");
    rename.chat = "class/7v";
    EXPECT_EQ(request_by_hand(scenario, rename), "may_not_rename");
}

TEST(HandRequestTest, R153ASubjectChatTakesATypedNameWhereTheProfileLetsItBeTyped) {
    Scenario scenario = hand_school(bars_max_profile());
    HandRequest request = of_kind(ChatKind::subject, "hist");
    request.title = "История с Марией Ивановной";
    EXPECT_EQ(request_by_hand(scenario, request), "may_not_rename");
    scenario.profile.permissions.grant(HandRight::rename, ChatKind::subject,
                                       permitted::group_teacher);
    rule_of(scenario.profile, ChatKind::subject).created = Creation::by_hand;
    EXPECT_EQ(request_by_hand(scenario, request), "");
    EXPECT_EQ(scenario.evaluate().title("subject/hist"), "История с Марией Ивановной");
}

TEST(HandRequestTest, AClosedClassGetsNoChat) {
    Scenario scenario = hand_school();
    scenario.journal.school_class("old", {.validity = until("2026-06-01")});
    EXPECT_EQ(request_by_hand(scenario, of_kind(ChatKind::class_chat, "old")), "chat_is_closed");
}

}  // namespace
}  // namespace rosterd::testing
