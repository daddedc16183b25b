// Lost, cut off and wrong answers: nothing is believed that was not said.
#include "vk_world.hpp"

namespace rosterd::vk::test {
namespace {

using enum OperationKind;
using sandbox::Fault;
using sandbox::FaultKind;

std::vector<ChatChange> adds(ChatNumber chat, std::size_t count) {
    std::vector<ChatChange> changes;
    for (const UserId user : people_from(2000, count)) changes.push_back({add, chat, user, ""});
    return changes;
}

TEST(VkFaultsTest, ALostAnswerOfCreateChatIsUnknownAndTheChatIsFound) {
    VkWorld world;
    ASSERT_TRUE(world.run(world.account().open()));
    world.fault({.kind = FaultKind::lose_answer, .method = "messages.createChat"});
    const auto chat = world.run(world.account().create_chat("lost", {1000}, Priority::live));
    ASSERT_FALSE(chat);
    EXPECT_EQ(to_string(chat.error().kind), "unknown_outcome");
    EXPECT_EQ(world.people().chats().size(), 1U) << "it was not repeated";
    const auto listed = world.run(world.account().list_chats(Priority::live));
    ASSERT_TRUE(listed);
    ASSERT_EQ(listed->size(), 1U);
    EXPECT_EQ(listed->at(0).title, "lost");
    EXPECT_TRUE(listed->at(0).owned);
}

class VkDoubtTest : public testing::TestWithParam<FaultKind> {};

TEST_P(VkDoubtTest, CreationIsInDoubt) {
    VkWorld world;
    ASSERT_TRUE(world.run(world.account().open()));
    world.fault({.kind = GetParam(), .method = "messages.createChat"});
    const auto chat = world.run(world.account().create_chat("a", {1000}, Priority::live));
    ASSERT_FALSE(chat);
    EXPECT_EQ(to_string(chat.error().kind), "unknown_outcome");
}

TEST_P(VkDoubtTest, ChangesAreInDoubtAndWantAReread) {
    VkWorld world{{.kind = TokenKind::user}};
    const auto chat = world.opened_with_chat({});
    world.fault({.kind = GetParam(), .method = "messages.addChatUser"});
    for (const auto& outcome : world.run(world.account().apply(adds(chat, 3), Priority::live))) {
        ASSERT_TRUE(outcome.error);
        EXPECT_EQ(to_string(outcome.error->kind), "unknown_outcome");
        EXPECT_TRUE(outcome.reread);
    }
}

TEST_P(VkDoubtTest, ReadsAreTransient) {
    VkWorld world;
    const auto chat = world.opened_with_chat({1000});
    world.fault({.kind = GetParam(), .method = "messages.getConversationMembers"});
    const auto read = world.run(world.account().read_members({chat, chat}, Priority::live));
    ASSERT_FALSE(read[0]);
    ASSERT_FALSE(read[1]);
    EXPECT_EQ(to_string(read[0].error().kind), "transient");
    EXPECT_TRUE(world.run(world.account().read_members({chat}, Priority::live)).at(0));
}

INSTANTIATE_TEST_SUITE_P(Kinds, VkDoubtTest,
                         testing::Values(FaultKind::lose_answer, FaultKind::refuse,
                                         FaultKind::http_500, FaultKind::html, FaultKind::truncate),
                         [](const auto& row) {
                             return std::string{sandbox::to_string(row.param)};
                         });

TEST(VkFaultsTest, ASlowAnswerIsInDoubt) {
    VkWorld world{{.timeout = std::chrono::milliseconds{300}}};
    ASSERT_TRUE(world.run(world.account().open()));
    world.fault({.kind = FaultKind::delay,
                 .method = "messages.createChat",
                 .delay = std::chrono::seconds{5}});
    const auto chat = world.run(world.account().create_chat("slow", {}, Priority::live));
    ASSERT_FALSE(chat);
    EXPECT_EQ(to_string(chat.error().kind), "unknown_outcome");
}

TEST(VkFaultsTest, AScriptThatDoesNotCompileIsHalved) {
    VkWorld world{{.kind = TokenKind::user}};
    const auto chat = world.opened_with_chat({});
    world.fault({.kind = FaultKind::error_code, .method = "execute", .code = 12});
    for (const auto& outcome : world.run(world.account().apply(adds(chat, 7), Priority::live))) {
        EXPECT_FALSE(outcome.error);
    }
    EXPECT_EQ(world.chat(chat).seats.size(), 8U);
}

TEST(VkFaultsTest, AnAnswerThatIsTooBigIsAskedForInHalves) {
    VkWorld world;
    const auto chat = world.opened_with_chat({1000});
    const std::vector<ChatNumber> chats(8, chat);
    world.fault({.kind = FaultKind::error_code, .method = "execute", .times = 2, .code = 13});
    for (const auto& read : world.run(world.account().read_members(chats, Priority::live))) {
        ASSERT_TRUE(read) << read.error().what;
        EXPECT_EQ(read->members.size(), 1U);
    }
}

TEST(VkFaultsTest, AScriptThatBrokeOffIsInDoubt) {
    for (const int code : {10, 13}) {
        VkWorld world{{.kind = TokenKind::user}};
        const auto chat = world.opened_with_chat({});
        world.fault({.kind = FaultKind::error_code, .method = "execute", .code = code});
        const auto outcomes = world.run(world.account().apply(adds(chat, 30), Priority::live));
        for (std::size_t i = 0; i < 25; ++i) {
            ASSERT_TRUE(outcomes[i].error);
            EXPECT_EQ(to_string(outcomes[i].error->kind), "unknown_outcome");
            EXPECT_TRUE(outcomes[i].reread);
        }
        for (std::size_t i = 25; i < 30; ++i) {
            ASSERT_TRUE(outcomes[i].error);
            EXPECT_EQ(to_string(outcomes[i].error->kind), "transient") << "it was not sent";
        }
        EXPECT_EQ(world.chat(chat).seats.size(), 1U);
    }
}

TEST(VkFaultsTest, ADeadTokenStopsTheAccountUntilItIsOpenedAgain) {
    VkWorld world;
    const auto chat = world.opened_with_chat({1000});
    world.fault({.kind = FaultKind::token_dead, .times = 1'000'000});
    const auto first = world.run(world.account().read_members({chat}, Priority::live));
    ASSERT_FALSE(first[0]);
    EXPECT_EQ(first[0].error().kind, ErrorKind::authority);
    EXPECT_EQ(world.account().use().state, "stopped");
    EXPECT_EQ(world.account().use().reason, "error 5: the token is not valid");

    const auto requests = world.account().use().requests;
    const auto outcome = world.change(OperationKind::remove, chat, 1000);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->kind, ErrorKind::authority);
    EXPECT_FALSE(world.run(world.account().list_chats(Priority::live)));
    EXPECT_EQ(world.account().use().requests, requests) << "a dead token is not used";

