// messages.send: at most once per random_id, and its refusals.
#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

Parameters to_user(const std::string& who, const std::string& random_id) {
    return {{"user_id", who}, {"message", "Ваша ссылка"}, {"random_id", random_id}};
}

TEST(SendTest, AnEqualRandomIdRepeatsTheFirstAnswer) {
    Bench bench;
    const auto first = bench.done("school", "messages.send", to_user("17", "5"));
    EXPECT_EQ(bench.done("school", "messages.send", to_user("17", "5")), first);
    EXPECT_NE(bench.done("school", "messages.send", to_user("17", "6")), first);
    const auto& dialog = bench.sandbox.world().dialogs().at({-500, 17});
    EXPECT_EQ(dialog.messages_total, 2);
    bench.now += std::chrono::hours{2};
    bench.done("school", "messages.send", to_user("17", "5"));
    EXPECT_EQ(dialog.messages_total, 3);
}

TEST(SendTest, ZeroRandomIdRepeatsNothing) {
    Bench bench;
    bench.done("school", "messages.send", to_user("17", "0"));
    bench.done("school", "messages.send", to_user("17", "0"));
    EXPECT_EQ(bench.sandbox.world().dialogs().at({-500, 17}).messages_total, 2);
}

TEST(SendTest, ACommunityGetsZeroForAMessageInAChat) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "17");
    EXPECT_EQ(bench.done("school", "messages.send",
                         {{"peer_id", Bench::peer(chat)}, {"message", "!"}, {"random_id", "1"}}),
              json::value(0));
    const auto sent = bench.done(
        "school", "messages.send",
        {{"peer_ids", Bench::peer(chat) + ",17,2000000099"}, {"message", "?"}, {"random_id", "2"}});
    EXPECT_EQ(sent.at(0).at("conversation_message_id"), 2);
    EXPECT_TRUE(sent.at(1).as_object().contains("message_id"));
    EXPECT_EQ(sent.at(2).at("error").at("code"), 917);
    EXPECT_EQ(bench.sandbox.world().find(1)->messages.size(), 2U);
}

TEST(SendTest, RefusalsHaveTheirOwnCodes) {
    Bench bench;
    World& world = bench.sandbox.world();
    world.configure(11, {.allows_messages = false});
    world.configure(12, {.deactivated = true});
    world.configure(13, {.privacy = Privacy::nobody});
    EXPECT_EQ(bench.code("school", "messages.send", to_user("11", "1")), 901);
    EXPECT_EQ(bench.code("school", "messages.send", to_user("12", "1")), 18);
    EXPECT_EQ(bench.code("teacher", "messages.send", to_user("13", "1")), 902);
    EXPECT_EQ(bench.code("school", "messages.send", to_user("9007199254740992", "1")), 936);
    EXPECT_EQ(bench.code("school", "messages.send", {{"user_id", "17"}, {"message", "x"}}), 100);
    EXPECT_EQ(bench.code("school", "messages.send", {{"random_id", "1"}, {"message", "x"}}), 100);
    EXPECT_EQ(bench.code("school", "messages.send", {{"user_id", "17"}, {"random_id", "1"}}), 100);
    Parameters longest = to_user("17", "9");
    longest["message"] = std::string(4097, 'x');
    EXPECT_EQ(bench.code("school", "messages.send", longest), 914);
    EXPECT_EQ(bench.code("school", "messages.send", to_user("17", "99999999999")), 100);
}

TEST(SendTest, ChatsThatCannotBeWrittenToAreTold) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "17,18");
    const Parameters hello{{"peer_id", Bench::peer(chat)}, {"message", "!"}, {"random_id", "1"}};
    ASSERT_TRUE(bench.sandbox.world().set_read_only(1, true).has_value());
    EXPECT_EQ(bench.code("school", "messages.send", hello), 1012);
    ASSERT_TRUE(bench.sandbox.world().set_disabled(1, true).has_value());
    EXPECT_EQ(bench.code("school", "messages.send", hello), 945);
    ASSERT_TRUE(bench.sandbox.world().set_disabled(1, false).has_value());
    ASSERT_TRUE(bench.sandbox.world().remove(17, 1, 17, bench.now).has_value());
    const auto own = std::to_string(*bench.sandbox.world().number_of(17, 1));
    EXPECT_EQ(bench.code("teacher", "messages.send",
                         {{"chat_id", own}, {"message", "!"}, {"random_id", "1"}}),
              922);
}

TEST(SendTest, WhetherACommunityMayWriteCanBeAsked) {
    Bench bench;
    bench.sandbox.world().configure(11, {.allows_messages = false});
    const auto allowed = [&](const std::string& who) {
        return bench.done("school", "messages.isMessagesFromGroupAllowed",
                          {{"group_id", "500"}, {"user_id", who}});
    };
    EXPECT_EQ(allowed("11"), (json::object{{"is_allowed", 0}}));
    EXPECT_EQ(allowed("12"), (json::object{{"is_allowed", 1}}));
}

}  // namespace
}  // namespace rosterd::sandbox
