// The control API of the MAX messenger: what it refuses, shows and changes.
#include <gmock/gmock.h>

#include "tests/unit/sandbox/max_bench.hpp"

namespace rosterd::sandbox::max {
namespace {

using testing::MaxBench;

TEST(MaxControlTest, TheStateShowsBotsChatsAndMessages) {
    MaxBench bench;
    const std::string chat = bench.administered("7Б");
    bench.act(R"({"do":"write","user":17,"text":"Привет","chat":)" + chat + "}");
    const auto state = json::parse(bench.http("GET", "/sandbox/max/state").body);
    const auto& bots = state.at("bots").as_array();
    ASSERT_EQ(bots.size(), 2U);
    EXPECT_EQ(bots[0].at("id"), 500);
    EXPECT_EQ(bots[0].at("updates_waiting"), 3);
    EXPECT_EQ(bots[1].at("updates_waiting"), 0);
    const auto& shown = state.at("chats").at(0);
    EXPECT_EQ(shown.at("title"), "7Б");
    EXPECT_EQ(shown.at("members").at(1).at("bot"), true);
    EXPECT_EQ(shown.at("messages").at(0).at("text"), "Привет");
    EXPECT_EQ(json::parse(bench.http("GET", "/sandbox/max/chat?id=" + chat).body), shown);
    EXPECT_EQ(bench.http("GET", "/sandbox/max/chat?id=5").status, 404);
    EXPECT_EQ(bench.http("GET", "/sandbox/max/state").body.find("\"school\""), std::string::npos);
}

TEST(MaxControlTest, MalformedRequestsChangeNothing) {
    MaxBench bench;
    const std::string chat = bench.group();
    const std::uint64_t before = bench.messenger().revision();
    for (const char* body : {"", "[]", "{}", R"({"do":"fly"})", R"({"do":"create","user":17})",
                             R"({"do":"create","user":17,"title":5})",
                             R"({"do":"create","user":17,"title":"a","members":["x"]})"}) {
        EXPECT_EQ(bench.act_status(body), 400) << body;
    }
    EXPECT_EQ(bench.act_status(R"({"do":"add","user":18,"by":"17","chat":)" + chat + "}"), 400);
    EXPECT_EQ(bench.act_status(R"({"do":"add","user":18,"chat":-5})"), 404);
    EXPECT_EQ(bench.act_status(R"({"do":"add","user":200001,"chat":)" + chat + "}"), 404);
    EXPECT_EQ(bench.act_status(R"({"do":"add","user":18,"by":19,"chat":)" + chat + "}"), 409);
    EXPECT_EQ(bench.act_status(R"({"do":"kick","user":17,"chat":)" + chat + "}"), 409);
    EXPECT_EQ(bench.act_status(R"({"do":"join","user":18,"link":"https://max.ru/join/x"})"), 404);
    EXPECT_EQ(bench.http("POST", "/sandbox/max/users", R"({"user":0})").status, 400);
    EXPECT_EQ(bench.http("POST", "/sandbox/max/users", R"({"user":5,"phone":"+7"})").status, 400);
    EXPECT_EQ(bench.http("POST", "/sandbox/max/settings", R"({"mode":"new"})").status, 400);
    EXPECT_EQ(bench.http("DELETE", "/sandbox/max/state").status, 405);
    EXPECT_EQ(bench.http("GET", "/sandbox/max/else").status, 404);
    EXPECT_EQ(bench.messenger().revision(), before);
}

TEST(MaxControlTest, SettingsChangeByName) {
    MaxBench bench;
    const auto answer = bench.http("POST", "/sandbox/max/settings",
                                   R"({"mode":"documented","removed_status":405,
        "add_failures":"details","without_marker":"latest","duplicates":true,
        "webhook_first_retry_ms":20,"chat_writes_per_second":7})");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(bench.settings().mode, Mode::documented);
    EXPECT_EQ(bench.settings().removed_status, 405);
    EXPECT_EQ(bench.settings().add_failures, AddFailures::details);
    EXPECT_EQ(bench.settings().without_marker, WithoutMarker::latest);
    EXPECT_TRUE(bench.settings().duplicates);
    EXPECT_EQ(bench.settings().webhook_first_retry, std::chrono::milliseconds{20});
    EXPECT_EQ(bench.settings().chat_writes_per_second, 7U);
    EXPECT_FALSE(bench.settings().unknown_updates);
    EXPECT_EQ(json::parse(bench.http("GET", "/sandbox/max/settings").body),
              json::parse(answer.body));
}

TEST(MaxControlTest, ANewLinkEndsTheOldOne) {
    MaxBench bench;
    const std::string chat = bench.group();
    const std::string old{bench.done("GET", "/chats/" + chat).at("link").as_string()};
    const auto made = bench.act(R"({"do":"new_link","chat":)" + chat + "}");
    EXPECT_NE(made.at("link").as_string(), old);
    EXPECT_EQ(bench.act_status(R"({"do":"join","user":18,"link":")" + old + "\"}"), 404);
    const std::string link{made.at("link").as_string()};
    EXPECT_EQ(bench.act(R"({"do":"join","user":18,"link":")" + link + "\"}").at("chat").as_int64(),
              std::stoll(chat));
}

TEST(MaxControlTest, PeopleHaveNamesAndSecrets) {
    MaxBench bench;
    const std::string chat = bench.administered();
    bench.http("POST", "/sandbox/max/users",
               R"({"user":17,"first_name":"Мария","last_name":"Иванова","username":"masha",
                   "hides_activity":true})");
    const auto member =
        bench.done("GET", "/chats/" + chat + "/members").at("members").at(0).as_object();
    EXPECT_EQ(member.at("name"), "Мария Иванова");
    EXPECT_EQ(member.at("username"), "masha");
    EXPECT_FALSE(member.contains("last_activity_time"));
    bench.http("POST", "/sandbox/max/users", R"({"user":17,"hides_activity":false})");
    const auto open =
        bench.done("GET", "/chats/" + chat + "/members").at("members").at(0).as_object();
    EXPECT_EQ(open.at("name"), "Мария Иванова") << "what is not named stays";
    EXPECT_TRUE(open.contains("last_activity_time"));
}

}  // namespace
}  // namespace rosterd::sandbox::max
