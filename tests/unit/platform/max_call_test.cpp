// Requests as they go over the wire.
#include "adapters/platform/max/max_call.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/json/serialize.hpp>

namespace rosterd::max {
namespace {

constexpr ChatNumber chat = -70801090403050;

std::string line(const Call& call) {
    std::string text = call.method + " " + call.target;
    if (!call.body.is_null()) text += " " + boost::json::serialize(call.body);
    return text;
}

TEST(MaxCallTest, Reads) {
    EXPECT_EQ(line(identity_call()), "GET /me");
    EXPECT_EQ(line(chat_call(chat)), "GET /chats/-70801090403050");
    EXPECT_EQ(line(own_membership_call(chat)), "GET /chats/-70801090403050/members/me");
    EXPECT_EQ(line(member_page_call(chat, {})), "GET /chats/-70801090403050/members?count=100");
    EXPECT_EQ(line(member_page_call(chat, -5)),
              "GET /chats/-70801090403050/members?count=100&marker=-5");
    const std::array<UserId, 2> users{11, 12};
    EXPECT_EQ(line(membership_call(chat, users)),
              "GET /chats/-70801090403050/members?user_ids=11,12");
    EXPECT_EQ(line(history_call(chat, 77)),
              "GET /messages?chat_id=-70801090403050&count=100&before=77");
    constexpr std::array<std::string_view, 2> types{"bot_added", "bot_started"};
    EXPECT_EQ(line(events_call({}, {.wait = std::chrono::seconds{20}, .types = types})),
              "GET /updates?limit=100&timeout=20&types=bot_added,bot_started");
    EXPECT_EQ(line(events_call(25493970, {.limit = 1, .types = types})),
              "GET /updates?limit=1&timeout=0&types=bot_added,bot_started&marker=25493970");
}

TEST(MaxCallTest, Writes) {
    const std::array<UserId, 2> users{11, 9007199254740991};
    EXPECT_EQ(line(add_call(chat, users)),
              R"(POST /chats/-70801090403050/members {"user_ids":[11,9007199254740991]})");
    EXPECT_EQ(line(remove_call(chat, 11)), "DELETE /chats/-70801090403050/members?user_id=11");
    EXPECT_EQ(line(promote_call(chat, std::vector<AdminRights>{{11, {"write", "new_right"}, ""}})),
              "POST /chats/-70801090403050/members/admins "
              R"({"admins":[{"user_id":11,"permissions":["write","new_right"]}]})");
    EXPECT_EQ(
        line(promote_call(chat, std::vector<AdminRights>{{11, {}, "завуч"}, {12, {"write"}, ""}})),
        "POST /chats/-70801090403050/members/admins "
        R"({"admins":[{"user_id":11,"permissions":[],"alias":"завуч"},)"
        R"({"user_id":12,"permissions":["write"]}]})");
    EXPECT_EQ(line(demote_call(chat, 11)), "DELETE /chats/-70801090403050/members/admins/11");
    EXPECT_EQ(line(rename_call(chat, "5 \"А\"")),
              R"(PATCH /chats/-70801090403050 {"title":"5 \"А\""})");
    EXPECT_EQ(line(leave_call(chat)), "DELETE /chats/-70801090403050/members/me");
}

TEST(MaxCallTest, MessagesHaveTheirOwnQuota) {
    EXPECT_EQ(line(post_call(chat, {{"text", "a"}})),
              R"(POST /messages?chat_id=-70801090403050 {"text":"a"})");
    EXPECT_EQ(post_call(chat, {}).recipient, chat);
    EXPECT_EQ(line(edit_call(chat, "mid.ff&x=1", {{"text", "a"}})),
              R"(PUT /messages?message_id=mid.ff%26x%3D1 {"text":"a"})");
    EXPECT_EQ(edit_call(chat, "m", {}).recipient, chat);
    EXPECT_EQ(line(direct_call(11, {{"text", "a"}})), R"(POST /messages?user_id=11 {"text":"a"})");
    EXPECT_EQ(direct_call(11, {}).recipient, 11);
    EXPECT_FALSE(rename_call(chat, "a").recipient);
}

TEST(MaxCallTest, Subscriptions) {
    const std::array<std::string_view, 2> types{"bot_added", "bot_started"};
    EXPECT_EQ(line(subscribe_call("https://a.example/max", "s_1", types)),
              R"(POST /subscriptions {"url":"https://a.example/max","secret":"s_1",)"
              R"("update_types":["bot_added","bot_started"]})");
    EXPECT_EQ(line(unsubscribe_call("https://a.example/max?x=1")),
              "DELETE /subscriptions?url=https%3A%2F%2Fa.example%2Fmax%3Fx%3D1");
    EXPECT_EQ(line(subscriptions_call()), "GET /subscriptions");
}

}  // namespace
}  // namespace rosterd::max
