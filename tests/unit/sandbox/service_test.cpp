// The endpoint: the order of checks, the envelope, what is logged.
#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

TEST(ServiceTest, TheTokenIsCheckedBeforeTheVersionAndTheVersionBeforeTheParameters) {
    Bench bench;
    const auto code = [&](VkRequest request) {
        const auto answer =
            json::parse(bench.sandbox.vk().answer(std::move(request), bench.now).body);
        return answer.at("error").at("error_code").as_int64();
    };
    EXPECT_EQ(code({.method = "messages.createChat"}), 5);
    EXPECT_EQ(code({.method = "messages.createChat", .token = "stolen"}), 5);
    EXPECT_EQ(code({.method = "messages.addChatUser", .token = "school"}), 27);
    EXPECT_EQ(code({.method = "messages.createChat", .token = "school"}), 8);
    EXPECT_EQ(code({.method = "x", .token = "school", .parameters = {{"v", "5.80"}}}), 8);
    EXPECT_EQ(code({.method = "x", .token = "school", .parameters = {{"v", "new"}}}), 8);
    EXPECT_EQ(code({.method = "Users.get", .token = "school", .parameters = {{"v", "5.199"}}}), 3);
    EXPECT_EQ(code({.verb = "PUT", .method = "users.get", .token = "school"}), 9999);
}

TEST(ServiceTest, TheEnvelopeEchoesTheParametersAndNeverTheToken) {
    Bench bench;
    const VkAnswer answer =
        bench.raw("", "messages.addChatUser.json",
                  {{"access_token", "teacher"}, {"chat_id", "5"}, {"user_id", "17"}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.find("teacher"), std::string::npos);
    const auto error = json::parse(answer.body).at("error");
    EXPECT_EQ(error.at("error_code"), 917);
    Parameters echoed;
    for (const auto& pair : error.at("request_params").as_array()) {
        echoed.emplace(pair.at("key").as_string(), pair.at("value").as_string());
    }
    EXPECT_EQ(echoed, (Parameters{{"chat_id", "5"},
                                  {"method", "messages.addChatUser"},
                                  {"oauth", "1"},
                                  {"user_id", "17"},
                                  {"v", "5.199"}}));
}

TEST(ServiceTest, EveryCallIsLoggedWithItsErrorAndWithoutTheToken) {
    Bench bench;
    bench.raw("", "messages.editChat", {{"access_token", "school"}, {"chat_id", "9"}});
    bench.raw("school", "execute", {{"code", "return API.utils.getServerTime();"}});
    const auto& calls = bench.sandbox.vk().calls();
    ASSERT_EQ(calls.size(), 3U);
    EXPECT_EQ(calls[0].error, 100);
    EXPECT_EQ(calls[0].account, -500);
    EXPECT_FALSE(calls[0].parameters.contains("access_token"));
    EXPECT_TRUE(calls[1].inner);
    EXPECT_EQ(calls[2].method, "execute");
    EXPECT_EQ(calls[2].number, 3);
}

TEST(ServiceTest, StrangeMethodsShareOneCounter) {
    Bench bench;
    for (int i = 0; i < 100; ++i) bench.code("school", "made.up" + std::to_string(i));
    EXPECT_EQ(bench.sandbox.vk().counts().by_method.size(), 1U);
    EXPECT_EQ(bench.sandbox.vk().counts().by_method.at("unknown"), 100);
}

TEST(ServiceTest, OverHttpTheTokenMayBeAHeaderOrAParameterAndTheFormAQueryOrABody) {
    Bench bench;
    const auto ask = [&](http::Request request) {
        return bench.sandbox.answer(request, bench.now).response;
    };
    http::Request get{
        .method = "GET",
        .target = "/method/messages.createChat?v=5.199&access_token=school&title=%D0%B0",
        .headers = {},
        .body = {},
        .peer = {}};
    EXPECT_EQ(ask(get).body, R"({"response":{"chat_id":1,"peer_ids":[]}})");
    http::Request post{.method = "POST",
                       .target = "/method/messages.createChat?v=5.199",
                       .headers = {{"authorization", "Bearer school"},
                                   {"content-type", "application/x-www-form-urlencoded"}},
                       .body = "title=7%D0%91",
                       .peer = {}};
    EXPECT_EQ(ask(post).body, R"({"response":{"chat_id":2,"peer_ids":[]}})");
    EXPECT_EQ(bench.sandbox.world().find(2)->title, "7Б");
    post.headers["content-type"] = "application/json";
    EXPECT_NE(ask(post).body.find("\"error_code\":100"), std::string::npos);
    get.target += std::string(5000, 'x');
    EXPECT_EQ(ask(get).status, 414);
}

}  // namespace
}  // namespace rosterd::sandbox
