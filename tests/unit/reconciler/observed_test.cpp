// Members of an observed chat: order, flags, the full range of ids.
#include "reconciler/observed.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace rosterd::testing {

TEST(ObservedTest, AMemberKeepsHisUserAndFlags) {
    for (const UserId user : {UserId{1}, UserId{42}, user_id_max, UserId{-7}, UserId{0}}) {
        for (const bool admin : {false, true}) {
            for (const bool invited : {false, true}) {
                const ObservedMember member{user, admin, invited};
                EXPECT_EQ(member.user(), user);
                EXPECT_EQ(member.admin(), admin);
                EXPECT_EQ(member.invited(), invited);
                EXPECT_FALSE(member.being_removed());
                const ObservedMember leaving = member.with_removal(true);
                EXPECT_TRUE(leaving.being_removed());
                EXPECT_EQ(leaving.user(), user);
                EXPECT_EQ(leaving.with_removal(false), member);
            }
        }
    }
}

TEST(ObservedTest, PuttingKeepsTheOrderAndReplacesFlags) {
    ObservedChat chat;
    for (const UserId user : {5, 1, 3, 2, 4, 3}) put_member(chat, {user, false});
    put_member(chat, {3, true});
    ASSERT_EQ(chat.members.size(), 5U);
    for (std::size_t at = 0; at < 5; ++at) {
        EXPECT_EQ(chat.members[at].user(), static_cast<UserId>(at + 1));
        EXPECT_EQ(chat.members[at].admin(), at == 2);
    }
}

TEST(ObservedTest, WhoBroughtSomebodyGoesWithHim) {
    ObservedChat chat;
    for (const UserId user : {9, 7, 8}) {
        put_member(chat, {user, false});
        put_newcomer(chat.newcomers, {.user = user, .by = 5});
    }
    put_newcomer(chat.newcomers, {.user = 8, .by = 6});
    ASSERT_EQ(chat.newcomers.size(), 3U);
    EXPECT_TRUE(std::ranges::is_sorted(chat.newcomers, {}, &Newcomer::user));
    EXPECT_EQ(find_newcomer(chat.newcomers, 8)->by, 6);
    EXPECT_EQ(find_newcomer(chat.newcomers, 10), nullptr);
    drop_member(chat, 8);
    EXPECT_EQ(find_newcomer(chat.newcomers, 8), nullptr);
    EXPECT_EQ(chat.newcomers.size(), 2U);
}

TEST(ObservedTest, DroppingSaysWhetherHeWasThere) {
    ObservedChat chat;
    put_member(chat, {2, true});
    put_member(chat, {4, false, true});
    EXPECT_FALSE(drop_member(chat, 3));
    EXPECT_TRUE(drop_member(chat, 2));
    EXPECT_FALSE(drop_member(chat, 2));
    EXPECT_EQ(find_member(chat, 2), nullptr);
    ASSERT_NE(find_member(chat, 4), nullptr);
    EXPECT_TRUE(find_member(chat, 4)->invited());
}

TEST(ObservedTest, ChatsAreFoundByTheirWholeKey) {
    Observed observed;
    for (const char* key : {"class/7v", "class/7v1", "staff"}) {
        ObservedChat chat;
        chat.key = key;
        observed.chats.push_back(std::move(chat));
    }
    EXPECT_EQ(observed.find("class/7"), nullptr);
    EXPECT_EQ(observed.find("zzz"), nullptr);
    ASSERT_NE(observed.find("class/7v"), nullptr);
    EXPECT_EQ(observed.find("class/7v")->key, "class/7v");
    ASSERT_NE(std::as_const(observed).find("staff"), nullptr);
}

}  // namespace rosterd::testing
