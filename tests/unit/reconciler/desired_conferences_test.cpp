// Chats that come with their first conference, and stay when what asked for them is gone.
#include <gtest/gtest.h>

#include "reconciler/desired.hpp"
#include "reconciler/explain.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

using Names = std::vector<std::string>;

/// small_school(), where subject chats wait for a conference.
Scenario school() {
    Scenario scenario;
    scenario.journal = small_school();
    rule_of(scenario.profile, ChatKind::subject).created = Creation::with_first_conference;
    return scenario;
}

ChatWish wish_with(ConferenceFacts facts) {
    Scenario scenario = school();
    scenario.journal.conference("c1", std::move(facts));
    return scenario.evaluate().wish("subject/hist");
}

}  // namespace

TEST(FirstConferenceTest, ASubjectChatWaitsForItsFirstConference) {
    EXPECT_EQ(school().evaluate().wish("subject/hist"), ChatWish::on_request);
    EXPECT_EQ(wish_with({.chat = "subject/hist"}), ChatWish::present);
    EXPECT_EQ(wish_with({.chat = "class/7v"}), ChatWish::on_request);
}

TEST(FirstConferenceTest, ALessonTellsTheChatWhereTheConferenceDoesNot) {
    EXPECT_EQ(wish_with({.group = "hist"}), ChatWish::present);
    EXPECT_EQ(wish_with({.chat = "class/7v", .group = "hist"}), ChatWish::on_request)
        << "the conference is held in another chat";
}

TEST(FirstConferenceTest, ADeletedConferenceAsksForNothing) {
    const UnixSeconds now = moment_now().now;
    EXPECT_EQ(wish_with({.chat = "subject/hist", .deleted_at = now}), ChatWish::on_request);
    EXPECT_EQ(wish_with({.chat = "subject/hist", .deleted_at = now + 1}), ChatWish::present);
}

TEST(FirstConferenceTest, AChatOnRequestIsNotAskedForByAConference) {
    Scenario scenario = school();
    rule_of(scenario.profile, ChatKind::subject).created = Creation::on_request;
    scenario.journal.conference("c1", {.chat = "subject/hist"});
    EXPECT_EQ(scenario.evaluate().wish("subject/hist"), ChatWish::on_request);
}

TEST(FirstConferenceTest, AChatMayAlsoBeAskedFor) {
    Scenario scenario = school();
    scenario.journal.request("r1", {.kind = ChatKind::subject, .about = "hist"});
    EXPECT_EQ(scenario.evaluate().wish("subject/hist"), ChatWish::present);
}

TEST(FirstConferenceTest, ADeletedChatStaysDeletedUntilInitialise) {
    Scenario scenario = school();
    scenario.journal.conference("c1", {.chat = "subject/hist"});
    scenario.journal.request("r1", {.kind = ChatKind::subject, .about = "hist", .deleted_at = 20});
    EXPECT_EQ(scenario.evaluate().wish("subject/hist"), ChatWish::destroyed);
    scenario.initialised = {{"subject/hist", 30}};
    EXPECT_EQ(scenario.evaluate().wish("subject/hist"), ChatWish::present);
}

TEST(KeptUpTest, AChatOutlivesTheConferenceThatBroughtIt) {
    Scenario scenario = school();
    scenario.journal.link_everybody();
    scenario.journal.conference("c1", {.chat = "subject/hist"});
    scenario.converge();
    const auto before = scenario.evaluate();
    ASSERT_NE(before.observed.find("subject/hist"), nullptr);

    scenario.journal.conference("c1", {.chat = "subject/hist", .deleted_at = 20});
    EXPECT_EQ(scenario.evaluate().story(), Names{}) << "nobody leaves, nothing is detached";
    scenario.journal.end_enrolment("7v", "s1");
    const auto after = scenario.evaluate().story();
    EXPECT_NE(std::ranges::find(after, "remove subject/hist s1"), after.end())
        << "it is kept up like any other";
}

TEST(KeptUpTest, AChatThatWasNeverAskedForIsNotMade) {
    Scenario scenario = school();
    scenario.journal.link_everybody();
    scenario.converge();
    EXPECT_EQ(scenario.evaluate().observed.find("subject/hist"), nullptr);
}

TEST(KeptUpTest, ADetachedChatIsNotFilledAgain) {
    Scenario scenario = school();
    scenario.journal.link_everybody();
    scenario.converge();
    scenario.on_platform("subject/hist", "7В/История", {}).state = ChatState::detached;
    EXPECT_EQ(scenario.evaluate().story(), Names{});
    const auto world = scenario.evaluate();
    EXPECT_FALSE(is_kept_up(world.chat("subject/hist"), world.observed.find("subject/hist")));
}

TEST(KeptUpTest, AChatOnRequestIsTakenOverFromLastYearsClass) {
    Scenario scenario;
    scenario.profile = sgo_profile();
    for (ChatRule& rule : scenario.profile.chats) {
        if (rule.kind != ChatKind::custom) rule.created = Creation::on_request;
    }
    scenario.journal.school_class("7v", {.name = "7В", .validity = until(today_text)});
    scenario.journal.school_class(
        "8v", {.name = "8В", .predecessor = "7v", .validity = since(today_text)});
    scenario.journal.enrol("8v", "s1").link_everybody();
    scenario.on_platform("class/7v", "7В класс", {1000});
    const Plan plan = scenario.evaluate().plan();
    EXPECT_EQ(plan.carried, (std::vector<CarriedChat>{{"class/7v", "class/8v"}}));
}

TEST(KeptUpTest, ExplainSaysThatSomebodyComesIntoAnExistingChat) {
    Scenario scenario = school();
    scenario.journal.link_everybody();
    const auto explained = [&] {
        const auto world = scenario.evaluate();
        return explain(world.comparison(), world.observed, world.index("s1"), "subject/hist");
    };
    EXPECT_EQ(explained().waiting.at(0).note, "the chat is created when somebody asks for it");
    scenario.on_platform("subject/hist", "7В/История", {});
    EXPECT_EQ(explained().in.at(0).state, SeatState::to_add);
}

}  // namespace rosterd::testing
