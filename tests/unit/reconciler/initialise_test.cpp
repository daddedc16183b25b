// Initialising: missing chats, deleted chats, hand edits (R-060, requirements §4.8 and §4.15).
#include <gmock/gmock.h>

#include "tests/unit/reconciler/hand_school.hpp"

namespace rosterd::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
constexpr UnixSeconds always = std::numeric_limits<UnixSeconds>::max();

std::string initialise(Scenario& scenario, const std::vector<ChatKind>& kinds,
                       const std::string& actor = {}) {
    const auto change = decide_initialise(HandSchool{scenario}.state(), kinds, actor);
    if (!change) return std::string{change.error().code};
    apply(*change, scenario.own);
    apply_initialised(*change, scenario.initialised);
    return "";
}

TEST(InitialiseTest, R060HandEditsGoWhereTheProfileDropsThem) {
    Scenario scenario = hand_school();
    const UnixSeconds now = scenario.moment.now;
    scenario.journal.edit("class/7v", "p2", EditKind::add, {.made_at = now - 1});
    scenario.own.edits = {{"class/7v", "p1", EditKind::add, "", now, always},
                          {"class/7v", "s1", EditKind::remove, "", now, always},
                          {"parents/7v", "s1", EditKind::add, "", now, always}};
    EXPECT_EQ(initialise(scenario, {ChatKind::class_chat}), "");
    auto world = scenario.evaluate();
    EXPECT_THAT(world.members("class/7v"), ElementsAre("s1", "s2", "s3", "t1"));
    EXPECT_THAT(world.members("parents/7v"), Contains("s1")) << "another kind";
    scenario.own.edits.push_back({"class/7v", "p1", EditKind::add, "", now, always});
    EXPECT_THAT(scenario.evaluate().members("class/7v"), Contains("p1")) << "made since";
}

TEST(InitialiseTest, HandEditsStayWhereTheProfileKeepsThem) {
    Scenario scenario = hand_school(bars_max_profile());
    scenario.own.edits = {{"class/7v", "p1", EditKind::add, "", 5, always}};
    EXPECT_EQ(initialise(scenario, {ChatKind::class_chat}), "");
    EXPECT_THAT(scenario.evaluate().members("class/7v"), Contains("p1"));
}

TEST(InitialiseTest, DeletedAutomaticChatsComeBack) {
    Scenario scenario = hand_school();
    scenario.own.deletions = {{"class/7v", scenario.moment.now, ""}, {"staff", 5, ""}};
    scenario.journal.request("d", {.kind = ChatKind::class_chat, .about = "8a", .deleted_at = 20});
    EXPECT_EQ(initialise(scenario, {ChatKind::class_chat, ChatKind::parents}), "");
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.wish("class/7v"), ChatWish::present);
    EXPECT_EQ(world.wish("class/8a"), ChatWish::present);
    EXPECT_EQ(world.wish("staff"), ChatWish::destroyed) << "of a kind that was not asked for";
}

TEST(InitialiseTest, ChatsThatWaitForAClickAreMade) {
    Scenario scenario = hand_school();
    for (ChatRule& rule : scenario.profile.chats) rule.created = Creation::on_request;
    rule_of(scenario.profile, ChatKind::subject).created = Creation::by_hand;
    EXPECT_EQ(initialise(scenario, {ChatKind::class_chat, ChatKind::subject}), "");
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.wish("class/7v"), ChatWish::present);
    EXPECT_EQ(world.wish("parents/7v"), ChatWish::on_request);
    EXPECT_EQ(world.wish("subject/hist"), ChatWish::on_request) << "made by hand only";
}

TEST(InitialiseTest, AClosedChatStaysClosed) {
    Scenario scenario = hand_school();
    scenario.journal.school_class("old", {.validity = until("2026-06-01")});
    EXPECT_EQ(initialise(scenario, {ChatKind::class_chat}), "");
    EXPECT_EQ(scenario.evaluate().wish("class/old"), ChatWish::detached);
    for (const auto& [key, at] : scenario.initialised) EXPECT_NE(key, "class/old");
}

TEST(InitialiseTest, OnlyPredefinedKindsByTheSchoolAdministrator) {
    Scenario scenario = hand_school();
    EXPECT_EQ(initialise(scenario, {ChatKind::custom}), "no_such_kind");
    EXPECT_EQ(initialise(scenario, {ChatKind::staff}, "t1"), "may_not_initialise");
    EXPECT_TRUE(scenario.initialised.empty());
    EXPECT_EQ(initialise(scenario, {ChatKind::staff}, "head"), "");
    EXPECT_THAT(scenario.initialised, ElementsAre(::testing::Pair("staff", scenario.moment.now)));
}

}  // namespace
}  // namespace rosterd::testing
