// What is particular to VK: numbers, requests, people who refuse, invitations.
#include "vk_world.hpp"

namespace rosterd::vk::test {
namespace {

using enum OperationKind;

TEST(VkAccountTest, ACommunityTokenCannotAddAndSaysSo) {
    VkWorld world;
    const auto chat = world.opened_with_chat({1000});
    EXPECT_FALSE(world.account().capabilities().add_members);
    const auto outcome = world.change(add, chat, 1001);
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(to_string(outcome.error->kind), "our_bug");
    EXPECT_EQ(world.account().use().state, "ready") << "the token is as good as before";
}

TEST(VkAccountTest, WhoBroughtWhomIsInTheListOfMembers) {
    VkWorld world;
    const auto chat = world.opened_with_chat({1000});
    world.enters(chat, 1001);  // by the link
    const auto added =
        world.people().add(1000, world.chat_id(chat), 1002, world.chat(chat).seats.at(1001).since);
    ASSERT_FALSE(added.has_error());
    const auto reads = world.run(world.account().read_members({chat}, Priority::live));
    ASSERT_TRUE(reads.front());
    const std::vector<Newcomer>& newcomers = reads.front()->newcomers;
    ASSERT_EQ(newcomers.size(), 2U) << "not whom the account itself put there";
    EXPECT_EQ(newcomers[0].user, 1001);
    EXPECT_EQ(newcomers[0].by, 1001);
    EXPECT_EQ(newcomers[1].user, 1002);
    EXPECT_EQ(newcomers[1].by, 1000);
    EXPECT_GT(newcomers[1].since, 0);
}

TEST(VkAccountTest, ATokenOfAnotherCommunityIsRefused) {
    VkWorld world{{.expected_community = 777}};
    const auto opened = world.run(world.account().open());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::authority);
    EXPECT_EQ(opened.error().what, "account test: the token belongs to community 500, not to 777");
    EXPECT_EQ(world.account().use().state, "stopped");
    EXPECT_FALSE(world.run(world.account().list_chats(Priority::live)));
}

TEST(VkAccountTest, FailuresInABatchBelongToTheirOwnChange) {
    VkWorld world{{.kind = TokenKind::user}};
    const auto chat = world.opened_with_chat({});
    world.people().configure(2003, {.privacy = sandbox::Privacy::friends});
    world.people().configure(2006, {.privacy = sandbox::Privacy::nobody});
    world.people().configure(2007, {.exists = false});
    std::vector<ChatChange> changes;
    for (UserId user = 2000; user < 2010; ++user) changes.push_back({add, chat, user, ""});
    changes.push_back({OperationKind::remove, chat, 3000, ""});
    changes.push_back({promote, chat, 2000, ""});
    const auto before = world.account().use().requests;
    const auto outcomes = world.run(world.account().apply(changes, Priority::live));
    EXPECT_EQ(world.account().use().requests - before, 1U);
    ASSERT_EQ(outcomes.size(), changes.size());
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const bool refused = i == 3 || i == 6 || i == 7;
        EXPECT_EQ(outcomes[i].error.has_value(), refused) << i;
        EXPECT_EQ(outcomes[i].must_be_invited, i == 3 || i == 6) << i;
        if (outcomes[i].error) {
            EXPECT_EQ(outcomes[i].error->kind, ErrorKind::permanent_person) << i;
        }
    }
    EXPECT_EQ(outcomes[6].error->what, "error 981: the user's privacy forbids adding");
    EXPECT_EQ(world.chat(chat).seats.size(), 8U) << "seven of ten, and the service account";
    EXPECT_TRUE(world.chat(chat).seats.at(2000).admin);
}

TEST(VkAccountTest, BatchesAreFilledToTheLimit) {
    VkWorld world{{.kind = TokenKind::user}};
    const auto chat = world.opened_with_chat({});
    std::vector<ChatChange> changes;
    for (const UserId user : people_from(2000, 60)) changes.push_back({add, chat, user, ""});
    const auto before = world.account().use().requests;
    const auto outcomes = world.run(world.account().apply(changes, Priority::bulk));
    EXPECT_EQ(world.account().use().requests - before, 3U);
    EXPECT_TRUE(std::ranges::none_of(outcomes, [](const auto& one) { return !!one.error; }));
    EXPECT_EQ(world.chat(chat).seats.size(), 61U);
}

