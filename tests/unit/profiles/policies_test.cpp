// Policies that settle what the journals' manuals leave open, each on and off.
#include <gtest/gtest.h>

#include "reconciler/explain.hpp"
#include "reconciler/words.hpp"
#include "tests/unit/profiles/shared_school.hpp"

namespace rosterd::testing {

namespace {

using Names = std::vector<std::string>;

Selector selector(SelectorKind kind) {
    return {.kind = kind, .positions = 0, .roles = 0, .text = std::string{word(kind)}};
}

/// Class 7v of the shared school, where t1 was replaced by t2 today.
Scenario replaced(FormerClassTeacher policy) {
    Profile profile = shipped_profile("sgo");
    profile.former_class_teacher = policy;
    RosterMaker journal;
    journal.teacher("t1").teacher("t2").school_class("7v", {.name = "7В"}).enrol("7v", "s1");
    journal.class_teacher("7v", "t1", until(today_text));
    journal.class_teacher("7v", "t2", since(today_text));
    return under(std::move(profile), std::move(journal));
}

TEST(FormerClassTeacherTest, LeavesOrStaysAsAMemberOnly) {
    const auto leaves = replaced(FormerClassTeacher::leaves).evaluate();
    EXPECT_EQ(leaves.members("class/7v"), (Names{"s1", "t2"}));
    const auto stays = replaced(FormerClassTeacher::stays).evaluate();
    for (const char* key : {"class/7v", "parents/7v"}) {
        EXPECT_EQ(stays.admins(key), Names{"t2"}) << key;
    }
    EXPECT_EQ(stays.members("class/7v"), (Names{"s1", "t1", "t2"}));
    EXPECT_EQ(stays.members("parents/7v"), (Names{"t1", "t2"}));
}

TEST(FormerClassTeacherTest, StaysOnlyWhileHeWorksAtTheSchool) {
    Scenario scenario = replaced(FormerClassTeacher::stays);
    scenario.journal.end_staff("t1");
    EXPECT_EQ(scenario.evaluate().members("class/7v"), (Names{"s1", "t2"}));
}

TEST(FormerClassTeacherTest, WhoWillBeOneIsNoFormerOne) {
    Scenario scenario = replaced(FormerClassTeacher::stays);
    scenario.journal.teacher("t3").class_teacher("7v", "t3", since("2026-12-01"));
    EXPECT_EQ(scenario.evaluate().members("class/7v"), (Names{"s1", "t1", "t2"}));
}

TEST(FormerClassTeacherTest, WhoTeachesTheClassAgainIsItsTeacher) {
    Scenario scenario = replaced(FormerClassTeacher::stays);
    scenario.journal.class_teacher("7v", "t1", since(today_text));
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.admins("class/7v"), (Names{"t1", "t2"}));
    EXPECT_EQ(world.seat("class/7v", "t1").member_reasons & reason::former, 0);
}

TEST(FormerClassTeacherTest, ItIsExplainedWithTheRowThatEnded) {
    const auto world = replaced(FormerClassTeacher::stays).evaluate();
    const auto told = explain(world.comparison(), world.observed, world.index("t1"), "class/7v");
    ASSERT_EQ(told.waiting.size(), 1U);
    EXPECT_EQ(told.waiting[0].rules, Names{"people.former_class_teacher: stays"});
    EXPECT_EQ(told.waiting[0].rows,
              Names{"class_teacher (class_id '7v', person_id 't1') until 2026-10-15"});
}

/// The shared school under sgo, with others to administer class/8a, which has no class teacher.
Scenario headless(std::vector<Selector> others) {
    Profile profile = shipped_profile("sgo");
    rule_of(profile, ChatKind::class_chat).admins_otherwise = std::move(others);
    return under(std::move(profile));
}

TEST(AdminsOtherwiseTest, TheFirstThatGivesAnybodyAdministers) {
    const auto both =
        headless({selector(SelectorKind::chats_admin), selector(SelectorKind::school_admin)});
    EXPECT_EQ(both.evaluate().admins("class/8a"), Names{"it"});
    Scenario without = both;
    without.journal.end_staff("it");
    EXPECT_EQ(without.evaluate().admins("class/8a"), Names{"head"});
    EXPECT_EQ(without.evaluate().admins("class/7v"), Names{"t1"}) << "it has its own";
}

TEST(AdminsOtherwiseTest, WithoutAnyTheChatHasNone) {
    EXPECT_EQ(headless({}).evaluate().admins("class/8a"), Names{});
    EXPECT_EQ(headless({}).evaluate().members("class/8a"), Names{"s4"});
}

TEST(AdminsOtherwiseTest, SomebodyAppointedByHandIsEnough) {
    Scenario scenario = headless({selector(SelectorKind::school_admin)});
    scenario.journal.edit("class/8a", "s4", EditKind::make_admin);
    EXPECT_EQ(scenario.evaluate().admins("class/8a"), Names{"s4"});
}

TEST(AdminsOtherwiseTest, ABlockedAdministratorIsNotEnough) {
    Scenario scenario = headless({selector(SelectorKind::school_admin)});
    scenario.journal.class_teacher("8a", "t2").person("t2", {.blocked = true});
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.members("class/8a"), (Names{"head", "s4"}));
    EXPECT_EQ(world.admins("class/8a"), Names{"head"});
}

