// Pages of members, partial failures of additions, rights of administrators.
#include "adapters/platform/max/max_members.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/json/parse.hpp>

#include "adapters/platform/max/max_added.hpp"
#include "adapters/platform/max/max_chat.hpp"
#include "adapters/platform/max/max_rights.hpp"

namespace rosterd::max {
namespace {

boost::json::value json(std::string_view text) {
    return boost::json::parse(text);
}

std::string kind_of(const auto& result) {
    return result ? "good" : std::string{to_string(result.error().kind)};
}

TEST(MaxMembersTest, PeopleOfAllPagesWithoutBots) {
    MemberPages pages;
    ASSERT_TRUE(pages.add(json(R"({"members":[
        {"user_id":30,"is_admin":true,"is_owner":true},{"user_id":7,"is_bot":true},
        {"user_id":20,"is_admin":true,"permissions":["write","never_heard_of"]}],"marker":-4})")));
    EXPECT_FALSE(pages.complete());
    EXPECT_EQ(pages.marker(), -4);
    ASSERT_TRUE(pages.add(json(R"({"members":[{"user_id":10}],"marker":null})")));
    EXPECT_TRUE(pages.complete());
    EXPECT_EQ(pages.pages(), 2U);
    EXPECT_EQ(pages.members(), 4U);
    const ChatMembers read = std::move(pages).finish(-5);
    const std::vector<ObservedMember> expected{{10, false}, {20, true}, {30, true}};
    EXPECT_EQ(read.members, expected);
    EXPECT_EQ(read.number, -5);
}

TEST(MaxMembersTest, PagesThatDoNotEndAreAnError) {
    MemberPages repeating;
    ASSERT_TRUE(repeating.add(json(R"({"members":[{"user_id":1}],"marker":5})")));
    EXPECT_EQ(kind_of(repeating.add(json(R"({"members":[{"user_id":2}],"marker":5})"))),
              "transient");
    MemberPages empty;
    EXPECT_EQ(kind_of(empty.add(json(R"({"members":[],"marker":5})"))), "transient");
}

TEST(MaxMembersTest, SomebodyOnTwoPagesMoved) {
    MemberPages pages;
    ASSERT_TRUE(pages.add(json(R"({"members":[{"user_id":1}],"marker":5})")));
    EXPECT_EQ(kind_of(pages.add(json(R"({"members":[{"user_id":1}]})"))), "transient");
}

TEST(MaxMembersTest, NobodyAtAllIsNotBelieved) {
    MemberPages pages;
    EXPECT_EQ(kind_of(pages.add(json(R"({"members":[]})"))), "permanent_chat");
}

TEST(MaxMembersTest, MalformedMembersAreAnErrorAndNotLeftOut) {
    for (const char* page : {R"({"members":[{"user_id":"5"}]})", R"({"members":[{"user_id":0}]})",
                             R"({"members":[{"user_id":9007199254740992}]})", R"({"members":[5]})",
                             R"({})", R"({"members":[{"user_id":5}],"marker":"x"})"}) {
        MemberPages pages;
        EXPECT_EQ(kind_of(pages.add(json(page))), "transient") << page;
    }
}

Member admin(UserId user, std::vector<std::string> permissions) {
    Member one;
    one.user = user;
    one.admin = true;
    one.permissions = std::move(permissions);
    return one;
}

TEST(MaxMembersTest, RightsAreAddedAndNoneTaken) {
    Member person = admin(5, {"view_stats", "write"});
    person.alias = "завуч";
    const Member bot = admin(1, {"read_all_messages", "write", "add_remove_members", "add_admins"});
    const auto rights = rights_to_give(person, &bot);
    ASSERT_TRUE(rights);
    const std::vector<std::string> expected{"view_stats", "write", "read_all_messages",
                                            "add_remove_members"};
    EXPECT_EQ(rights->permissions, expected);
    EXPECT_EQ(rights->alias, "завуч");
}

TEST(MaxMembersTest, WhoHasAllIsLeftAlone) {
    EXPECT_FALSE(rights_to_give(admin(5, school_admin_permissions()), nullptr));
    const Member bot = admin(1, {"read_all_messages"});
    EXPECT_FALSE(rights_to_give(admin(5, {"read_all_messages"}), &bot));
    Member owner;
    owner.owner = owner.admin = true;
    EXPECT_FALSE(rights_to_give(owner, &bot));
    Member nobody;
    nobody.user = 6;
    ASSERT_TRUE(rights_to_give(nobody, nullptr));
    EXPECT_EQ(rights_to_give(nobody, nullptr)->permissions, school_admin_permissions());
}

TEST(MaxRightsTest, WhoAdministersIsKnownForAnHourAndWhatTheBotMayGive) {
    KnownRights rights{2};
    rights.read(-5, {admin(30, {"write"}), admin(7, {"write", "pin_message"})}, 7, 1000);
    const KnownRights::Chat* known = rights.find(-5, 1000 + 3599);
    ASSERT_NE(known, nullptr);
    EXPECT_EQ(known->administrators, (std::vector<UserId>{7, 30}));
    EXPECT_TRUE(known->bot.may("pin_message"));
    EXPECT_EQ(rights.find(-5, 1000 + 3600), nullptr);
    rights.read(-5, {admin(30, {"write"})}, 7, 1000);
    EXPECT_EQ(rights.find(-5, 1000), nullptr) << "the bot is none of them: it may appoint nobody";
    int kept = 0;
    for (const ChatNumber chat : {-6, -7, -8}) rights.read(chat, {admin(7, {})}, 7, 1000);
    for (const ChatNumber chat : {-6, -7, -8}) kept += rights.find(chat, 1000) == nullptr ? 0 : 1;
    EXPECT_EQ(kept, 2);
    EXPECT_NE(rights.find(-8, 1000), nullptr) << "the newest is among them";
}

constexpr std::array<UserId, 3> users{11, 12, 13};

TEST(MaxAddedTest, TheUnionOfBothListsFailed) {
    const AddAnswer answer =
        read_add_answer(json(R"({"success":false,"failed_user_ids":[11,12],"failed_user_details":[
             {"error_code":"add.participant.privacy","user_ids":[11]},
             {"error_code":"add.participant.not.found","user_ids":[13]}]})"),
                        users);
    const std::map<UserId, std::string> expected{
        {11, "add.participant.privacy"}, {12, ""}, {13, "add.participant.not.found"}};
    EXPECT_EQ(answer.failed, expected);
    EXPECT_FALSE(answer.whole_batch_in_doubt);
}

