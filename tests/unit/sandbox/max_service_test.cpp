// Tokens, paths, quotas, modes, faults and the log of calls of the MAX Bot API.
#include "adapters/sandbox/max_service.hpp"

#include <gmock/gmock.h>

#include "tests/unit/sandbox/max_bench.hpp"

namespace rosterd::sandbox::max {
namespace {

using testing::MaxBench;

std::string message_of(const http::Response& response) {
    EXPECT_EQ(response.status, 401);
    return std::string{json::parse(response.body).at("message").as_string()};
}

TEST(MaxServiceTest, OnlyTheHeaderAuthorises) {
    MaxBench bench;
    EXPECT_EQ(message_of(bench.http("GET", "/me")), "No access token");
    EXPECT_EQ(message_of(bench.http("GET", "/me?access_token=school")), "No access token");
    const auto with = [&](std::string header) {
        return message_of(bench.http("GET", "/me", "", {{"authorization", std::move(header)}}));
    };
    EXPECT_EQ(with(""), "No access token");
    EXPECT_EQ(with("Basic c2Nob29s"), "No access token");
    EXPECT_EQ(with("Bearer school"), "Malformed access token");
    EXPECT_EQ(with("another"), "Invalid access_token");
    EXPECT_EQ(bench.done("GET", "/me").at("user_id"), 500);
}

TEST(MaxServiceTest, MeIsTheBotWithItsRedundantName) {
    MaxBench bench;
    const auto me = bench.done("GET", "/me");
    EXPECT_EQ(me.at("username"), "school_bot");
    EXPECT_EQ(me.at("name"), me.at("first_name"));
    EXPECT_EQ(me.at("is_bot"), true);
    EXPECT_FALSE(me.as_object().contains("last_name"));
}

TEST(MaxServiceTest, WithoutABotThereIsNoSuchServer) {
    Sandbox sandbox{World{}, Chaos{}, VkOptions{}};
    const auto reply = sandbox.answer({.method = "GET", .target = "/me"}, testing::start);
    EXPECT_EQ(reply.response.status, 404);
    EXPECT_TRUE(reply.response.content_type.starts_with("text/plain"));
}

TEST(MaxServiceTest, UnknownPathsAndVerbsAreTold) {
    MaxBench bench;
    EXPECT_EQ(bench.outcome("GET", "/chats/-5/nothing"), "404 not.found");
    EXPECT_EQ(bench.outcome("PUT", "/me"), "405 method.not.allowed");
    EXPECT_EQ(bench.outcome("GET", "/chats/-5"), "404 chat.not.found");
    EXPECT_EQ(bench.outcome("GET", "/chats/some_link"), "404 chat.not.found");
    EXPECT_EQ(bench.outcome("GET", "/chats/some_link/members"), "400 proto.payload");
}

TEST(MaxServiceTest, MalformedBodiesAreRefused) {
    MaxBench bench;
    const std::string chat = bench.administered();
    for (const char* body : {"", "{", "[]", "5", "\xff"}) {
        EXPECT_EQ(bench.outcome("PATCH", "/chats/" + chat, body), "400 proto.payload") << body;
    }
}

TEST(MaxServiceTest, NonsenseIsAlwaysAnsweredInJson) {
    MaxBench bench;
    const std::string chat = bench.administered();
    const std::vector<std::string> paths{
        "/me",           "/me/commands", "/chats",    "/chats/" + chat, "/chats/%ff",
        "/chats/9e99",   "/messages",    "/answers",  "/updates",       "/subscriptions",
        "/messages/mid", "/chats//",     "/messages/"};
    const std::vector<std::string> tails{
        "", "/members", "/members/me", "/members/admins", "/members/admins/x", "/pin", "/actions"};
    const std::vector<std::string> queries{
        "", "?timeout=0&limit=x&marker=&count=&user_id=&chat_id=&message_id=&callback_id=",
        "?timeout=0&user_ids=,,,&message_ids=,&chat_id=%00&user_id=99999999999999999999&url=%"};
    const std::vector<std::string> bodies{
        "",
        "null",
        R"({"user_ids":[null,{}],"admins":[5],"commands":[5],"attachments":[5]})",
        R"({"attachments":[{"type":5}],"text":[],"link":5,"url":5,"icon":[],"message":5})",
        R"({"attachments":[{"type":"inline_keyboard","payload":{"buttons":[[{"type":{}}]]}}]})",
        R"({"admins":[{"user_id":"x","permissions":{}}],"message_id":{},"action":[]})"};
    std::int64_t calls = 0;
    for (const char* verb : {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}) {
        for (const std::string& path : paths) {
            for (const std::string& tail : tails) {
                for (const std::string& query : queries) {
                    for (const std::string& body : bodies) {
                        // Leaving would make the rest of it dull.
                        if (verb == std::string_view{"DELETE"} && tail == "/members/me") continue;
                        const auto answer = bench.http(verb, path + tail + query, body,
                                                       {{"authorization", "school"}});
                        ++calls;
                        EXPECT_TRUE(json::parse(answer.body).is_object());
                        EXPECT_LT(answer.status, 500);
                    }
                }
            }
        }
    }
    const auto counted = json::parse(bench.http("GET", "/sandbox/state").body);
    EXPECT_EQ(counted.at("calls").at("total"), calls);
    EXPECT_EQ(bench.done("GET", "/chats/" + chat).at("status"), "active");
}

TEST(MaxServiceTest, ThirtyCallsASecondAndNoRetryAfter) {
    MaxBench bench;
    bench.sandbox.max_api().set_rate(testing::school, bot_calls_per_second);
    for (int call = 0; call < 30; ++call) EXPECT_EQ(bench.outcome("GET", "/me"), "200");
    const auto refused = bench.http("GET", "/me", "", {{"authorization", "school"}});
    EXPECT_EQ(refused.status, 429);
    EXPECT_FALSE(refused.headers.contains("retry-after"));
    EXPECT_EQ(json::parse(refused.body), json::parse(R"({"code":"too.many.requests",
                              "message":"Too many requests. Limit is: 30 calls per second."})"));
    EXPECT_EQ(bench.outcome("GET", "/me", "", "lyceum"), "200") << "another bot's quota is its own";
    bench.now += std::chrono::seconds{1};
    EXPECT_EQ(bench.outcome("GET", "/me"), "200");
}

TEST(MaxServiceTest, TwoWritesASecondInOneChat) {
    MaxBench bench;
    bench.settings().chat_writes_per_second = 2;
    const std::string first = bench.administered();
    const std::string second = bench.administered();
    const std::string to_first = "/messages?chat_id=" + first;
    const auto sent = bench.done("POST", to_first, R"({"text":"a"})");
    const std::string mid{sent.at("message").at("body").at("mid").as_string()};
    EXPECT_EQ(bench.outcome("PUT", "/messages?message_id=" + mid, R"({"text":"b"})"), "200");
    EXPECT_EQ(bench.outcome("POST", to_first, R"({"text":"c"})"), "429 too.many.requests");
    EXPECT_EQ(bench.outcome("DELETE", "/messages?message_id=" + mid), "429 too.many.requests");
    EXPECT_EQ(bench.outcome("POST", "/messages?chat_id=" + second, R"({"text":"d"})"), "200");
    bench.now += std::chrono::seconds{1};
    EXPECT_EQ(bench.outcome("DELETE", "/messages?message_id=" + mid), "200");
}

TEST(MaxServiceTest, PollsAreLimitedWhereThatWasAnnounced) {
    MaxBench bench;
    bench.settings().polls_per_second = 2;
    for (int poll = 0; poll < 2; ++poll) {
        EXPECT_EQ(bench.outcome("GET", "/updates?timeout=0"), "200");
    }
    EXPECT_EQ(bench.outcome("GET", "/updates?timeout=0"), "429 too.many.requests");
    bench.settings().mode = Mode::documented;
    EXPECT_EQ(bench.outcome("GET", "/updates?timeout=0"), "200");
}

TEST(MaxServiceTest, ModesOfferWhatTheirTimeHad) {
    MaxBench bench;
    const std::string chat = bench.administered();
    const auto offered = [&](Mode mode) {
        bench.settings().mode = mode;
        return std::vector<std::string>{
            bench.outcome("GET", "/chats"), bench.outcome("PATCH", "/me", R"({"name":"School"})"),
            bench.outcome("POST", "/chats/" + chat + "/members", R"({"user_ids":[18]})"),
            bench.outcome("DELETE", "/chats/" + chat)};
    };
    const std::string gone = "404 not.found";
    EXPECT_THAT(offered(Mode::legacy), ::testing::ElementsAre("200", "200", "200", "200 false"));
    EXPECT_THAT(offered(Mode::observed), ::testing::ElementsAre(gone, gone, "200", "200 false"));
    EXPECT_THAT(offered(Mode::documented), ::testing::Each(gone));
    bench.settings().removed_status = 405;
    EXPECT_THAT(offered(Mode::documented), ::testing::Each("405 method.not.allowed"));
    EXPECT_EQ(bench.done("GET", "/me").at("name"), "School");
}

TEST(MaxServiceTest, LegacyListsChatsInPages) {
    MaxBench bench;
    bench.settings().mode = Mode::legacy;
    for (int made = 0; made < 3; ++made) bench.group();
    const auto first = bench.done("GET", "/chats?count=2");
    EXPECT_EQ(first.at("chats").as_array().size(), 2U);
    const auto second =
        bench.done("GET", "/chats?count=2&marker=" + std::to_string(first.at("marker").as_int64()));
    EXPECT_EQ(second.at("chats").as_array().size(), 1U);
    EXPECT_FALSE(second.as_object().contains("marker"));
}

TEST(MaxServiceTest, FaultsMatchByVerbAndPattern) {
    MaxBench bench;
    const std::string chat = bench.administered();
    const auto fault = [&](const std::string& body) {
        ASSERT_EQ(bench.http("POST", "/sandbox/faults", body).status, 200);
    };
    const std::string path = "/chats/" + chat + "/members";
    const std::string add = R"({"user_ids":[18]})";
    const std::string name = R"("method":"POST /chats/{chatId}/members")";
    fault(R"({"kind":"error_code","code":503,)" + name + "}");
    EXPECT_EQ(bench.outcome("GET", path), "200") << "another verb is another method";
    EXPECT_EQ(bench.outcome("POST", path, add), "503 service.unavailable");
    fault(R"({"kind":"error_code","code":200,)" + name + "}");
    EXPECT_EQ(bench.outcome("POST", path, add), "200 false");
    EXPECT_THAT(bench.member_ids(chat), ::testing::ElementsAre(17, 500));
    fault(R"({"kind":"lose_answer",)" + name + "}");
    const auto lost = bench.http("POST", path, add, {{"authorization", "school"}});
    EXPECT_EQ(lost.delivery, http::Delivery::dropped);
    EXPECT_THAT(bench.member_ids(chat), ::testing::ElementsAre(17, 18, 500));
    fault(R"({"kind":"html","account":600})");
    EXPECT_EQ(bench.outcome("GET", path), "200") << "a fault of the other bot";
    EXPECT_EQ(bench.http("GET", "/me", "", {{"authorization", "lyceum"}}).content_type,
              "text/html");
    fault(R"({"kind":"token_dead"})");
    EXPECT_EQ(bench.outcome("GET", "/me"), "401 verify.token");
    EXPECT_EQ(bench.outcome("GET", "/me"), "401 verify.token");
    bench.http("DELETE", "/sandbox/faults");
    EXPECT_EQ(bench.outcome("GET", "/me"), "200");
}

TEST(MaxServiceTest, AnswersAreSpoiltByFaultsAndMarked) {
    MaxBench bench;
    const auto hit = [&](FaultKind kind) {
        bench.sandbox.faults().add(
            {.kind = kind, .code = 503, .delay = std::chrono::milliseconds{700}});
        return bench.sandbox.answer(
            {.method = "GET", .target = "/me", .headers = {{"authorization", "school"}}},
            bench.now);
    };
    const Reply silent = hit(FaultKind::silence);
    EXPECT_EQ(silent.response.delivery, http::Delivery::dropped);
    EXPECT_EQ(silent.delay.count(), 700);
    EXPECT_EQ(silent.response.body, "");
    const Reply half = hit(FaultKind::half_json);
    EXPECT_TRUE(half.off_schema);
    EXPECT_EQ(half.response.body.substr(0, 12), R"({"user_id":5)");
    EXPECT_NE(half.response.body.back(), '}');
    const Reply huge = hit(FaultKind::huge);
    EXPECT_TRUE(huge.off_schema);
    EXPECT_GT(huge.response.body.size(), huge_bytes);
    const Reply odd = hit(FaultKind::error_in_200);
    EXPECT_TRUE(odd.off_schema);
    EXPECT_EQ(odd.response.status, 200);
    EXPECT_EQ(json::parse(odd.response.body).at("code"), "service.unavailable");
    EXPECT_FALSE(hit(FaultKind::delay).off_schema);
}

TEST(MaxServiceTest, CallsAreLoggedByPatternWithoutTheToken) {
    MaxBench bench;
    const std::string chat = bench.group();
    bench.call("GET", "/chats/" + chat + "/members?count=5");
    bench.call("DELETE", "/chats/" + chat);
    bench.call("GET", "/me/secrets");
    const auto log = bench.http("GET", "/sandbox/calls?since=0").body;
    const auto calls = json::parse(log).at("calls").as_array();
    ASSERT_EQ(calls.size(), 3U);
    EXPECT_EQ(calls[0].at("method"), "GET /chats/{chatId}/members");
    EXPECT_EQ(calls[0].at("account"), 500);
    EXPECT_EQ(calls[0].at("error"), 403);
    EXPECT_EQ(calls[0].at("parameters").at("count"), "5");
    EXPECT_EQ(calls[0].at("parameters").at("chatId").as_string(), chat);
    EXPECT_EQ(calls[1].at("error"), 403);
    EXPECT_EQ(calls[2].at("error"), 404);
    EXPECT_EQ(log.find("\"school\""), std::string::npos);
}

TEST(MaxServiceTest, AnswersMayBeStrange) {
    MaxBench bench;
    const std::string chat = bench.administered();
    bench.settings().unknown_fields = true;
    bench.settings().unknown_permissions = true;
    const auto own = bench.done("GET", "/chats/" + chat + "/members/me").as_object();
    EXPECT_TRUE(own.contains("experiment"));
    const auto& permissions = own.at("permissions").as_array();
    EXPECT_EQ(permissions.back(), "manage_stories");
    const auto whole = bench.done("GET", "/chats/" + chat);
    for (const auto& participant : whole.at("participants").as_object()) {
        EXPECT_TRUE(participant.value().is_int64()) << participant.key();
    }
    bench.settings().unknown_permissions = false;
    EXPECT_EQ(
        bench.done("GET", "/chats/" + chat + "/members/me").at("permissions").as_array().size(),
        permissions.size() - 1);
}

}  // namespace
}  // namespace rosterd::sandbox::max
