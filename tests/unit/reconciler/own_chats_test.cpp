// The daemon's own rows mean what the journal's rows mean.
#include "reconciler/own_chats.hpp"

#include <gmock/gmock.h>

#include "tests/unit/reconciler/hand_school.hpp"

namespace rosterd::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
constexpr UnixSeconds always = std::numeric_limits<UnixSeconds>::max();

OwnChat custom(std::int64_t number, std::string creator, std::vector<OwnPerson> people) {
    return {number, ChatKind::custom, "", "Поход", std::move(creator), 10, std::move(people)};
}

TEST(OwnRowsTest, AnOwnCustomChatIsWhatTheJournalsRowsWouldGive) {
    Scenario own = hand_school();
    own.own.chats = {custom(1, "t1", {{"s1", false}, {"p2", true}})};
    Scenario journals = hand_school();
    journals.journal.request("own-1", {.title = "Поход", .created_by = "t1", .created_at = 10});
    journals.journal.chosen("own-1", "s1").chosen("own-1", "p2", true);
    const auto a = own.evaluate();
    const auto b = journals.evaluate();
    EXPECT_EQ(a.members("custom/own-1"), b.members("custom/own-1"));
    EXPECT_EQ(a.admins("custom/own-1"), b.admins("custom/own-1"));
    EXPECT_THAT(a.admins("custom/own-1"), ElementsAre("p2", "t1"));
    EXPECT_EQ(a.title("custom/own-1"), "Поход");
    EXPECT_EQ(a.keys(), b.keys());
}

TEST(OwnRowsTest, JournalAndOwnRequestsKeepTheirPeople) {
    Scenario scenario = hand_school();
    scenario.journal.request("a", {.title = "А"}).chosen("a", "s2");
    scenario.journal.request("z", {.title = "Я"}).chosen("z", "p3");
    scenario.own.chats = {custom(2, "", {{"s8", false}}), custom(10, "", {{"p8", false}})};
    const auto world = scenario.evaluate();
    EXPECT_THAT(world.members("custom/a"), ElementsAre("s2"));
    EXPECT_THAT(world.members("custom/own-10"), ElementsAre("p8"));
    EXPECT_THAT(world.members("custom/own-2"), ElementsAre("s8"));
    EXPECT_THAT(world.members("custom/z"), ElementsAre("p3"));
}

TEST(OwnRowsTest, MergingAgainReplacesWhatWasMergedBefore) {
    Scenario scenario = hand_school();
    scenario.journal.request("z", {.title = "Я"}).chosen("z", "p3");
    scenario.own.chats = {custom(1, "", {{"s1", false}})};
    scenario.own.edits = {{"class/7v", "p1", EditKind::add, "", 5, always}};
    scenario.own.titles = {{"class/7v", "Наш", "", 5}};
    auto world = scenario.evaluate();
    std::vector<Finding> findings;
    OwnRows other;
    other.edits = {{"class/7v", "p2", EditKind::add, "", 6, always}};
    merge_own_rows(world.roster, other, findings);
    const auto again = desired_state(world.roster, world.in_force, world.profile, world.moment, {});
    EXPECT_EQ(again.find("custom/own-1"), nullptr);
    EXPECT_EQ(again.title(*again.find("class/7v")), "7В класс");
    ASSERT_EQ(world.roster.edits.size(), 1U);
    EXPECT_EQ(world.id(world.roster.edits[0].person), "p2");
    EXPECT_EQ(again.seats_of(*again.find("custom/z")).size(), 1U);
}

TEST(OwnRowsTest, EditsStandInTheOrderInWhichTheyWereMade) {
    Scenario scenario = hand_school();
    scenario.journal.edit("class/7v", "s1", EditKind::remove, {.made_at = 20});
    scenario.own.edits = {{"class/7v", "s1", EditKind::add, "t1", 20, always}};
    EXPECT_THAT(scenario.evaluate().members("class/7v"), ElementsAre("s1", "s2", "s3", "t1"));
    scenario.own.edits[0].made_at = 19;
    EXPECT_THAT(scenario.evaluate().members("class/7v"), ElementsAre("s2", "s3", "t1"));
    scenario.own.edits = {{"class/7v", "p1", EditKind::add, "", 20, always},
                          {"class/7v", "p1", EditKind::remove, "", 20, always}};
    EXPECT_THAT(scenario.evaluate().members("class/7v"), ElementsAre("s2", "s3", "t1"));
}

TEST(OwnRowsTest, ATemporaryEditEnds) {
    Scenario scenario = hand_school();
    const UnixSeconds now = scenario.moment.now;
    scenario.own.edits = {{"class/7v", "p1", EditKind::add, "", 5, now + 1}};
    EXPECT_EQ(scenario.evaluate().members("class/7v").size(), 5U);
    scenario.own.edits[0].until = now;
    EXPECT_EQ(scenario.evaluate().members("class/7v").size(), 4U);
}

