// The sandbox over real HTTP on loopback: VK calls, faults on the wire, long poll, the page.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

#include "adapters/sandbox/bbb_digest.hpp"
#include "adapters/sandbox/sandbox_server.hpp"
#include "tests/support/http_probe.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;
using test::http_get;
using test::http_post;

/// A sandbox on a free port, served by a thread of its own; callers are blocking probes.
class OverHttpTest : public ::testing::Test {
  protected:
    OverHttpTest() : sandbox_{World{}, Chaos{}, VkOptions{}, "demo-secret"} {
        sandbox_.vk().add_account({.token = "school", .owner = -500, .calls_per_second = 1000});
        sandbox_.vk().add_account({.token = "teacher", .owner = 17, .calls_per_second = 1000});
        http::ServerOptions options;
        options.listen = "127.0.0.1:0";
        auto server = SandboxServer::listen(context_.get_executor(), options, sandbox_);
        if (server.has_error()) throw std::runtime_error{server.error().what};
        server_ = std::move(*server);
        base_ = "http://127.0.0.1:" + std::to_string(server_->port());
        thread_ = std::thread{[this] { context_.run(); }};
    }

    ~OverHttpTest() override {
        boost::asio::post(context_, [this] {
            server_->stop();
            context_.stop();
        });
        thread_.join();
    }

    json::value vk(const std::string& method, const std::string& form,
                   const std::string& token = "school") {
        const auto answer =
            test::http_exchange({.base = base_,
                                 .method = "POST",
                                 .target = "/method/" + method,
                                 .body = form + "&v=5.199",
                                 .content_type = "application/x-www-form-urlencoded",
                                 .headers = {{"Authorization", "Bearer " + token}}});
        EXPECT_EQ(answer.status, 200);
        return json::parse(answer.body);
    }

    void fault(const std::string& body) {
        ASSERT_EQ(http_post(base_, "/sandbox/faults", body).status, 200);
    }

    json::value state() { return json::parse(http_get(base_, "/sandbox/state").body); }

    boost::asio::io_context context_{1};
    Sandbox sandbox_;
    std::unique_ptr<SandboxServer> server_;
    std::string base_;
    std::thread thread_;
};

TEST_F(OverHttpTest, AChatIsCreatedFilledAndSeen) {
    const auto created = vk("messages.createChat", "title=7%D0%91&user_ids=17,18");
    EXPECT_EQ(created.at("response").at("chat_id"), 1);
    const auto members = vk("messages.getConversationMembers", "peer_id=2000000001&count=1000");
    EXPECT_EQ(members.at("response").at("count"), 3);
    const auto chat = state().at("chats").at(0);
    EXPECT_EQ(chat.at("title"), "7Б");
    EXPECT_EQ(chat.at("members").as_array().size(), 3U);
}

TEST_F(OverHttpTest, ALostAnswerLeavesTheChatAndDropsTheConnection) {
    fault(R"({"kind":"lose_answer","method":"messages.createChat"})");
    EXPECT_THROW(vk("messages.createChat", "title=a"), std::runtime_error);
    EXPECT_EQ(state().at("chats").as_array().size(), 1U);
}

TEST_F(OverHttpTest, ARefusedCallLeavesNothing) {
    fault(R"({"kind":"refuse"})");
    EXPECT_THROW(vk("messages.createChat", "title=a"), std::runtime_error);
    EXPECT_TRUE(state().at("chats").as_array().empty());
}

TEST_F(OverHttpTest, ATruncatedAnswerIsCutOff) {
    fault(R"({"kind":"truncate"})");
    std::string body;
    try {
        body = test::http_get(base_, "/method/users.get?v=5.199&access_token=teacher").body;
    } catch (const std::runtime_error&) {
        body.clear();  // a probe that checks the length says so by an exception
    }
    boost::system::error_code problem;
    json::parse(body, problem);
    EXPECT_TRUE(problem) << body;
}

TEST_F(OverHttpTest, ServerTroubleComesAsAPage) {
    fault(R"({"kind":"http_500"})");
    const auto answer = http_get(base_, "/method/users.get?v=5.199&access_token=teacher");
    EXPECT_EQ(answer.status, 500);
    EXPECT_TRUE(answer.headers.at("content-type").starts_with("text/html"));
}

TEST_F(OverHttpTest, ADelayedAnswerComesInTheEnd) {
    fault(R"({"kind":"delay","delay_ms":150})");
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(vk("messages.createChat", "title=a").at("response").at("chat_id"), 1);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds{150});
}

TEST_F(OverHttpTest, AReaderOfEventsIsWokenByAChange) {
    auto waiting = std::async(std::launch::async, [this] {
        return json::parse(http_get(base_, "/sandbox/events?since=0&wait_ms=60000").body);
    });
    vk("messages.createChat", "title=a");
    ASSERT_EQ(waiting.wait_for(std::chrono::seconds{30}), std::future_status::ready);
    EXPECT_EQ(waiting.get().at("events").at(0).at("kind"), "create");
}

