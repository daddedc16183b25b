// Creating, renaming, listing chats and their links, as a VK caller sees them.
#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;
using testing::integers;

TEST(CreateChatTest, TheAnswerHoldsTheNumberAndThoseReallyAdded) {
    Bench bench;
    bench.sandbox.world().configure(12, {.privacy = Privacy::nobody});
    bench.sandbox.world().configure(13, {.invite_as_request = true});
    bench.sandbox.world().configure(14, {.deactivated = true});
    const auto created = bench.done("school", "messages.createChat",
                                    {{"title", "7Б"}, {"user_ids", "11,12,13,14,15,11"}});
    EXPECT_EQ(created, (json::object{{"chat_id", 1}, {"peer_ids", integers({11, 15})}}));
}

TEST(CreateChatTest, OlderVersionsGetThePlainNumber) {
    Bench bench;
    EXPECT_EQ(bench.done("school", "messages.createChat", {{"title", "7Б"}, {"v", "5.131"}}),
              json::value(1));
}

TEST(CreateChatTest, AnUnknownPersonSpoilsTheWholeCall) {
    Bench bench;
    const Parameters people{{"title", "7Б"}, {"user_ids", "11,9007199254740992"}};
    EXPECT_EQ(bench.code("school", "messages.createChat", people), 936);
    EXPECT_TRUE(bench.sandbox.world().chats().empty());
}

TEST(CreateChatTest, PeopleOverTheCapacityAreLeftOut) {
    Bench bench{WorldOptions{.members_max = 3}};
    const auto created =
        bench.done("school", "messages.createChat", {{"title", "7Б"}, {"user_ids", "11,12,13,14"}});
    EXPECT_EQ(created.at("peer_ids"), integers({11, 12}));
}

TEST(CreateChatTest, TooManyChatsAreError103) {
    Bench bench{WorldOptions{.chats_max = 1}};
    bench.chat("school", "7Б");
    EXPECT_EQ(bench.code("school", "messages.createChat", {{"title", "7В"}}), 103);
}

TEST(CreateChatTest, AForeignGroupIsError203) {
    Bench bench;
    EXPECT_EQ(bench.code("school", "messages.createChat", {{"title", "a"}, {"group_id", "600"}}),
              203);
    EXPECT_EQ(bench.code("school", "messages.createChat", {{"title", "a"}, {"group_id", "500"}}),
              0);
}

TEST(CreateChatTest, NeitherTitleNorPeopleIsError100) {
    Bench bench;
    EXPECT_EQ(bench.code("school", "messages.createChat"), 100);
    EXPECT_EQ(bench.code("school", "messages.createChat", {{"user_ids", "x"}}), 100);
    EXPECT_EQ(bench.code("school", "messages.createChat", {{"user_ids", "-3"}}), 8);
}

TEST(EditChatTest, OnlyAdministratorsRename) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "17");
    EXPECT_EQ(bench.done("school", "messages.editChat", {{"chat_id", chat}, {"title", "8Б"}}),
              json::value(1));
    EXPECT_EQ(bench.sandbox.world().find(1)->title, "8Б");
    const auto own = std::to_string(*bench.sandbox.world().number_of(17, 1));
    EXPECT_EQ(bench.code("teacher", "messages.editChat", {{"chat_id", own}, {"title", "x"}}), 925);
    EXPECT_EQ(bench.code("teacher", "messages.editChat", {{"chat_id", chat}, {"title", "x"}}), 917);
}

TEST(EditChatTest, DisabledAndDeletedChatsAreTold) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б");
    const Parameters rename{{"chat_id", chat}, {"title", "8Б"}};
    ASSERT_TRUE(bench.sandbox.world().set_disabled(1, true).has_value());
    EXPECT_EQ(bench.code("school", "messages.editChat", rename), 945);
    ASSERT_TRUE(bench.sandbox.world().destroy(1).has_value());
    EXPECT_EQ(bench.code("school", "messages.editChat", rename), 927);
}