TEST(VkAccountTest, GentleAddsGoInSmallerBatches) {
    VkWorld world{{.kind = TokenKind::user, .adds_per_batch = 10}};
    const auto chat = world.opened_with_chat({});
    std::vector<ChatChange> changes;
    for (const UserId user : people_from(2000, 20)) changes.push_back({add, chat, user, ""});
    for (const UserId user : people_from(2000, 5)) changes.push_back({promote, chat, user, ""});
    const auto before = world.account().use().requests;
    const auto outcomes = world.run(world.account().apply(changes, Priority::bulk));
    EXPECT_EQ(world.account().use().requests - before, 2U);
    EXPECT_TRUE(std::ranges::none_of(outcomes, [](const auto& one) { return !!one.error; }));
}

TEST(VkAccountTest, AChatAboveAThousandMembersIsReadWhole) {
    VkWorld world;
    const auto small = world.opened_with_chat({1000});
    const auto large = world.opened_with_chat(people_from(10'000, 200));
    for (const UserId user : people_from(20'000, 2300)) world.enters(large, user);
    const auto before = world.account().use().requests;
    const auto read = world.run(world.account().read_members({small, large}, Priority::sweep));
    EXPECT_EQ(world.account().use().requests - before, 2U) << "first pages, then the others";
    ASSERT_TRUE(read[0]);
    ASSERT_TRUE(read[1]) << read[1].error().what;
    EXPECT_EQ(read[0]->members.size(), 1U);
    EXPECT_EQ(read[1]->members.size(), 2500U);
    EXPECT_TRUE(std::ranges::is_sorted(read[1]->members, {}, &ObservedMember::user));
}

TEST(VkAccountTest, ManyChatsAreReadInFewRequests) {
    VkWorld world;
    std::vector<ChatNumber> chats{world.opened_with_chat({1000})};
    for (int i = 0; i < 59; ++i) {
        auto chat = world.run(world.account().create_chat("c", {1000}, Priority::bulk));
        chats.push_back(chat.value().number);
    }
    const auto before = world.account().use().requests;
    const auto read = world.run(world.account().read_members(chats, Priority::sweep));
    EXPECT_EQ(world.account().use().requests - before, 3U);
    for (std::size_t i = 0; i < read.size(); ++i) EXPECT_EQ(read[i].value().number, chats[i]);
}

TEST(VkAccountTest, ALongListOfChatsIsPaged) {
    VkWorld world;
    world.opened_with_chat({1000});
    for (int i = 0; i < 449; ++i) {
        ASSERT_TRUE(world.run(world.account().create_chat("c", {}, Priority::bulk)));
    }
    const auto before = world.account().use().requests;
    const auto chats = world.run(world.account().list_chats(Priority::live));
    ASSERT_TRUE(chats) << chats.error().what;
    EXPECT_EQ(chats->size(), 450U);
    EXPECT_EQ(world.account().use().requests - before, 2U);
}

TEST(VkAccountTest, EachViewerHasItsOwnNumbers) {
    VkWorld world;
    constexpr UserId stranger = 4000;
    constexpr const char* other_token = "other";
    world.sandbox().vk().add_account({other_token, stranger, 1000});
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    for (int i = 0; i < 5; ++i) {
        ASSERT_FALSE(world.people().create(stranger, "theirs", {}, now).has_error());
    }
    const auto number = world.opened_with_chat({stranger});
    EXPECT_EQ(number, 1) << "the community's first chat, whatever others have";
    EXPECT_NE(world.people().number_of(stranger, world.chat_id(number)), number);
    EXPECT_EQ(world.run(world.account().read_members({number}, Priority::live))
                  .at(0)
                  .value()
                  .members.size(),
              1U);
}

TEST(VkAccountTest, FirstMembersWhoCannotBeAddedAreNotReported) {
    VkWorld world;
    world.people().configure(1001, {.privacy = sandbox::Privacy::nobody});
    ASSERT_TRUE(world.run(world.account().open()));
    const std::vector<UserId> wanted{1000, 1001, 1002};
    const auto chat = world.run(world.account().create_chat("a", wanted, Priority::live));
    ASSERT_TRUE(chat) << chat.error().what;
    EXPECT_EQ(chat->users, (std::vector<UserId>{1000, 1002}));
}

TEST(VkAccountTest, FirstMembersRefusedAsAWholeDoNotPreventTheChat) {
    VkWorld world;
    ASSERT_TRUE(world.run(world.account().open()));
    world.fault(
        {.kind = sandbox::FaultKind::error_code, .method = "messages.createChat", .code = 936});
    const std::vector<UserId> wanted{1000};
    const auto chat = world.run(world.account().create_chat("a", wanted, Priority::live));
    ASSERT_TRUE(chat) << chat.error().what;
    EXPECT_TRUE(chat->users.empty());
    EXPECT_EQ(world.people().chats().size(), 1U);
}

TEST(VkAccountTest, APersonWhoMustAcceptIsInvited) {
    VkWorld world{{.kind = TokenKind::user}};
    const auto chat = world.opened_with_chat({});
    world.people().configure(1001, {.invite_as_request = true});
    EXPECT_FALSE(world.change(add, chat, 1001).error);
    const auto again = world.change(add, chat, 1001);
    EXPECT_FALSE(again.error);
    EXPECT_TRUE(again.invited);
    const auto read = world.run(world.account().read_members({chat}, Priority::live)).at(0).value();
    ASSERT_EQ(read.members.size(), 1U);
    EXPECT_TRUE(read.members[0].invited());
}

TEST(VkAccountTest, APresentPersonAddedAgainAsksForAReread) {
    VkWorld world{{.kind = TokenKind::user}};
    const auto chat = world.opened_with_chat({1000});
    const auto outcome = world.change(add, chat, 1000);
    EXPECT_FALSE(outcome.error);
    EXPECT_TRUE(outcome.reread);
}

TEST(VkAccountTest, AnInvitationIsSentOnce) {
    VkWorld world;
    const auto chat = world.opened_with_chat({});
    const auto first = world.change(invite, chat, 1001, "Вступите: https://vk.me/join/x");
    EXPECT_FALSE(first.error);
    EXPECT_TRUE(first.invited);
    EXPECT_TRUE(world.change(invite, chat, 1001, "Вступите: https://vk.me/join/x").invited);
    const auto& dialog = world.people().dialogs().at({-community, 1001});
    ASSERT_EQ(dialog.messages.size(), 1U);
    EXPECT_EQ(dialog.messages[0].text, "Вступите: https://vk.me/join/x");
}

TEST(VkAccountTest, APersonWhoAllowsNoMessagesIsParked) {
    VkWorld world;
    const auto chat = world.opened_with_chat({});
    world.people().configure(1001, {.allows_messages = false});
    const auto outcome = world.change(invite, chat, 1001, "x");
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->kind, ErrorKind::permanent_person);
    EXPECT_FALSE(outcome.invited);
    EXPECT_EQ(outcome.error->what, "error 901: the user did not allow messages");
}

TEST(VkAccountTest, PromotingAnAbsentPersonAsksForAReread) {
    VkWorld world;
    const auto chat = world.opened_with_chat({1000});
    const auto outcome = world.change(promote, chat, 1001);
    ASSERT_TRUE(outcome.error);
    EXPECT_TRUE(outcome.reread);
}

TEST(VkAccountTest, AChatThatIsGoneIsPermanentForReadingAndReachedForLeaving) {
    VkWorld world;
    const auto chat = world.opened_with_chat({1000});
    ASSERT_FALSE(world.people().destroy(world.chat_id(chat)).has_error());
    const auto read = world.run(world.account().read_members({chat}, Priority::live));
    ASSERT_FALSE(read[0]);
    EXPECT_EQ(read[0].error().kind, ErrorKind::permanent_chat);
    EXPECT_FALSE(world.change(destroy, chat, 0).error);
}

TEST(VkAccountTest, BadOptionsAreRefusedWithoutTheToken) {
    boost::asio::io_context loop;
    SystemClock clock{loop.get_executor()};
    VkOptions options;
    options.name = "a";
    options.base_url = "http://127.0.0.1:1";
    options.token = "with space";
    const auto account = make_vk_account(loop.get_executor(), clock, options);
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().kind, ErrorKind::invalid_input);
    EXPECT_EQ(account.error().what.find("with space"), std::string::npos);
}

}  // namespace
}  // namespace rosterd::vk::test
