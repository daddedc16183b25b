// Calls and the storage: ids, owners, refusals, and the script that starts a call at most once.
#include <gtest/gtest.h>

#include <regex>

#include "tests/unit/sandbox/bench.hpp"

namespace rosterd::sandbox {
namespace {

using testing::Bench;

std::string text_of(const json::value& value, const char* key) {
    return std::string{value.at(key).as_string()};
}

Parameters call_id(std::string id) {
    return {{"call_id", std::move(id)}};
}

TEST(CallsTest, ACallHasAUuidALinkAndCredentials) {
    Bench bench;
    const auto call = bench.done("teacher", "calls.start", {{"group_id", "500"}});
    const std::regex uuid{"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};
    EXPECT_TRUE(std::regex_match(text_of(call, "call_id"), uuid)) << call;
    EXPECT_TRUE(text_of(call, "join_link").starts_with("https://vk.com/call/join/"));
    EXPECT_FALSE(text_of(call, "ok_join_link").empty());
    const auto& credentials = call.at("short_credentials");
    EXPECT_TRUE(text_of(credentials, "link_with_password")
                    .starts_with(text_of(credentials, "link_without_password")));
    EXPECT_NE(text_of(credentials, "link_with_password").find(text_of(credentials, "password")),
              std::string::npos);
    EXPECT_NE(text_of(credentials, "link_without_password").find(text_of(credentials, "id")),
              std::string::npos);
}

TEST(CallsTest, TheSameSeedGivesTheSameCalls) {
    Bench one{WorldOptions{.seed = 5}};
    Bench same{WorldOptions{.seed = 5}};
    Bench other{WorldOptions{.seed = 6}};
    const auto first = one.done("teacher", "calls.start");
    EXPECT_EQ(same.done("teacher", "calls.start"), first);
    EXPECT_NE(other.done("teacher", "calls.start"), first);
    EXPECT_NE(one.done("teacher", "calls.start").at("call_id"), first.at("call_id"));
}

TEST(CallsTest, OnlyTheOwnerEndsACallAndOnlyOnce) {
    Bench bench;
    const auto id = text_of(bench.done("teacher", "calls.start"), "call_id");
    EXPECT_EQ(bench.code("director", "calls.forceFinish", call_id(id)), 7);
    bench.now += std::chrono::minutes{40};
    EXPECT_EQ(bench.done("teacher", "calls.forceFinish", call_id(id)), json::value(1));
    EXPECT_EQ(bench.code("teacher", "calls.forceFinish", call_id(id)), 104);
    EXPECT_EQ(bench.code("teacher", "calls.forceFinish", call_id(std::string(36, 'a'))), 104);
    EXPECT_EQ(bench.code("teacher", "calls.forceFinish", call_id(id + "a")), 100);
    EXPECT_EQ(bench.code("teacher", "calls.forceFinish"), 100);
    const VideoCall& call = bench.sandbox.world().calls().list().at(0);
    EXPECT_EQ(call.owner, 17);
    EXPECT_EQ(call.finished, bench.now);
}

TEST(CallsTest, ACommunityCannotCall) {
    Bench bench;
    EXPECT_EQ(bench.code("school", "calls.start"), 27);
    EXPECT_EQ(bench.code("school", "calls.forceFinish", call_id(std::string(36, 'a'))), 27);
    EXPECT_EQ(bench.code("teacher", "calls.start", {{"group_id", "x"}}), 100);
    EXPECT_TRUE(bench.sandbox.world().calls().list().empty());
}

TEST(StorageTest, EachOwnerHasHisOwn) {
    Bench bench;
    EXPECT_EQ(bench.done("school", "storage.set", {{"key", "a-B_1"}, {"value", "1"}}),
              json::value(1));
    bench.done("teacher", "storage.set", {{"key", "b"}, {"value", "2"}});
    EXPECT_EQ(bench.done("school", "storage.get", {{"key", "a-B_1"}}),
              json::parse(R"([{"key":"a-B_1","value":"1"}])"));
    EXPECT_EQ(bench.done("teacher", "storage.get", {{"keys", "a-B_1,b"}}),
              json::parse(R"([{"key":"a-B_1","value":""},{"key":"b","value":"2"}])"));
    bench.done("school", "storage.set", {{"key", "a-B_1"}, {"value", ""}});
    EXPECT_EQ(bench.done("school", "storage.get", {{"key", "a-B_1"}}).at(0).at("value"), "");
}

TEST(StorageTest, LimitsAreThePlatforms) {
    Bench bench;
    const auto set = [&](const std::string& key, const std::string& value) {
        return bench.code("school", "storage.set", {{"key", key}, {"value", value}});
    };
    EXPECT_EQ(set("", "x"), 100);
    EXPECT_EQ(set("a b", "x"), 100);
    EXPECT_EQ(set("ключ", "x"), 100);
    EXPECT_EQ(set(std::string(101, 'a'), "x"), 100);
    EXPECT_EQ(set(std::string(100, 'a'), std::string(4096, 'x')), 0);
    EXPECT_EQ(set("a", std::string(4097, 'x')), 100);
    for (int i = 1; i < 1000; ++i) ASSERT_EQ(set("k" + std::to_string(i), "x"), 0);
    EXPECT_EQ(set("one-more", "x"), 103);
    EXPECT_EQ(set("k1", "again"), 0);
    EXPECT_EQ(set("k2", ""), 0);
    EXPECT_EQ(set("one-more", "x"), 0);
    EXPECT_EQ(bench.code("school", "storage.get"), 100);
    EXPECT_EQ(bench.code("school", "storage.get", {{"key", "a b"}}), 100);
    std::string keys = "k";
    for (int i = 0; i < 1000; ++i) keys += ",k";
    EXPECT_EQ(bench.code("school", "storage.get", {{"keys", keys}}), 100);
}

/// What the daemon sends for two conferences at once.
constexpr const char* start_script =
    R"(var k0 = API.storage.get({"keys":"rosterd-0a1b"}); var c0 = null; if (!k0[0].value) { )"
    R"(c0 = API.calls.start({}); if (c0.call_id) { API.storage.set({"key":"rosterd-0a1b",)"
    R"("value":c0.call_id + " " + c0.join_link}); } } )"
    R"(var k1 = API.storage.get({"keys":"rosterd-0a1c"}); var c1 = null; if (!k1[0].value) { )"
    R"(c1 = API.calls.start({}); if (c1.call_id) { API.storage.set({"key":"rosterd-0a1c",)"
    R"("value":c1.call_id + " " + c1.join_link}); } } return [[k0, c0], [k1, c1]];)";

TEST(StartScriptTest, TwiceInARowGivesOneCallForEachConference) {
    Bench bench;
    const auto first = bench.done("teacher", "execute", {{"code", start_script}});
    const auto& calls = bench.sandbox.world().calls().list();
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(first.at(0).at(0), json::parse(R"([{"key":"rosterd-0a1b","value":""}])"));
    EXPECT_EQ(first.at(0).at(1).at("call_id").as_string(), calls[0].id);
    EXPECT_EQ(first.at(1).at(1).at("call_id").as_string(), calls[1].id);
    const auto second = bench.done("teacher", "execute", {{"code", start_script}});
    EXPECT_EQ(calls.size(), 2U);
    EXPECT_EQ(second.at(0).at(0).at(0).at("value").as_string(),
              calls[0].id + " " + calls[0].join_link);
    EXPECT_EQ(second.at(0).at(1), json::value{});
}

TEST(StartScriptTest, AFailedStartIsFalseAndNothingIsRemembered) {
    Bench bench;
    ASSERT_TRUE(bench.sandbox.faults().add(
        {.kind = FaultKind::error_code, .method = "calls.start", .code = 9}));
    const auto answer = bench.call("teacher", "execute", {{"code", start_script}});
    EXPECT_EQ(answer.at("response").at(0).at(1), false);
    EXPECT_TRUE(answer.at("response").at(1).at(1).is_object());
    EXPECT_EQ(answer.at("execute_errors").at(0).at("error_code"), 9);
    EXPECT_EQ(bench.sandbox.world().storages().get(17, "rosterd-0a1b"), "");
    EXPECT_NE(bench.sandbox.world().storages().get(17, "rosterd-0a1c"), "");
}

TEST(StartScriptTest, AFailedLookIsFalseToo) {
    Bench bench;
    ASSERT_TRUE(bench.sandbox.faults().add(
        {.kind = FaultKind::error_code, .method = "storage.get", .code = 10}));
    const auto answer = bench.call("teacher", "execute", {{"code", start_script}});
    EXPECT_EQ(answer.at("response").at(0).at(0), false);
    EXPECT_TRUE(answer.at("response").at(0).at(1).is_object());
}

}  // namespace
}  // namespace rosterd::sandbox
