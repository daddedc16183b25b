// The control API: state, events, acts, faults, and that malformed requests change nothing.
#include <gtest/gtest.h>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

json::value body_of(const http::Response& response) {
    return json::parse(response.body);
}

TEST(ControlTest, TheStateShowsChatsNumbersMembersAndCalls) {
    Bench bench;
    bench.chat("lyceum", "другой", "17");
    bench.chat("school", "7Б", "17");
    const auto state = body_of(bench.http("GET", "/sandbox/state"));
    const auto& chat = state.at("chats").at(1);
    EXPECT_EQ(chat.at("id"), 2);
    EXPECT_EQ(chat.at("title"), "7Б");
    EXPECT_EQ(chat.at("owner"), -500);
    EXPECT_EQ(chat.at("deleted"), false);
    EXPECT_EQ(chat.at("numbers").at("-500"), 1);
    EXPECT_NE(chat.at("numbers").at("17"), 1);
    EXPECT_EQ(chat.at("members").at(1),
              json::parse(R"({"user":17,"admin":false,"owner":false,"pending":false})"));
    EXPECT_EQ(state.at("calls").at("total"), 2);
    EXPECT_EQ(state.at("calls").at("by_method").at("messages.createChat"), 2);
    const auto brief = body_of(bench.http("GET", "/sandbox/state?members=0"));
    EXPECT_FALSE(brief.at("chats").at(1).as_object().contains("members"));
    EXPECT_EQ(brief.at("chats").at(1).at("members_count"), 2);
}

TEST(ControlTest, EventsArePagedByTheirNumbers) {
    Bench bench;
    bench.chat("school", "7Б", "17,18");
    const auto all = body_of(bench.http("GET", "/sandbox/events"));
    EXPECT_EQ(all.at("next"), 3);
    EXPECT_EQ(all.at("events").at(0).at("kind"), "create");
    const auto rest = body_of(bench.http("GET", "/sandbox/events?since=2"));
    ASSERT_EQ(rest.at("events").as_array().size(), 1U);
    EXPECT_EQ(rest.at("events").at(0).at("user"), 18);
    EXPECT_EQ(body_of(bench.http("GET", "/sandbox/events?since=3")).at("next"), 3);
    EXPECT_EQ(bench.http("GET", "/sandbox/events?since=x").status, 400);
}

