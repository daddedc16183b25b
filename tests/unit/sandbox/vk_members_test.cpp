// Members as a VK caller adds, removes, appoints and lists them, with every error they may get.
#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

/// The number by which 17 ("teacher") knows the only chat; he owns it.
struct TeacherChat : Bench {
    std::string chat_id;
    explicit TeacherChat(WorldOptions options = {}) : Bench{options} {
        chat_id = chat("teacher", "7Б");
    }
    std::int64_t add(const std::string& user) {
        return code("teacher", "messages.addChatUser", {{"chat_id", chat_id}, {"user_id", user}});
    }
    std::int64_t remove(const std::string& user) {
        return code("teacher", "messages.removeChatUser",
                    {{"chat_id", chat_id}, {"member_id", user}});
    }
};

TEST(AddChatUserTest, ACommunityTokenCannotAdd) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б");
    for (const char* method :
         {"messages.addChatUser", "messages.addChatUsers", "messages.joinChatByInviteLink"}) {
        EXPECT_EQ(bench.message("school", method, {{"chat_id", chat}, {"user_id", "11"}}),
                  "Group authorization failed: method is unavailable with group auth.")
            << method;
    }
}

TEST(AddChatUserTest, PeopleAreAddedOnce) {
    TeacherChat bench;
    EXPECT_EQ(bench.add("11"), 0);
    EXPECT_TRUE(bench.sandbox.world().find(1)->holds(11));
    EXPECT_EQ(bench.message("teacher", "messages.addChatUser",
                            {{"chat_id", bench.chat_id}, {"user_id", "11"}}),
              "Access denied: user already in");
}

TEST(AddChatUserTest, PrivacyStateAndIdsHaveTheirOwnErrors) {
    TeacherChat bench{WorldOptions{.last_person = 1000}};
    World& world = bench.sandbox.world();
    world.configure(11, {.privacy = Privacy::nobody});
    world.configure(12, {.privacy = Privacy::friends});
    world.configure(13, {.deactivated = true});
    world.configure(14, {.exists = false});
    EXPECT_EQ(bench.add("11"), 981);
    EXPECT_EQ(bench.add("12"), 15);
    EXPECT_EQ(bench.add("13"), 18);
    EXPECT_EQ(bench.add("14"), 936);
    EXPECT_EQ(bench.add("1001"), 936);
    EXPECT_EQ(bench.add("17"), 15);
    EXPECT_EQ(bench.add("-1"), 8);
    EXPECT_EQ(bench.add("abc"), 100);
}

TEST(AddChatUserTest, AnAddThatBecomesARequestWaitsForThePerson) {
    TeacherChat bench;
    bench.sandbox.world().configure(11, {.invite_as_request = true});
    EXPECT_EQ(bench.add("11"), 0);
    EXPECT_EQ(bench.add("11"), 939);
    const auto listed = bench.done("teacher", "messages.getConversationMembers",
                                   {{"peer_id", Bench::peer(bench.chat_id)}});
    EXPECT_EQ(listed.at("items").at(0).at("is_message_request"), true);
    ASSERT_TRUE(bench.sandbox.world().accept(1, 11, bench.now).has_value());
    EXPECT_EQ(bench.add("11"), 15);
}

TEST(AddChatUserTest, LeaversStayAwayAndTheKickedMayBeReturned) {
    TeacherChat bench;
    ASSERT_EQ(bench.add("18"), 0);
    const auto own = std::to_string(*bench.sandbox.world().number_of(18, 1));
    ASSERT_EQ(
        bench.code("director", "messages.removeChatUser", {{"chat_id", own}, {"user_id", "18"}}),
        0);
    EXPECT_EQ(bench.add("18"), 15);
    EXPECT_EQ(bench.code("director", "messages.addChatUser", {{"chat_id", own}, {"user_id", "18"}}),
              0);
    ASSERT_EQ(bench.remove("18"), 0);
    EXPECT_EQ(bench.add("18"), 0);
}