TEST_F(OverHttpTest, AReaderOfEventsIsAnsweredEmptyAfterHisPatience) {
    const auto news = json::parse(http_get(base_, "/sandbox/events?since=0&wait_ms=50").body);
    EXPECT_TRUE(news.at("events").as_array().empty());
    EXPECT_EQ(news.at("next"), 0);
}

TEST_F(OverHttpTest, APersonJoinsByTheLinkHeWasSent) {
    vk("messages.createChat", "title=a");
    const auto link = vk("messages.getInviteLink", "peer_id=2000000001");
    const std::string address{link.at("response").at("link").as_string()};
    vk("messages.send", "user_id=17&random_id=1&message=" + address);
    const auto dialog = state().at("dialogs").at(0);
    EXPECT_EQ(dialog.at("messages").at(0).at("text").as_string(), address);
    vk("messages.joinChatByInviteLink", "link=" + address, "teacher");
    EXPECT_EQ(state().at("chats").at(0).at("members_count"), 2);
}

TEST_F(OverHttpTest, AScriptStartsACallOnce) {
    // var k = API.storage.get({"keys":"k"}); ... return c; percent-encoded as a client does.
    const std::string form =
        "code=var%20k%20%3D%20API.storage.get(%7B%22keys%22%3A%22k%22%7D)%3B%20var%20c%20%3D%20"
        "null%3B%20if%20(!k%5B0%5D.value)%20%7B%20c%20%3D%20API.calls.start(%7B%7D)%3B%20if%20("
        "c.call_id)%20%7B%20API.storage.set(%7B%22key%22%3A%22k%22%2C%22value%22%3Ac.call_id%20"
        "%2B%20%22%20%22%20%2B%20c.join_link%7D)%3B%20%7D%20%7D%20return%20%5Bk%2C%20c%5D%3B";
    const auto first = vk("execute", form, "teacher").at("response");
    const auto second = vk("execute", form, "teacher").at("response");
    const auto calls = json::parse(http_get(base_, "/sandbox/video").body).at("calls");
    ASSERT_EQ(calls.as_array().size(), 1U);
    EXPECT_EQ(first.at(1).at("call_id"), calls.at(0).at("id"));
    EXPECT_TRUE(second.at(0).at(0).at("value").as_string().starts_with(
        std::string{calls.at(0).at("id").as_string()} + " https://"));
    EXPECT_TRUE(second.at(1).is_null());
}

TEST_F(OverHttpTest, ABigBlueButtonMeetingIsCreatedJoinedAndEnded) {
    const auto call = [&](const std::string& method, const std::string& query) {
        return http_get(base_, "/bigbluebutton/api/" + method + "?" + query + "&checksum=" +
                                   hex_digest(Digest::sha256, method + query + "demo-secret"));
    };
    const auto created = call("create", "name=7%D0%91+%26+8&meetingID=7b&moderatorPW=mp");
    EXPECT_EQ(created.headers.at("content-type"), "text/xml; charset=utf-8");
    EXPECT_NE(created.body.find("<returncode>SUCCESS</returncode>"), std::string::npos);
    const auto joined = call("join", "fullName=%D0%90%D0%BD%D0%BD%D0%B0&meetingID=7b&password=mp");
    EXPECT_EQ(joined.status, 302);
    EXPECT_EQ(http_get(base_, joined.headers.at("location")).status, 200);
    const auto info = call("getMeetingInfo", "meetingID=7b").body;
    EXPECT_NE(info.find("<meetingName>7Б &amp; 8</meetingName>"), std::string::npos) << info;
    EXPECT_NE(info.find("<fullName>Анна</fullName>"), std::string::npos) << info;
    fault(R"({"kind":"lose_answer","method":"bbb.end"})");
    EXPECT_THROW(call("end", "meetingID=7b"), std::runtime_error);
    EXPECT_NE(call("end", "meetingID=7b").body.find("notFound"), std::string::npos);
    EXPECT_NE(http_get(base_, "/bigbluebutton/api/getMeetings?checksum=00")
                  .body.find("<messageKey>checksumError</messageKey>"),
              std::string::npos);
}

TEST_F(OverHttpTest, ThePageIsServed) {
    const auto page = http_get(base_, "/");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.headers.at("content-type").starts_with("text/html"));
    EXPECT_NE(page.body.find("/sandbox/events"), std::string::npos);
}

TEST_F(OverHttpTest, NonsenseIsAnsweredAndTheSandboxGoesOn) {
    EXPECT_EQ(http_post(base_, "/sandbox/act", "\xff\xfe{").status, 400);
    EXPECT_EQ(http_get(base_, "/method/").status, 200);
    EXPECT_EQ(http_get(base_, "/method/%00%ff?&&&===&v").status, 200);
    EXPECT_EQ(http_get(base_, "/%2e%2e/etc/passwd").status, 404);
    EXPECT_EQ(vk("messages.createChat", "title=%ff%fe").at("response").at("chat_id"), 1);
    EXPECT_EQ(http_get(base_, "/sandbox/state").status, 200);
}

}  // namespace
}  // namespace rosterd::sandbox