TEST(InviteLinkTest, APersonJoinsByTheLinkTheCommunityGot) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б");
    const auto link =
        bench.done("school", "messages.getInviteLink", {{"peer_id", Bench::peer(chat)}});
    const std::string address{link.at("link").as_string()};
    EXPECT_TRUE(address.starts_with("https://vk.me/join/"));
    const auto joined = bench.done("teacher", "messages.joinChatByInviteLink", {{"link", address}});
    EXPECT_EQ(joined.at("chat_id").as_int64(), bench.sandbox.world().number_of(17, 1));
    EXPECT_TRUE(bench.sandbox.world().find(1)->holds(17));
}

TEST(InviteLinkTest, OrdinaryMembersNeitherSeeNorChangeIt) {
    Bench bench;
    bench.chat("school", "7Б", "17");
    const auto own = Bench::peer(std::to_string(*bench.sandbox.world().number_of(17, 1)));
    EXPECT_EQ(bench.code("teacher", "messages.getInviteLink", {{"peer_id", own}}), 919);
    EXPECT_EQ(bench.code("teacher", "messages.getInviteLink", {{"peer_id", own}, {"reset", "1"}}),
              931);
}

TEST(InviteLinkTest, AFullChatAndAnUnknownLinkAreErrors) {
    Bench bench{WorldOptions{.members_max = 1}};
    const auto chat = bench.chat("school", "7Б");
    const auto link =
        bench.done("school", "messages.getInviteLink", {{"peer_id", Bench::peer(chat)}});
    EXPECT_EQ(bench.code("teacher", "messages.joinChatByInviteLink",
                         {{"link", std::string{link.at("link").as_string()}}}),
              103);
    EXPECT_EQ(bench.code("teacher", "messages.joinChatByInviteLink", {{"link", "https://x"}}), 917);
}

TEST(ConversationsTest, TheListIsPagedAndHoldsDialogsToo) {
    Bench bench;
    for (int i = 0; i < 25; ++i) bench.chat("school", "чат " + std::to_string(i));
    bench.done("school", "messages.send",
               {{"user_id", "17"}, {"message", "?"}, {"random_id", "1"}});
    const auto first = bench.done("school", "messages.getConversations");
    EXPECT_EQ(first.at("count").as_int64(), 26);
    ASSERT_EQ(first.at("items").as_array().size(), 20U);
    EXPECT_EQ(first.at("items").at(0).at("conversation").at("peer").at("type"), "user");
    const auto& newest = first.at("items").at(1).at("conversation");
    EXPECT_EQ(newest.at("peer").at("id"), chat_peer_base + 25);
    EXPECT_EQ(newest.at("chat_settings").at("title"), "чат 24");
    const auto rest =
        bench.done("school", "messages.getConversations", {{"offset", "20"}, {"count", "200"}});
    EXPECT_EQ(rest.at("items").as_array().size(), 6U);
    EXPECT_EQ(bench.code("school", "messages.getConversations", {{"count", "201"}}), 100);
    EXPECT_EQ(bench.code("school", "messages.getConversations", {{"filter", "chat"}}), 100);
}

TEST(ConversationsTest, TheLastMessageIsShownWholeAndOnlyWhenThereIsOne) {
    Bench bench;
    const std::string chat = bench.chat("school", "7Б");
    const auto line = [&] {
        return bench.done("school", "messages.getConversations").at("items").at(0).as_object();
    };
    EXPECT_FALSE(line().contains("last_message"));
    bench.done("school", "messages.send",
               {{"peer_id", Bench::peer(chat)}, {"message", "урок"}, {"random_id", "1"}});
    const auto history =
        bench.done("school", "messages.getHistory", {{"peer_id", Bench::peer(chat)}});
    EXPECT_EQ(line().at("last_message"), history.at("items").at(0));
    EXPECT_EQ(line().at("last_message").at("peer_id"), chat_peer_base + 1);
    EXPECT_EQ(line().at("last_message").at("version"), 0);
}

