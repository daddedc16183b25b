// The world's own rules: numbers, events, links, seats. What VK methods make of them: vk_*_test.
#include "adapters/sandbox/world.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::start;

ChatId create(World& world, MemberId owner, std::vector<MemberId> people = {}) {
    return world.create(owner, "чат", people, start).value().chat;
}

TEST(WorldTest, ACommunitysChatsAreNumberedFromOne) {
    World world;
    for (std::int64_t n = 1; n <= 3; ++n) {
        const ChatId chat = create(world, -500);
        EXPECT_EQ(world.number_of(-500, chat), n);
        EXPECT_EQ(world.resolve(-500, n).value(), chat);
    }
}

TEST(WorldTest, TwoViewersOfOneChatHaveDifferentNumbers) {
    World world;
    create(world, -600);
    const ChatId chat = create(world, -500, {17});
    EXPECT_EQ(world.number_of(-500, chat), 1);
    EXPECT_NE(world.number_of(17, chat), 1);
    EXPECT_EQ(world.number_of(99, chat), std::nullopt);
}

TEST(WorldTest, ANumberOfAnotherViewerIsError917) {
    World world;
    const ChatId chat = create(world, -500, {17});
    const auto own = world.number_of(17, chat);
    EXPECT_EQ(world.resolve(-500, *own).error().code, 917);
    EXPECT_EQ(world.resolve(12345, 1).error().code, 917);
}

TEST(WorldTest, AReturningMemberKeepsHisNumber) {
    World world;
    const ChatId chat = create(world, -500, {17});
    const auto before = world.number_of(17, chat);
    ASSERT_TRUE(world.remove(17, chat, 17, start).has_value());
    ASSERT_TRUE(world.join(chat, 17, start).has_value());
    EXPECT_EQ(world.number_of(17, chat), before);
}

TEST(WorldTest, AChatDiesWithItsLastMember) {
    World world;
    const ChatId chat = create(world, -500, {17});
    const std::string link = world.invite_link(-500, chat, false).value();
    ASSERT_TRUE(world.remove(-500, chat, 17, start).has_value());
    EXPECT_FALSE(world.find(chat)->deleted);
    ASSERT_TRUE(world.remove(-500, chat, -500, start).has_value());
    EXPECT_TRUE(world.find(chat)->deleted);
    EXPECT_EQ(world.resolve(-500, 1).error().code, 927);
    EXPECT_EQ(world.join_by_link(18, link, start).error().code, 917);
}

TEST(WorldTest, TheKickedStayOutByLinkAndTheLeaversReturn) {
    World world;
    const ChatId chat = create(world, -500, {17, 18});
    const std::string link = world.invite_link(-500, chat, false).value();
    ASSERT_TRUE(world.remove(-500, chat, 17, start).has_value());
    ASSERT_TRUE(world.remove(18, chat, 18, start).has_value());
    EXPECT_EQ(world.join_by_link(17, link, start).error().code, 917);
    EXPECT_EQ(world.join_by_link(18, link, start).value(), chat);
}

TEST(WorldTest, AResetLinkVoidsTheOldOne) {
    World world;
    const ChatId chat = create(world, -500);
    const std::string old = world.invite_link(-500, chat, false).value();
    EXPECT_EQ(world.invite_link(-500, chat, false).value(), old);
    const std::string fresh = world.invite_link(-500, chat, true).value();
    EXPECT_NE(fresh, old);
    EXPECT_EQ(world.join_by_link(17, old, start).error().code, 917);
    EXPECT_EQ(world.join_by_link(17, fresh, start).value(), chat);
}

TEST(WorldTest, LinksDependOnTheSeedAlone) {
    World one{{.seed = 7}};
    World same{{.seed = 7}};
    World other{{.seed = 8}};
    for (World* world : {&one, &same, &other}) create(*world, -500);
    EXPECT_EQ(one.invite_link(-500, 1, false).value(), same.invite_link(-500, 1, false).value());
    EXPECT_NE(one.invite_link(-500, 1, false).value(), other.invite_link(-500, 1, false).value());
}

TEST(WorldTest, EveryChangeIsAnEventWithoutGaps) {
    World world;
    const ChatId chat = create(world, -500, {17});
    ASSERT_TRUE(world.rename(-500, chat, "7Б", start).has_value());
    ASSERT_TRUE(world.set_admin(-500, chat, 17, true, start).has_value());
    ASSERT_TRUE(world.set_admin(-500, chat, 17, true, start).has_value());  // no change, no event
    ASSERT_TRUE(world.set_admin(-500, chat, 17, false, start).has_value());
    ASSERT_TRUE(world.send_to_chat(-500, chat, "привет", 1, start).has_value());
    ASSERT_TRUE(world.remove(17, chat, 17, start).has_value());
    ASSERT_TRUE(world.join(chat, 17, start).has_value());
    ASSERT_TRUE(world.remove(-500, chat, 17, start).has_value());
    using enum EventKind;
    const std::array expected{create, add, rename, promote, demote, message, leave, join, remove};
    ASSERT_EQ(world.events().size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(world.events()[i].kind, expected[i]) << i;
        EXPECT_EQ(world.events()[i].number, static_cast<std::int64_t>(i) + 1);
    }
}

TEST(WorldTest, OnlyTheOwnerRemovesAdministrators) {
    World world;
    const ChatId chat = create(world, 17, {18, 19, 20});
    ASSERT_TRUE(world.set_admin(17, chat, 18, true, start).has_value());
    ASSERT_TRUE(world.set_admin(17, chat, 19, true, start).has_value());
    EXPECT_EQ(world.remove(18, chat, 19, start).error().code, 15);
    EXPECT_EQ(world.remove(18, chat, 17, start).error().code, 15);
    EXPECT_EQ(world.remove(20, chat, 18, start).error().code, 15);
    EXPECT_TRUE(world.remove(18, chat, 20, start).has_value());
    EXPECT_TRUE(world.remove(17, chat, 19, start).has_value());
}

TEST(WorldTest, WhoInvitedSomebodyMayRemoveHim) {
    World world;
    const ChatId chat = create(world, 17, {18, 19});
    ASSERT_TRUE(world.add(18, chat, 30, start).has_value());
    EXPECT_EQ(world.remove(19, chat, 30, start).error().code, 15);
    EXPECT_TRUE(world.remove(18, chat, 30, start).has_value());
}

TEST(WorldTest, AHiddenChatReturnsWithANewMessage) {
    World world;
    const ChatId chat = create(world, -500, {17});
    world.hide(-500, chat);
    EXPECT_TRUE(world.visible_to(-500).empty());
    EXPECT_EQ(world.visible_to(17).size(), 1U);
    ASSERT_TRUE(world.send_to_chat(17, chat, "?", 0, start).has_value());
    EXPECT_EQ(world.visible_to(-500).size(), 1U);
}

TEST(WorldTest, TheLatestActiveChatComesFirst) {
    World world;
    const ChatId first = create(world, -500);
    const ChatId second = create(world, -500);
    EXPECT_EQ(world.visible_to(-500), (std::vector{second, first}));
    ASSERT_TRUE(world.rename(-500, first, "живой", start).has_value());
    EXPECT_EQ(world.visible_to(-500), (std::vector{first, second}));
}

}  // namespace
}  // namespace rosterd::sandbox