    EXPECT_FALSE(world.run(world.account().open()));
    world.sandbox().faults().clear();
    EXPECT_TRUE(world.run(world.account().open()));
    EXPECT_EQ(world.account().use().state, "ready");
    EXPECT_FALSE(world.change(OperationKind::remove, chat, 1000).error);
}

TEST(VkFaultsTest, RestrictedAddsRestAndTheOthersGoOn) {
    for (const int code : {9, 14, 29, 601, 982, 984}) {
        VkWorld world{{.kind = TokenKind::user}};
        const auto chat = world.opened_with_chat({1000});
        world.fault({.kind = FaultKind::error_code,
                     .method = "messages.addChatUser",
                     .after = 1,
                     .code = code});
        auto changes = adds(chat, 2);
        changes.push_back({OperationKind::rename, chat, 0, "b"});
        const auto outcomes = world.run(world.account().apply(changes, Priority::live));
        EXPECT_FALSE(outcomes[0].error);
        ASSERT_TRUE(outcomes[1].error) << code;
        EXPECT_EQ(outcomes[1].error->kind,
                  code == 14 ? ErrorKind::needs_human : ErrorKind::long_transient);
        EXPECT_FALSE(outcomes[2].error);
        EXPECT_EQ(world.account().use().state, "limited");

        const auto requests = world.account().use().requests;
        const auto resting = world.change(add, chat, 3000);
        ASSERT_TRUE(resting.error);
        EXPECT_EQ(resting.error->what, outcomes[1].error->what);
        EXPECT_EQ(world.account().use().requests, requests);
        EXPECT_FALSE(world.change(OperationKind::remove, chat, 1000).error);
    }
}

}  // namespace
}  // namespace rosterd::vk::test
