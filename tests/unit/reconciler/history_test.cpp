// What is remembered of a chat, and which chat a lost answer created.
#include "reconciler/history.hpp"

#include <gtest/gtest.h>

namespace rosterd::testing {

namespace {

UnboundChat unbound(ChatNumber number, std::string title, bool owned,
                    std::initializer_list<UserId> users) {
    UnboundChat chat;
    chat.number = number;
    chat.title = std::move(title);
    chat.owned = owned;
    for (const UserId user : users) chat.members.emplace_back(user, false);
    return chat;
}

const Intent intent{
    .chat = "class/7v", .title = "7В класс", .users = {11, 12, 13}, .started_at = 5};

ChatNumber found(const std::vector<UnboundChat>& candidates, const Intent& sought = intent) {
    const UnboundChat* chat = find_created(sought, candidates);
    return chat == nullptr ? 0 : chat->number;
}

}  // namespace

TEST(HistoryTest, DeparturesAndInvitationsAreFoundByChatAndUser) {
    const History history{.departures = {{"a", 1, 0}, {"a", 3, 0}, {"b", 2, 0}},
                          .invitations = {{"a", 2, 0}, {"c", 1, 0}},
                          .parked = {}};
    EXPECT_TRUE(history.departed("a", 1));
    EXPECT_TRUE(history.departed("a", 3));
    EXPECT_TRUE(history.departed("b", 2));
    EXPECT_FALSE(history.departed("a", 2));
    EXPECT_FALSE(history.departed("b", 1));
    EXPECT_FALSE(history.departed("c", 1));
    EXPECT_TRUE(history.invited("a", 2));
    EXPECT_TRUE(history.invited("c", 1));
    EXPECT_FALSE(history.invited("a", 1));
}

TEST(HistoryTest, ParkingOfAChatAndOfAPersonInItAreTwoThings) {
    History history;
    history.parked = {{"a", 0, ErrorKind::permanent_chat, "gone", 10, 1},
                      {"b", 7, ErrorKind::permanent_person, "privacy", 10, 1}};
    ASSERT_NE(history.parked_at("a", 0), nullptr);
    EXPECT_EQ(history.parked_at("a", 0)->reason, "gone");
    EXPECT_EQ(history.parked_at("a", 7), nullptr);
    EXPECT_EQ(history.parked_at("b", 0), nullptr);
    ASSERT_NE(history.parked_at("b", 7), nullptr);
}

TEST(AdoptionTest, TheChatThatALostAnswerCreatedIsFound) {
    EXPECT_EQ(found({unbound(1, "7В класс", true, {11, 12, 13})}), 1);
    EXPECT_EQ(found({unbound(1, "7В класс", true, {12})}), 1);
    EXPECT_EQ(found({unbound(1, "7В класс", true, {})}), 1);
}

TEST(AdoptionTest, AWrongTitleIsNeverPicked) {
    EXPECT_EQ(found({unbound(1, "7В", true, {11, 12, 13})}), 0);
    EXPECT_EQ(found({unbound(1, "7в класс", true, {11, 12, 13})}), 0);
    EXPECT_EQ(found({unbound(1, "7В класс ", true, {11, 12, 13})}), 0);
}

TEST(AdoptionTest, AForeignChatIsNeverPicked) {
    EXPECT_EQ(found({unbound(1, "7В класс", false, {11, 12, 13})}), 0);
}

TEST(AdoptionTest, AChatWithSomebodyWhoWasNotAskedForIsNeverPicked) {
    EXPECT_EQ(found({unbound(1, "7В класс", true, {11, 12, 14})}), 0);
    EXPECT_EQ(found({unbound(1, "7В класс", true, {10})}), 0);
}

TEST(AdoptionTest, TheFullestOfSeveralIsPicked) {
    EXPECT_EQ(found({unbound(1, "7В класс", true, {11}), unbound(2, "7В класс", true, {11, 12}),
                     unbound(3, "7В класс", true, {}), unbound(4, "7В класс", false, {11, 12, 13}),
                     unbound(5, "7В класс", true, {11, 12, 13, 14})}),
              2);
}

TEST(AdoptionTest, NothingIsPickedFromNothing) {
    EXPECT_EQ(found({}), 0);
}

TEST(AdoptionTest, AnIntentWithoutPeopleTakesOnlyAnEmptyChat) {
    const Intent lonely{.chat = "class/7v", .title = "7В класс", .users = {}, .started_at = 5};
    EXPECT_EQ(found({unbound(1, "7В класс", true, {})}, lonely), 1);
    EXPECT_EQ(found({unbound(1, "7В класс", true, {11})}, lonely), 0);
}

}  // namespace rosterd::testing
