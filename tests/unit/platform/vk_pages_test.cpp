// Pages of members and of conversations: complete, or an error.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "adapters/platform/vk/vk_chats.hpp"
#include "adapters/platform/vk/vk_members.hpp"

namespace rosterd::vk {
namespace {

namespace json = boost::json;
constexpr UserId self = -500;

json::value page(std::int64_t count, UserId first, UserId last) {
    json::array items;
    for (UserId user = first; user <= last; ++user) items.push_back({{"member_id", user}});
    return {{"count", count}, {"items", std::move(items)}};
}

TEST(VkMembersTest, FlagsAreReadInEveryForm) {
    MemberPages pages;
    ASSERT_TRUE(pages.add(
        json::parse(R"({"count":5,"items":[{"member_id":30,"is_admin":true},)"
                    R"({"member_id":-500,"is_owner":true},)"
                    R"({"member_id":10,"is_admin":1},{"member_id":20,"is_message_request":true},)"
                    R"({"member_id":40,"is_admin":false}]})")));
    const auto chat = std::move(pages).finish(7, self);
    ASSERT_TRUE(chat);
    EXPECT_EQ(chat->number, 7);
    const std::vector<ObservedMember> expected{
        {10, true}, {20, false, true}, {30, true}, {40, false}};
    EXPECT_EQ(chat->members, expected) << "sorted, and without the service account";
}

TEST(VkMembersTest, WhoBroughtWhomIsToldUnlessItWasUs) {
    MemberPages pages;
    ASSERT_TRUE(pages.add(
        json::parse(R"({"count":5,"items":[{"member_id":-500,"invited_by":-500,"is_owner":true},)"
                    R"({"member_id":30,"invited_by":10,"join_date":1790000000},)"
                    R"({"member_id":10,"invited_by":-500,"join_date":1789000000},)"
                    R"({"member_id":20,"invited_by":20,"join_date":-3},{"member_id":40}]})")));
    const auto chat = std::move(pages).finish(7, self);
    ASSERT_TRUE(chat);
    const std::vector<Newcomer> expected{{.user = 20, .by = 20},
                                         {.user = 30, .by = 10, .since = 1'790'000'000}};
    EXPECT_EQ(chat->newcomers, expected);
}

TEST(VkMembersTest, LargeChatsAskForFurtherPages) {
    MemberPages pages;
    ASSERT_TRUE(pages.add(page(2500, 1, 1000)));
    EXPECT_EQ(pages.missing_offsets(), (std::vector<std::size_t>{1000, 2000}));
    ASSERT_TRUE(pages.add(page(2500, 1001, 2000)));
    ASSERT_TRUE(pages.add(page(2500, 2001, 2500)));
    const auto chat = std::move(pages).finish(7, self);
    ASSERT_TRUE(chat);
    EXPECT_EQ(chat->members.size(), 2500U);
}

TEST(VkMembersTest, AChatThatMovedUnderOurHandsIsNotBelieved) {
    MemberPages shifted;
    ASSERT_TRUE(shifted.add(page(1500, 1, 1000)));
    ASSERT_TRUE(shifted.add(page(1500, 1000, 1499)));  // somebody came in before them
    EXPECT_EQ(std::move(shifted).finish(7, self).error().kind, ErrorKind::transient);
    MemberPages grown;
    ASSERT_TRUE(grown.add(page(1500, 1, 1000)));
    EXPECT_EQ(grown.add(page(1501, 1001, 1501)).error().kind, ErrorKind::transient);
    MemberPages short_page;
    ASSERT_TRUE(short_page.add(page(30, 1, 20)));
    EXPECT_EQ(std::move(short_page).finish(7, self).error().kind, ErrorKind::transient);
}

TEST(VkMembersTest, NobodyIsNeverBelieved) {
    MemberPages pages;
    EXPECT_EQ(pages.add(json::parse(R"({"count":0,"items":[]})")).error().kind,
              ErrorKind::permanent_chat);
}

TEST(VkMembersTest, MalformedPagesAreErrors) {
    for (const char* text :
         {"1", "[]", "{}", R"({"count":1})", R"({"count":1,"items":[{}]})",
          R"({"count":1,"items":[{"member_id":0}]})", R"({"count":"x","items":[]})",
          R"({"count":1,"items":[{"member_id":9007199254740993}]})", R"({"count":-1,"items":[]})",
          R"({"count":9000000000000000000,"items":[]})"}) {
        MemberPages pages;
        EXPECT_FALSE(pages.add(json::parse(text))) << text;
    }
}

json::value conversations(std::string_view items, int count) {
    return json::parse(R"({"count":)" + std::to_string(count) + R"(,"items":[)" +
                       std::string{items} + "]}");
}

std::string chat(int number, std::string_view state, int owner) {
    return R"({"conversation":{"peer":{"id":)" + std::to_string(2'000'000'000LL + number) +
           R"(,"type":"chat"},"chat_settings":{"title":"t)" + std::to_string(number) +
           R"(","state":")" + std::string{state} + R"(","owner_id":)" + std::to_string(owner) +
           "}}}";
}

TEST(VkChatsTest, OwnChatsAreMarkedAndDialogsAndLeftChatsAreNot) {
    ConversationPages pages;
    const std::string dialog = R"({"conversation":{"peer":{"id":11,"type":"user"}}})";
    ASSERT_TRUE(
        pages.add(conversations(chat(3, "in", -500) + "," + dialog + "," + chat(2, "in", 11) + "," +
                                    chat(4, "left", -500) + "," + chat(5, "kicked", -500),
                                5),
                  self));
    const auto chats = std::move(pages).finish();
    ASSERT_TRUE(chats);
    ASSERT_EQ(chats->size(), 2U);
    EXPECT_EQ((*chats)[0].number, 2);
    EXPECT_FALSE((*chats)[0].owned);
    EXPECT_EQ((*chats)[1].number, 3);
    EXPECT_EQ((*chats)[1].title, "t3");
    EXPECT_TRUE((*chats)[1].owned);
}

TEST(VkChatsTest, AMissingConversationIsAnError) {
    ConversationPages pages;
    ASSERT_TRUE(pages.add(conversations(chat(1, "in", 1), 2), self));
    EXPECT_FALSE(std::move(pages).finish());
    ConversationPages twice;
    ASSERT_TRUE(twice.add(conversations(chat(1, "in", 1), 2), self));
    EXPECT_FALSE(twice.add(conversations(chat(1, "in", 1), 2), self));
}

TEST(VkChatsTest, ACountWithoutBoundsIsNotAskedForPageByPage) {
    ConversationPages pages;
    const auto added = pages.add(json::parse(R"({"count":9223372036854775807,"items":[]})"), self);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, ErrorKind::transient);
}

TEST(VkChatsTest, FurtherPagesFollowTheCount) {
    ConversationPages pages;
    ASSERT_TRUE(pages.add(conversations(chat(1, "in", 1), 401), self));
    EXPECT_EQ(pages.missing_offsets(), (std::vector<std::size_t>{200, 400}));
}

}  // namespace
}  // namespace rosterd::vk