TEST(AdminsOtherwiseTest, WhomAHandEditTookOutIsNotBroughtBack) {
    Scenario scenario = headless({selector(SelectorKind::school_admin)});
    scenario.journal.edit("class/8a", "head", EditKind::remove);
    EXPECT_EQ(scenario.evaluate().members("class/8a"), Names{"s4"});
}

TEST(AdminsOtherwiseTest, ItIsExplainedByTheRuleAndTheRow) {
    const auto world = headless({selector(SelectorKind::school_admin)}).evaluate();
    const auto told = explain(world.comparison(), world.observed, world.index("head"), "class/8a");
    ASSERT_EQ(told.waiting.size(), 1U);
    EXPECT_EQ(told.waiting[0].rules, Names{"class.admins_otherwise: school_admin"});
    ASSERT_EQ(told.waiting[0].rows.size(), 1U);
    EXPECT_NE(told.waiting[0].rows[0].find("staff (person_id 'head'"), std::string::npos);
}

TEST(ChosenTest, WhoIsChosenForAChatOfTheRulesIsInIt) {
    Profile profile = shipped_profile("sgo");
    RosterMaker journal = shared_school();
    journal.chosen("hist", "t2", true);
    const auto world = under(std::move(profile), std::move(journal)).evaluate();
    EXPECT_EQ(world.members("subject/hist"), (Names{"lib", "s1", "s3", "t1", "t2"}));
    EXPECT_EQ(world.admins("subject/hist"), (Names{"t1", "t2"}));
    EXPECT_EQ(world.seat("subject/hist", "lib").member_reasons, reason::request);
}

TEST(ChosenTest, InitialisingDropsThemWhereItDropsHandEdits) {
    Scenario scenario = under(shipped_profile("sgo"));
    scenario.initialised = {{"subject/hist", 2}};
    EXPECT_EQ(scenario.evaluate().members("subject/hist"), (Names{"s1", "s3", "t1"}));
    scenario.profile = shipped_profile("ezhd");
    EXPECT_EQ(scenario.evaluate().members("subject/hist"), (Names{"lib", "s1", "s3", "t1"}));
}

TEST(ChosenTest, ADeletedRequestChoosesNobody) {
    Scenario scenario = under(shipped_profile("ezhd"));
    scenario.journal.request(
        "hist", {.kind = ChatKind::subject, .about = "hist", .created_at = 1, .deleted_at = 20});
    scenario.journal.request("again",
                             {.kind = ChatKind::subject, .about = "hist", .created_at = 30});
    EXPECT_EQ(scenario.evaluate().members("subject/hist"), (Names{"s1", "s3", "t1"}));
}

TEST(ChosenTest, TheirRowIsTold) {
    const auto world = under(shipped_profile("ezhd")).evaluate();
    const auto told =
        explain(world.comparison(), world.observed, world.index("lib"), "subject/hist");
    ASSERT_EQ(told.waiting.size(), 1U);
    EXPECT_EQ(told.waiting[0].rows,
              Names{"chat_request_person (request_id 'hist', person_id 'lib')"});
}

TEST(RequestTitleTest, TheLatestTypedTitleCounts) {
    Scenario scenario = under(shipped_profile("bars-max"));
    scenario.journal.request("h2", {.kind = ChatKind::subject,
                                    .about = "hist",
                                    .title = "История, 2 полугодие",
                                    .created_at = 5});
    scenario.journal.request("h3", {.kind = ChatKind::subject, .about = "hist", .created_at = 6});
    EXPECT_EQ(scenario.evaluate().title("subject/hist"), "История, 2 полугодие");
    rule_of(scenario.profile, ChatKind::subject).request_title = RequestTitle::ignore;
    EXPECT_EQ(scenario.evaluate().title("subject/hist"), "7В · История");
}

TEST(SubjectParentsTest, ParentsComeWithTheSelectorGroupParents) {
    Profile profile = shipped_profile("sgo");
    rule_of(profile, ChatKind::subject).members.push_back(selector(SelectorKind::group_parents));
    const auto world = under(std::move(profile)).evaluate();
    EXPECT_EQ(world.members("subject/eng1"), (Names{"p1", "s1", "t1"}));
    EXPECT_EQ(world.members("subject/robots"), (Names{"p1", "p2", "s1", "s4", "t2"}));
}

TEST(TransferTest, ParentsFollowTheChildAndStayForASibling) {
    Scenario scenario = under(shipped_profile("sgo"));
    scenario.journal.end_enrolment("7v", "s2").enrol("8a", "s2");
    EXPECT_EQ(scenario.evaluate().members("parents/7v"), (Names{"p1", "t1", "t2"}));
    EXPECT_EQ(scenario.evaluate().members("parents/8a"), (Names{"head", "p2"}));
    scenario.journal.enrol("7v", "s5").guardian("p2", "s5");
    EXPECT_EQ(scenario.evaluate().members("parents/7v"), (Names{"p1", "p2", "t1", "t2"}));
}

}  // namespace

}  // namespace rosterd::testing
