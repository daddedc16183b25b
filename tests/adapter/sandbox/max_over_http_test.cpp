// The MAX Bot API over real HTTP on loopback: long polls that wait, webhooks that are delivered.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

#include "adapters/sandbox/sandbox_server.hpp"
#include "tests/adapter/sandbox/webhook_receiver.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_probe.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

class MaxOverHttpTest : public ::testing::Test {
  protected:
    MaxOverHttpTest() {
        max::Settings& settings = sandbox_.messenger().settings();
        settings.loopback_webhooks = true;
        settings.webhook_first_retry = std::chrono::milliseconds{20};
        sandbox_.messenger().add_bot(500, "school", "school_bot");
        sandbox_.messenger().add_bot(600, "lyceum", "lyceum_bot");
        http::ServerOptions options;
        options.listen = "127.0.0.1:0";
        auto server = SandboxServer::listen(loop_.get_executor(), options, sandbox_);
        if (server.has_error()) throw std::runtime_error{server.error().what};
        server_ = std::move(*server);
        receiver_.start(loop_);
        base_ = "http://127.0.0.1:" + std::to_string(server_->port());
        thread_ = std::thread{[this] { loop_.run(); }};
    }

    ~MaxOverHttpTest() override {
        boost::asio::post(loop_, [this] {
            server_->stop();
            loop_.stop();
        });
        thread_.join();
    }

    test::ProbeAnswer call(const std::string& method, const std::string& target,
                           const std::string& body = {}, const std::string& token = "school") {
        return test::http_exchange({.base = base_,
                                    .method = method,
                                    .target = target,
                                    .body = body,
                                    .headers = {{"Authorization", token}}});
    }

    json::value act(const std::string& body) {
        const auto answer = test::http_post(base_, "/sandbox/max/act", body);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json::parse(answer.body);
    }

    json::value state() { return json::parse(test::http_get(base_, "/sandbox/max/state").body); }

    void settings(const std::string& body) {
        EXPECT_EQ(test::http_post(base_, "/sandbox/max/settings", body).status, 200);
    }

    void subscribe() {
        const auto answer =
            call("POST", "/subscriptions",
                 json::serialize(json::object{{"url", receiver_.url()}, {"secret", "se-cret"}}));
        ASSERT_EQ(answer.body, R"({"success":true})");
    }

    boost::asio::io_context loop_{1};
    Sandbox sandbox_{World{}, Chaos{}, VkOptions{}};
    testing::Receiver receiver_;
    std::unique_ptr<SandboxServer> server_;
    std::string base_;
    std::thread thread_;
};

TEST_F(MaxOverHttpTest, BothMessengersAnswerOnOneListener) {
    EXPECT_EQ(json::parse(call("GET", "/me").body).at("user_id"), 500);
    EXPECT_EQ(call("GET", "/me", "", "wrong").status, 401);
    EXPECT_EQ(test::http_get(base_, "/method/users.get?v=5.199&access_token=x").status, 200);
    EXPECT_EQ(test::http_get(base_, "/").status, 200);
}

TEST_F(MaxOverHttpTest, AGroupIsReadChangedAndWrittenTo) {
    const auto chat = act(R"({"do":"create","user":17,"title":"7Б","members":[500]})").at("chat");
    const std::string path = "/chats/" + json::serialize(chat);
    act(json::serialize(json::object{
        {"do", "promote"},
        {"user", 500},
        {"chat", chat},
        {"permissions", {"read_all_messages", "add_remove_members", "change_chat_info"}}}));
    EXPECT_EQ(call("POST", path + "/members", R"({"user_ids":[18,19]})").body,
              R"({"success":true})");
    EXPECT_EQ(call("DELETE", path + "/members?user_id=18").body, R"({"success":true})");
    EXPECT_EQ(json::parse(call("PATCH", path, R"({"title":"8Б"})").body).at("title"), "8Б");
    EXPECT_EQ(call("POST", "/messages?chat_id=" + json::serialize(chat), R"({"text":"a"})").status,
              200);
    const auto shown = state().at("chats").at(0);
    EXPECT_EQ(shown.at("title"), "8Б");
    EXPECT_EQ(shown.at("members").as_array().size(), 3U);
    EXPECT_EQ(shown.at("messages").at(0).at("text"), "a");
}