TEST(AddChatUserTest, AFullChatIsError103) {
    TeacherChat bench{WorldOptions{.members_max = 2}};
    EXPECT_EQ(bench.add("11"), 0);
    EXPECT_EQ(bench.add("12"), 103);
}

TEST(AddChatUserTest, AChatNumberIsCheckedBeforeThePerson) {
    TeacherChat bench;
    const Parameters far{{"chat_id", "100000001"}, {"user_id", "11"}};
    EXPECT_EQ(bench.code("teacher", "messages.addChatUser", far), 100);
    EXPECT_EQ(bench.code("teacher", "messages.addChatUser", {{"chat_id", "77"}, {"user_id", "0"}}),
              917);
    EXPECT_EQ(bench.code("teacher", "messages.addChatUser", {{"user_id", "11"}}), 100);
}

TEST(AddChatUsersTest, FailuresAreListedAndTheOthersComeIn) {
    TeacherChat bench;
    bench.sandbox.world().configure(12, {.privacy = Privacy::nobody});
    const auto added = bench.done("teacher", "messages.addChatUsers",
                                  {{"chat_id", bench.chat_id}, {"user_ids", "11,12,13"}});
    EXPECT_EQ(added.at("failed_peer_ids"), testing::integers({12}));
    EXPECT_TRUE(bench.sandbox.world().find(1)->holds(11));
    EXPECT_TRUE(bench.sandbox.world().find(1)->holds(13));
}

TEST(RemoveChatUserTest, RemovingTheAbsentIsError935) {
    TeacherChat bench;
    ASSERT_EQ(bench.add("11"), 0);
    EXPECT_EQ(bench.remove("11"), 0);
    EXPECT_EQ(bench.remove("11"), 935);
    EXPECT_EQ(bench.remove("9007199254740992"), 936);
    EXPECT_EQ(bench.code("teacher", "messages.removeChatUser", {{"chat_id", bench.chat_id}}), 100);
}

TEST(RemoveChatUserTest, TheOwnerCannotBeRemovedByOthers) {
    Bench bench;
    bench.chat("school", "7Б", "17");
    const auto own = std::to_string(*bench.sandbox.world().number_of(17, 1));
    EXPECT_EQ(bench.message("teacher", "messages.removeChatUser",
                            {{"chat_id", own}, {"member_id", "-500"}}),
              "Access denied: can't remove this user");
}

TEST(RemoveChatUserTest, TheRemovedLosesAccess) {
    TeacherChat bench;
    ASSERT_EQ(bench.add("18"), 0);
    ASSERT_EQ(bench.remove("18"), 0);
    const auto own = Bench::peer(std::to_string(*bench.sandbox.world().number_of(18, 1)));
    EXPECT_EQ(bench.code("director", "messages.getConversationMembers", {{"peer_id", own}}), 917);
}

TEST(SetMemberRoleTest, TheOwnerAppointsAndDismisses) {
    TeacherChat bench;
    ASSERT_EQ(bench.add("18"), 0);
    const auto role = [&](const std::string& who, const std::string& wanted) {
        return bench.code(
            "teacher", "messages.setMemberRole",
            {{"peer_id", Bench::peer(bench.chat_id)}, {"member_id", who}, {"role", wanted}});
    };
    EXPECT_EQ(role("18", "admin"), 0);
    EXPECT_TRUE(bench.sandbox.world().find(1)->administers(18));
    EXPECT_EQ(role("18", "member"), 0);
    EXPECT_FALSE(bench.sandbox.world().find(1)->administers(18));
    EXPECT_EQ(role("55", "admin"), 935);
    EXPECT_EQ(role("17", "member"), 15);
    EXPECT_EQ(role("18", "king"), 100);
    const auto own = Bench::peer(std::to_string(*bench.sandbox.world().number_of(18, 1)));
    EXPECT_EQ(bench.code("director", "messages.setMemberRole",
                         {{"peer_id", own}, {"member_id", "17"}, {"role", "member"}}),
              925);
}