TEST(ConversationsTest, SettingsTellOwnerStateAndRights) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "17,18");
    ASSERT_EQ(bench.code("school", "messages.setMemberRole",
                         {{"peer_id", Bench::peer(chat)}, {"member_id", "18"}, {"role", "admin"}}),
              0);
    const auto seen =
        bench.done("school", "messages.getConversationsById", {{"peer_ids", Bench::peer(chat)}});
    const auto& settings = seen.at("items").at(0).at("chat_settings");
    EXPECT_EQ(settings.at("owner_id"), -500);
    EXPECT_EQ(settings.at("members_count"), 3);
    EXPECT_EQ(settings.at("admin_ids"), integers({18}));
    EXPECT_EQ(settings.at("state"), "in");
    EXPECT_EQ(settings.at("acl").at("can_invite"), false);
    EXPECT_EQ(settings.at("acl").at("can_change_info"), true);
}

TEST(ConversationsTest, TheStateTellsWhoWasRemovedAndWhoLeft) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "17,18");
    bench.done("school", "messages.removeChatUser", {{"chat_id", chat}, {"member_id", "17"}});
    const auto own = std::to_string(*bench.sandbox.world().number_of(18, 1));
    bench.done("director", "messages.removeChatUser", {{"chat_id", own}, {"member_id", "18"}});
    const auto state = [&](const std::string& token, MemberId who) {
        const auto number = std::to_string(*bench.sandbox.world().number_of(who, 1));
        const auto seen =
            bench.done(token, "messages.getConversationsById", {{"peer_ids", Bench::peer(number)}});
        return seen.at("items").at(0).at("chat_settings").at("state");
    };
    EXPECT_EQ(state("teacher", 17), "kicked");
    EXPECT_EQ(state("director", 18), "left");
}

TEST(ConversationsTest, ACommunityThatAdministersNothingSeesNothing) {
    Bench bench;
    bench.chat("school", "7Б");
    ASSERT_TRUE(bench.sandbox.world().join(1, -600, bench.now).has_value());
    const auto seen =
        bench.done("lyceum", "messages.getConversationsById", {{"peer_ids", Bench::peer("1")}});
    EXPECT_EQ(seen, (json::object{{"count", 0}, {"items", json::array{}}}));
}

TEST(ConversationsTest, DeletingOneClearsTheCallersListOnly) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "17");
    EXPECT_EQ(bench.code("school", "messages.deleteConversation", {{"peer_id", Bench::peer(chat)}}),
              0);
    EXPECT_EQ(bench.done("school", "messages.getConversations").at("count"), 0);
    EXPECT_EQ(bench.done("teacher", "messages.getConversations").at("count"), 1);
    EXPECT_FALSE(bench.sandbox.world().find(1)->deleted);
}

TEST(DirectoryTest, UnknownPeopleAreLeftOut) {
    Bench bench{WorldOptions{.last_person = 100}};
    bench.sandbox.world().configure(12, {.name = "Анна Ли", .deactivated = true});
    const auto users = bench.done("school", "users.get", {{"user_ids", "12,id13,101,zzz"}});
    ASSERT_EQ(users.as_array().size(), 2U);
    EXPECT_EQ(users.at(0).at("last_name"), "Ли");
    EXPECT_EQ(users.at(0).at("deactivated"), "deleted");
    EXPECT_EQ(users.at(1).at("id"), 13);
    EXPECT_EQ(bench.code("school", "users.get", {{"user_ids", "zzz"}}), 113);
    EXPECT_EQ(bench.done("teacher", "users.get").at(0).at("id"), 17);
}

TEST(DirectoryTest, ACommunityKnowsItselfAndItsRights) {
    Bench bench;
    EXPECT_EQ(bench.done("school", "groups.getById").at("groups").at(0).at("id"), 500);
    EXPECT_EQ(bench.code("teacher", "groups.getById"), 100);
    EXPECT_EQ(bench.done("school", "groups.getTokenPermissions").at("mask"), 4096 + 262144);
    EXPECT_EQ(bench.code("teacher", "groups.getTokenPermissions"), 15);
    EXPECT_EQ(bench.done("school", "utils.getServerTime"), json::value(1'790'000'000));
}

}  // namespace
}  // namespace rosterd::sandbox