TEST_F(MaxOverHttpTest, ALongPollWaitsForItsOwnBot) {
    auto waiting = std::async(std::launch::async, [this] {
        return json::parse(call("GET", "/updates?timeout=30").body);
    });
    act(R"({"do":"start","bot":600,"user":17})");  // another bot's news: it waits on
    act(R"({"do":"start","bot":500,"user":17,"payload":"p"})");
    ASSERT_EQ(waiting.wait_for(std::chrono::seconds{25}), std::future_status::ready);
    const auto answer = waiting.get();
    ASSERT_EQ(answer.at("updates").as_array().size(), 1U);
    EXPECT_EQ(answer.at("updates").at(0).at("payload"), "p");
    EXPECT_EQ(state().at("bots").at(0).at("updates_waiting"), 1) << "no marker, no commit";
}

TEST_F(MaxOverHttpTest, ALongPollIsAnsweredEmptyAfterItsTimeout) {
    const auto answer = json::parse(call("GET", "/updates?timeout=1").body);
    EXPECT_TRUE(answer.at("updates").as_array().empty());
    EXPECT_EQ(answer.at("marker"), 1);
}

TEST_F(MaxOverHttpTest, AWebhookGetsEachUpdateWithItsSecret) {
    subscribe();
    act(R"({"do":"start","bot":500,"user":17,"payload":"p"})");
    act(R"({"do":"stop","bot":500,"user":17})");
    ASSERT_TRUE(receiver_.has(2));
    const auto requests = receiver_.requests();
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_EQ(requests[0].target, "/hook?school=7");
    EXPECT_EQ(requests[0].headers.at("x-max-bot-api-secret"), "se-cret");
    EXPECT_EQ(requests[0].headers.at("content-type"), "application/json");
    EXPECT_EQ(json::parse(requests[0].body).at("update_type"), "bot_started");
    EXPECT_EQ(json::parse(requests[1].body).at("update_type"), "bot_stopped");
    EXPECT_EQ(call("GET", "/updates?timeout=0").status, 405);
}

TEST_F(MaxOverHttpTest, ARefusedUpdateComesAgain) {
    receiver_.refuse(2);
    subscribe();
    act(R"({"do":"start","bot":500,"user":17})");
    ASSERT_TRUE(receiver_.has(3));
    const auto requests = receiver_.requests();
    EXPECT_EQ(requests[0].body, requests[2].body);
    ASSERT_TRUE(test::eventually(
        [&] { return state().at("bots").at(0).at("subscriptions").at(0).at("delivered") == 1; }));
    const auto shown = state().at("bots").at(0).at("subscriptions").at(0).as_object();
    EXPECT_EQ(shown.at("failed"), 2);
    EXPECT_EQ(shown.at("pending"), 0);
}

TEST_F(MaxOverHttpTest, AWebhookThatAlwaysFailsIsUnsubscribed) {
    settings(R"({"webhook_give_up_ms":100})");
    receiver_.refuse(1'000'000);
    subscribe();
    act(R"({"do":"start","bot":500,"user":17})");
    ASSERT_TRUE(test::eventually([&] {
        return json::parse(call("GET", "/subscriptions").body)
            .at("subscriptions")
            .as_array()
            .empty();
    }));
    EXPECT_GE(receiver_.requests().size(), 1U);
    EXPECT_EQ(call("GET", "/updates?timeout=0").status, 200);
}

TEST_F(MaxOverHttpTest, AWebhookMayGetEverythingTwice) {
    settings(R"({"duplicates":true})");
    subscribe();
    act(R"({"do":"start","bot":500,"user":17})");
    ASSERT_TRUE(receiver_.has(2));
    EXPECT_EQ(receiver_.requests()[0].body, receiver_.requests()[1].body);
}

TEST_F(MaxOverHttpTest, FaultsReachTheWire) {
    const auto fault = [&](const std::string& body) {
        ASSERT_EQ(test::http_post(base_, "/sandbox/faults", body).status, 200);
    };
    fault(R"({"kind":"lose_answer","method":"GET /me"})");
    EXPECT_THROW(call("GET", "/me"), std::runtime_error);
    fault(R"({"kind":"http_500","method":"GET /me"})");
    const auto answer = call("GET", "/me");
    EXPECT_EQ(answer.status, 500);
    EXPECT_TRUE(answer.headers.at("content-type").starts_with("text/html"));
    EXPECT_EQ(call("GET", "/me").status, 200);
}

}  // namespace
}  // namespace rosterd::sandbox