TEST(MaxAddedTest, DetailsCountAlsoWithSuccess) {
    const AddAnswer answer =
        read_add_answer(json(R"({"success":true,"failed_user_ids":null,"failed_user_details":[
                             {"error_code":"add.participant.privacy","user_ids":[12]}]})"),
                        users);
    EXPECT_EQ(answer.failed.size(), 1U);
    EXPECT_TRUE(answer.failed.contains(12));
}

TEST(MaxAddedTest, FailureWithoutNamesIsEverybodys) {
    const AddAnswer answer =
        read_add_answer(json(R"({"success":false,"failed_user_ids":[]})"), users);
    EXPECT_TRUE(answer.failed.empty());
    EXPECT_TRUE(answer.whole_batch_in_doubt);
    EXPECT_FALSE(answer.lacks_rights);
    EXPECT_TRUE(
        read_add_answer(
            json(R"({"success":false,"message":"Insufficient access rights to do this"})"), users)
            .lacks_rights);
    EXPECT_FALSE(read_add_answer(json(R"({"success":true})"), users).whole_batch_in_doubt);
}

TEST(MaxAddedTest, UnreadableIdsLeaveEverybodyInDoubt) {
    for (const char* answer : {R"({"success":true,"failed_user_ids":["11"]})",
                               R"({"success":true,"failed_user_ids":[99]})",
                               R"({"success":true,"failed_user_details":[{"error_code":"a"}]})"}) {
        EXPECT_TRUE(read_add_answer(json(answer), users).whole_batch_in_doubt) << answer;
    }
    EXPECT_TRUE(is_definite("add.participant.privacy"));
    EXPECT_FALSE(is_definite(""));
}

TEST(MaxChatTest, AGroupChat) {
    const auto chat = read_chat(json(
        R"({"chat_id":-70000000000005,"type":"chat","status":"active","title":"5А","owner_id":9,
            "participants_count":3,"link":"https://max.ru/join/hash"})"));
    ASSERT_TRUE(chat) << chat.error().what;
    EXPECT_EQ(chat->number, -70000000000005);
    EXPECT_EQ(chat->title, "5А");
    EXPECT_EQ(chat->link, "https://max.ru/join/hash");
    EXPECT_EQ(chat->participants, 3U);
    Member bot = admin(7, {"read_all_messages", "add_remove_members"});
    EXPECT_TRUE(unbound(*chat, bot).administered);
    EXPECT_FALSE(unbound(*chat, bot).owned);
    bot.permissions.pop_back();
    EXPECT_FALSE(unbound(*chat, bot).administered);
}

TEST(MaxChatTest, ChatsThatAreNoneOfOurs) {
    const auto read = [](const std::string& type, const std::string& status) {
        return kind_of(read_chat(
            json(R"({"chat_id":-5,"type":")" + type + R"(","status":")" + status + R"("})")));
    };
    EXPECT_EQ(read("chat", "active"), "good");
    EXPECT_EQ(read("chat", "removed"), "permanent_chat");
    EXPECT_EQ(read("chat", "left"), "permanent_chat");
    EXPECT_EQ(read("chat", "closed"), "permanent_chat");
    EXPECT_EQ(read("dialog", "active"), "permanent_chat");
    EXPECT_EQ(read("channel", "active"), "permanent_chat");
    EXPECT_EQ(kind_of(read_chat(json(R"({"type":"chat"})"))), "transient");
}

TEST(MaxChatTest, OnlyAnAddressIsALink) {
    const auto chat = read_chat(json(R"({"chat_id":-5,"type":"chat","link":"javascript:x"})"));
    ASSERT_TRUE(chat);
    EXPECT_EQ(chat->link, "");
    EXPECT_EQ(to_string(no_invite_link().kind), "permanent_person")
        << "who needs it waits; the others of the chat do not";
}

}  // namespace
}  // namespace rosterd::max