TEST(OwnRowsTest, AnOwnDeletionIsADeletionOfAnyChat) {
    Scenario scenario = hand_school();
    scenario.own.chats = {custom(1, "t1", {})};
    scenario.journal.request("r1", {.title = "Я", .created_by = "t1"});
    for (const char* key : {"class/7v", "custom/own-1", "custom/r1", "staff", "subject/hist"}) {
        scenario.own.deletions.push_back({key, 20, ""});
    }
    const auto world = scenario.evaluate();
    for (const OwnDeletion& row : scenario.own.deletions) {
        EXPECT_EQ(world.wish(row.chat), ChatWish::destroyed) << row.chat;
    }
    EXPECT_EQ(world.wish("class/8a"), ChatWish::present);
}

TEST(OwnRowsTest, RowsAboutNobodyAreLeftOut) {
    Scenario scenario = hand_school();
    scenario.own.chats = {custom(1, "gone", {{"s1", false}, {"gone", true}}),
                          {2, ChatKind::class_chat, "gone", "", "", 10, {}}};
    scenario.own.edits = {{"class/7v", "gone", EditKind::add, "", 5, always}};
    scenario.own.deletions = {{"class/gone", 20, ""}};
    const auto world = scenario.evaluate();
    EXPECT_THAT(world.members("custom/own-1"), ElementsAre("s1"));
    EXPECT_TRUE(world.roster.edits.empty());
    EXPECT_EQ(world.roster.requests.size(), 1U);
}

TEST(OwnRowsTest, ARequestIdThatTheJournalTookIsReported) {
    Scenario scenario = hand_school();
    scenario.journal.request("own-1", {.title = "Журнала"}).chosen("own-1", "s1");
    scenario.own.chats = {custom(1, "", {{"s2", false}})};
    const auto world = scenario.evaluate();
    EXPECT_EQ(world.title("custom/own-1"), "Журнала");
    ASSERT_EQ(world.own_findings.size(), 1U);
    EXPECT_THAT(to_string(world.own_findings[0]), HasSubstr("own-"));
}

TEST(OwnRowsTest, ATypedTitleStandsUntilInitialisingDropsIt) {
    Scenario scenario = hand_school();
    scenario.own.titles = {{"class/7v", "Наш класс", "", 30}};
    EXPECT_EQ(scenario.evaluate().title("class/7v"), "Наш класс");
    EXPECT_EQ(scenario.evaluate().title("class/8a"), "8a класс");
    scenario.initialised = {{"class/7v", 31}};
    EXPECT_EQ(scenario.evaluate().title("class/7v"), "7В класс");
    rule_of(scenario.profile, ChatKind::class_chat).manual_edits = ManualEdits::keep;
    EXPECT_EQ(scenario.evaluate().title("class/7v"), "Наш класс");
}

TEST(OwnChangeTest, WhatIsPutReplacesWhatHasItsPlace) {
    OwnRows rows;
    OwnChange change;
    change.chats = {custom(2, "", {}), custom(1, "", {})};
    change.edits = {{"a", "p", EditKind::add, "", 1, 9}, {"a", "p", EditKind::remove, "", 2, 9}};
    change.titles = {{"b", "B", "", 1}, {"a", "A", "", 1}};
    change.deletions = {{"b", 1, ""}};
    apply(change, rows);
    EXPECT_EQ(rows.chats[0].number, 1);
    EXPECT_EQ(rows.titles[0].chat, "a");
    OwnChange more;
    more.edits = {{"a", "p", EditKind::add, "", 3, 9}};
    more.dropped_chats = {1};
    more.undeleted = {"b"};
    more.dropped_titles = {"a"};
    more.titles = {{"b", "C", "", 2}};
    apply(more, rows);
    ASSERT_EQ(rows.edits.size(), 2U);
    EXPECT_EQ(rows.edits[1], (OwnEdit{"a", "p", EditKind::add, "", 3, 9}));
    EXPECT_EQ(rows.chats.size(), 1U);
    EXPECT_TRUE(rows.deletions.empty());
    ASSERT_EQ(rows.titles.size(), 1U);
    EXPECT_EQ(rows.titles[0].title, "C");
}

TEST(OwnChangeTest, LinksAndInitialisationsStaySorted) {
    std::vector<StoredLink> links{{"p2", Platform::vk, "2", LinkState::linked, 1}};
    std::vector<std::pair<std::string, UnixSeconds>> times{{"b", 1}};
    OwnChange change;
    change.links = {{"p1", Platform::max, "9", LinkState::linked, 1},
                    {"p2", Platform::vk, "3", LinkState::unlinked, 2},
                    {"p1", Platform::vk, "4", LinkState::linked, 1}};
    change.initialised = {{"a", 5}, {"b", 6}};
    apply_links(change, links);
    apply_initialised(change, times);
    ASSERT_EQ(links.size(), 3U);
    EXPECT_EQ(links[0].user, "4");
    EXPECT_EQ(links[1].state, LinkState::unlinked);
    EXPECT_EQ(links[2].platform, Platform::max);
    EXPECT_THAT(times, ElementsAre(::testing::Pair("a", 5), ::testing::Pair("b", 6)));
}

}  // namespace
}  // namespace rosterd::testing
