// Answers that the sandbox does not give: other versions, quirks, and what a request looks like.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <deque>

#include "adapters/clock.hpp"
#include "adapters/http/server.hpp"
#include "adapters/platform/vk/vk_account.hpp"
#include "adapters/sandbox/recorder.hpp"
#include "tests/support/contract_world.hpp"

namespace rosterd::vk::test {
namespace {

using rosterd::test::run_on;
constexpr const char* token = "vk1.a.secret-Token_42";

/// A server that gives prepared answers in order and keeps the requests.
class VkScriptedTest : public testing::Test {
  protected:
    void SetUp() override {
        http::ServerOptions options;
        options.listen = "127.0.0.1:0";
        auto server = http::Server::listen(
            loop_.get_executor(), options,
            [this](http::Request request) { return answer(this, std::move(request)); });
        ASSERT_TRUE(server) << server.error().what;
        server_ = std::move(*server);
        VkOptions vk;
        vk.name = "scripted";
        vk.base_url = "http://127.0.0.1:" + std::to_string(server_->port());
        vk.token = token;
        auto account = make_vk_account(loop_.get_executor(), clock_, vk);
        ASSERT_TRUE(account) << account.error().what;
        account_ = std::move(*account);
        say(R"({"response":[{"mask":4096,"permissions":[]},{"groups":[{"id":500}]}]})");
        ASSERT_TRUE(run(account_->open()));
        requests_.clear();
    }
    void TearDown() override {
        account_.reset();
        if (server_) server_->stop();
        loop_.stop();
    }

    static boost::asio::awaitable<http::Response> answer(VkScriptedTest* test,
                                                         http::Request request) {
        // What we send is held against VK's schema; these answers are nobody's.
        if (auto* const recorder = sandbox::Recorder::of_environment()) {
            recorder->add_request(request);
        }
        test->requests_.push_back(std::move(request));
        http::Response response;
        response.status = 500;
        if (!test->answers_.empty()) {
            response = std::move(test->answers_.front());
            test->answers_.pop_front();
        }
        co_return response;
    }
    void say(std::string body, int status = 200) {
        http::Response response;
        response.status = status;
        response.body = std::move(body);
        answers_.push_back(std::move(response));
    }
    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return run_on(loop_, std::move(work));
    }

    boost::asio::io_context loop_;
    SystemClock clock_{loop_.get_executor()};
    std::deque<http::Response> answers_;
    std::vector<http::Request> requests_;
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<PlatformAccount> account_;
};

TEST_F(VkScriptedTest, TheTokenTravelsInTheHeaderOnly) {
    say(R"({"response":{"chat_id":3,"peer_ids":[11]}})");
    ASSERT_TRUE(run(account_->create_chat("5 А", {11, 12}, Priority::live)));
    ASSERT_EQ(requests_.size(), 1U);
    EXPECT_EQ(requests_[0].method, "POST");
    EXPECT_EQ(requests_[0].target, "/method/messages.createChat");
    EXPECT_EQ(requests_[0].headers.at("authorization"), std::string{"Bearer "} + token);
    EXPECT_EQ(requests_[0].headers.at("content-type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(requests_[0].body, "title=5%20%D0%90&group_id=500&user_ids=11%2C12&v=5.199");
}

TEST_F(VkScriptedTest, AnIntegerAnswerOfCreateChatIsCompletedByARead) {
    say(R"({"response":7})");
    say(R"({"response":{"count":3,"items":[{"member_id":-500,"is_owner":true},)"
        R"({"member_id":11},{"member_id":99}]}})");
    const auto chat = run(account_->create_chat("a", {11, 12}, Priority::live));
    ASSERT_TRUE(chat) << chat.error().what;
    EXPECT_EQ(chat->number, 7);
    EXPECT_EQ(chat->users, std::vector<UserId>{11});
}

TEST_F(VkScriptedTest, ACreatedChatWithoutANumberIsInDoubt) {
    say(R"({"response":{"peer_ids":[11]}})");
    const auto chat = run(account_->create_chat("a", {11}, Priority::live));
    ASSERT_FALSE(chat);
    EXPECT_EQ(to_string(chat.error().kind), "unknown_outcome");
}

TEST_F(VkScriptedTest, AStatus429IsWaitedOut) {
    say("<html>slow down</html>", 429);
    say(R"({"response":{"link":"https://vk.me/join/x"}})");
    const auto link = run(account_->invite_link(1, Priority::live));
    ASSERT_TRUE(link);
    EXPECT_EQ(*link, "https://vk.me/join/x");
    EXPECT_EQ(account_->use().refused_by_quota, 1U);
}

TEST_F(VkScriptedTest, TheLinkOfOurOwnIsTakenFromAList) {
    say(R"({"response":{"items":[{"owner_id":9,"link":"https://vk.me/join/theirs"},)"
        R"({"owner_id":-500,"link":"https://vk.me/join/ours"}]}})");
    EXPECT_EQ(run(account_->invite_link(1, Priority::live)).value(), "https://vk.me/join/ours");
}

TEST_F(VkScriptedTest, AnEmptyListOfMembersIsNotBelieved) {
    say(R"({"response":{"count":0,"items":[]}})");
    const auto read = run(account_->read_members({1}, Priority::live));
    ASSERT_FALSE(read[0]);
    EXPECT_EQ(to_string(read[0].error().kind), "permanent_chat");
}

TEST_F(VkScriptedTest, AFalseWithoutAReasonIsInDoubt) {
    say(R"({"response":[1,false]})");
    using enum OperationKind;
    std::vector<ChatChange> changes{{OperationKind::remove, 1, 11, ""},
                                    {OperationKind::remove, 1, 12, ""}};
    const auto outcomes = run(account_->apply(std::move(changes), Priority::live));
    EXPECT_FALSE(outcomes[0].error);
    ASSERT_TRUE(outcomes[1].error);
    EXPECT_EQ(to_string(outcomes[1].error->kind), "unknown_outcome");
    EXPECT_TRUE(outcomes[1].reread);
}

TEST_F(VkScriptedTest, AListThatMovesIsReadAgain) {
    const std::string chat = R"({"conversation":{"peer":{"id":2000000001},"chat_settings":)"
                             R"({"title":"a","state":"in","owner_id":-500}}})";
    say(R"({"response":{"count":2,"items":[)" + chat + "]}}");
    say(R"({"response":{"count":1,"items":[)" + chat + "]}}");
    const auto chats = run(account_->list_chats(Priority::live));
    ASSERT_TRUE(chats) << chats.error().what;
    EXPECT_EQ(chats->size(), 1U);
    EXPECT_EQ(requests_.size(), 2U);
}

TEST_F(VkScriptedTest, ATokenWithoutTheRightToMessagesIsRefused) {
    say(R"({"response":[{"mask":262144,"permissions":[{"name":"manage"}]},)"
        R"({"groups":[{"id":5}]}]})");
    const auto opened = run(account_->open());
    ASSERT_FALSE(opened);
    EXPECT_EQ(to_string(opened.error().kind), "authority");
}

}  // namespace
}  // namespace rosterd::vk::test