TEST(ControlTest, AReaderOfOldEventsNeverWaits) {
    Bench bench;
    bench.chat("school", "7Б");
    const auto patience = [&](std::string target) {
        return bench.sandbox.patience(
            {.method = "GET", .target = std::move(target), .headers = {}, .body = {}, .peer = {}},
            bench.now);
    };
    EXPECT_EQ(patience("/sandbox/events?since=0&wait_ms=500").count(), 0);
    EXPECT_EQ(patience("/sandbox/events?since=1&wait_ms=500").count(), 500);
    EXPECT_EQ(patience("/sandbox/events?since=1&wait_ms=999999999").count(), 60'000);
    EXPECT_EQ(patience("/sandbox/state?since=1&wait_ms=500").count(), 0);
}

TEST(ControlTest, CallsAndEditedMessagesAreShown) {
    Bench bench;
    const auto chat = bench.chat("school", "7Б", "17");
    bench.done("school", "messages.send",
               {{"peer_id", Bench::peer(chat)}, {"message", "a"}, {"random_id", "1"}});
    const auto message = [&] {
        return body_of(bench.http("GET", "/sandbox/chat?id=1")).at("messages").at(0);
    };
    EXPECT_EQ(message().at("number"), 1);
    EXPECT_EQ(message().at("edited"), false);
    bench.done("school", "messages.edit",
               {{"peer_id", Bench::peer(chat)}, {"cmid", "1"}, {"message", "b"}});
    EXPECT_EQ(message().at("text"), "b");
    EXPECT_EQ(message().at("edited"), true);
    const auto call = bench.done("teacher", "calls.start");
    const auto shown = [&] {
        return body_of(bench.http("GET", "/sandbox/video")).at("calls").at(0);
    };
    EXPECT_EQ(shown().at("id"), call.at("call_id"));
    EXPECT_EQ(shown().at("join_link"), call.at("join_link"));
    EXPECT_EQ(shown().at("owner"), 17);
    EXPECT_EQ(shown().at("started_ms"), 1'790'000'000'000);
    EXPECT_EQ(shown().at("finished_ms"), json::value{});
    bench.done("teacher", "calls.forceFinish",
               {{"call_id", std::string{call.at("call_id").as_string()}}});
    EXPECT_EQ(shown().at("finished_ms"), 1'790'000'000'000);
    EXPECT_EQ(bench.http("POST", "/sandbox/video").status, 405);
}

TEST(ControlTest, ActsAreThoseOfPeople) {
    Bench bench;
    bench.chat("school", "7Б", "17");
    const auto act = [&](const std::string& body) {
        return bench.http("POST", "/sandbox/act", body).status;
    };
    const Chat& chat = *bench.sandbox.world().find(1);
    EXPECT_EQ(act(R"({"do":"join","chat":1,"user":99})"), 200);
    EXPECT_TRUE(chat.holds(99));
    EXPECT_EQ(act(R"({"do":"promote","chat":1,"user":99})"), 200);
    EXPECT_TRUE(chat.administers(99));
    EXPECT_EQ(act(R"({"do":"leave","chat":1,"user":17})"), 200);
    EXPECT_TRUE(chat.left.contains(17));
    EXPECT_EQ(act(R"({"do":"kick","chat":1,"user":99})"), 200);
    EXPECT_TRUE(chat.kicked.contains(99));
    EXPECT_EQ(act(R"({"do":"rename","chat":1,"title":"8Б"})"), 200);
    EXPECT_EQ(chat.title, "8Б");
    EXPECT_EQ(act(R"({"do":"leave","chat":1,"user":17})"), 409);
    EXPECT_EQ(act(R"({"do":"rename","chat":1})"), 400);
    EXPECT_EQ(act(R"({"do":"fly","chat":1})"), 400);
    EXPECT_EQ(act(R"({"do":"join","chat":7,"user":1})"), 404);
    EXPECT_EQ(act(R"({"do":"destroy","chat":1})"), 200);
    EXPECT_TRUE(chat.deleted);
}

TEST(ControlTest, PeopleAreConfiguredOneOrManyAtOnce) {
    Bench bench;
    EXPECT_EQ(
        bench.http("POST", "/sandbox/users", R"({"user":11,"name":"Анна Ли","privacy":"nobody"})")
            .status,
        200);
    EXPECT_EQ(bench
                  .http("POST", "/sandbox/users",
                        R"([{"user":11,"allows_messages":false},{"user":12,"exists":false}])")
                  .status,
              200);
    const Person anna = bench.sandbox.world().person(11);
    EXPECT_EQ(anna.name, "Анна Ли");
    EXPECT_EQ(anna.privacy, Privacy::nobody);
    EXPECT_FALSE(anna.allows_messages);
    EXPECT_FALSE(bench.sandbox.world().person(12).exists);
}

TEST(ControlTest, FaultsAreQueuedListedAndCleared) {
    Bench bench;
    EXPECT_EQ(bench
                  .http("POST", "/sandbox/faults",
                        R"({"kind":"delay","method":"users.get","after":2,"delay_ms":50})")
                  .status,
              200);
    const auto listed = body_of(bench.http("GET", "/sandbox/faults")).at("faults");
    EXPECT_EQ(listed.at(0).at("kind"), "delay");
    EXPECT_EQ(listed.at(0).at("after"), 2);
    EXPECT_EQ(bench.http("DELETE", "/sandbox/faults").status, 200);
    EXPECT_TRUE(bench.sandbox.faults().list().empty());
}

TEST(ControlTest, CallsAreReadFromANumberOn) {
    Bench bench;
    bench.chat("school", "7Б");
    bench.code("school", "utils.getServerTime");
    const auto calls = body_of(bench.http("GET", "/sandbox/calls?since=1"));
    EXPECT_EQ(calls.at("next"), 2);
    EXPECT_EQ(calls.at("calls").at(0).at("method"), "utils.getServerTime");
    EXPECT_EQ(calls.at("calls").at(0).at("account"), -500);
}

TEST(ControlTest, MalformedRequestsAnswer400AndChangeNothing) {
    Bench bench;
    bench.chat("school", "7Б");
    const auto revision = bench.sandbox.world().revision();
    for (const char* path : {"/sandbox/users", "/sandbox/act", "/sandbox/faults"}) {
        for (const char* body :
             {"", "{", "[]x", "5", "null", "[5]", R"({"user":"x"})", R"({"user":1.5})",
              R"([{"user":5},{"user":0}])", R"({"user":7,"privacy":"secret"})", R"({"kind":5})",
              R"({"kind":"delay","delay_ms":-1})", R"({"do":["join"]})",
              R"({"do":"join","chat":"1"})"}) {
            EXPECT_EQ(bench.http("POST", path, body).status, 400) << path << " " << body;
        }
        EXPECT_EQ(bench.http("PATCH", path, "{}").status, 405);
    }
    EXPECT_EQ(bench.http("GET", "/sandbox/nothing").status, 404);
    EXPECT_EQ(bench.http("GET", "/sandbox/chat").status, 400);
    EXPECT_EQ(bench.http("GET", "/sandbox/chat?id=9").status, 404);
    EXPECT_EQ(bench.http("GET", "/elsewhere").status, 404);
    EXPECT_EQ(bench.sandbox.world().revision(), revision);
    EXPECT_TRUE(bench.sandbox.faults().list().empty());
}

TEST(ControlTest, DeeplyNestedJsonIsRefused) {
    Bench bench;
    EXPECT_EQ(bench.http("POST", "/sandbox/users", std::string(100'000, '[')).status, 400);
}

TEST(PageTest, ThePageIsSelfContained) {
    Bench bench;
    const auto response = bench.http("GET", "/");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    EXPECT_NE(response.body.find("Песочница"), std::string::npos);
    EXPECT_EQ(response.body.find("http://"), std::string::npos);
    EXPECT_EQ(response.body.find("https://"), std::string::npos);
    EXPECT_EQ(response.body.find("innerHTML"), std::string::npos);
}

}  // namespace
}  // namespace rosterd::sandbox