TEST(ConversationMembersTest, TheOwningCommunityIsAnItemAndFalseFlagsAreAbsent) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "17");
    const auto listed =
        bench.done("school", "messages.getConversationMembers", {{"peer_id", Bench::peer(chat)}});
    EXPECT_EQ(listed.at("count"), 2);
    const auto& community = listed.at("items").at(0).as_object();
    EXPECT_EQ(community.at("member_id"), -500);
    EXPECT_EQ(community.at("is_admin"), true);
    EXPECT_EQ(community.at("is_owner"), true);
    EXPECT_EQ(community.at("join_date"), 1'790'000'000);
    const auto& person = listed.at("items").at(1).as_object();
    EXPECT_EQ(person.at("member_id"), 17);
    EXPECT_EQ(person.at("invited_by"), -500);
    EXPECT_EQ(person.at("can_kick"), true);
    for (const char* flag : {"is_admin", "is_owner", "is_message_request"}) {
        EXPECT_FALSE(person.contains(flag)) << flag;
    }
}

TEST(ConversationMembersTest, WithoutCountTwentyComeAndPagesCoverEverybody) {
    Bench bench;
    std::string people;
    for (int i = 100; i < 145; ++i) people += std::to_string(i) + ",";
    const auto peer = Bench::peer(bench.chat("school", "7Б", people));
    const auto page = [&](const std::string& offset) {
        return bench.done("school", "messages.getConversationMembers",
                          {{"peer_id", peer}, {"offset", offset}});
    };
    EXPECT_EQ(page("0").at("count"), 46);
    EXPECT_EQ(page("0").at("items").as_array().size(), 20U);
    EXPECT_EQ(page("40").at("items").as_array().size(), 6U);
    EXPECT_EQ(page("40").at("items").at(5).at("member_id"), 144);
    EXPECT_EQ(page("46").at("items").as_array().size(), 0U);
    const auto tell = [&](Parameters more) {
        more.emplace("peer_id", peer);
        return bench.code("school", "messages.getConversationMembers", more);
    };
    EXPECT_EQ(tell({{"count", "1001"}}), 100);
    EXPECT_EQ(tell({{"count", "0"}}), 100);
    EXPECT_EQ(tell({{"count", "20"}, {"v", "5.131"}}), 100);
    const auto all = bench.done("school", "messages.getConversationMembers",
                                {{"peer_id", peer}, {"v", "5.131"}});
    EXPECT_EQ(all.at("items").as_array().size(), 46U);
}

TEST(ConversationMembersTest, AnInsertionWhilePagingShiftsThePages) {
    Bench bench;
    std::string people;
    for (int i = 100; i < 130; ++i) people += std::to_string(i) + ",";
    const auto peer = Bench::peer(bench.chat("school", "7Б", people));
    const auto last_of_first =
        bench
            .done("school", "messages.getConversationMembers", {{"peer_id", peer}, {"count", "20"}})
            .at("items")
            .at(19)
            .at("member_id");
    ASSERT_TRUE(bench.sandbox.world().join(1, 50, bench.now).has_value());
    const auto first_of_second = bench
                                     .done("school", "messages.getConversationMembers",
                                           {{"peer_id", peer}, {"count", "20"}, {"offset", "20"}})
                                     .at("items")
                                     .at(0)
                                     .at("member_id");
    EXPECT_EQ(first_of_second, last_of_first);
}

TEST(ConversationMembersTest, PeersThatAreNoChatsAreRefused) {
    Bench bench;
    EXPECT_EQ(bench.code("school", "messages.getConversationMembers", {{"peer_id", "17"}}), 932);
    EXPECT_EQ(bench.code("school", "messages.getConversationMembers", {{"peer_id", "2000000009"}}),
              917);
    EXPECT_EQ(bench.code("school", "messages.getConversationMembers"), 100);
}

}  // namespace
}  // namespace rosterd::sandbox
